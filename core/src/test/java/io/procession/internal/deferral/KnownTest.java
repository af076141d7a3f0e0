package io.procession.internal.deferral;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a class is taken for. */
class KnownTest {

    record Point(int x, Integer y, String name, TimeUnit unit) {}

    record Line(Point from, Point to) {}

    record Holder(List<String> names) {}

    record Chain(int value, @Nullable Chain next) {}

    static final class OwnMap<K, V> extends HashMap<K, V> {
        private static final long serialVersionUID = 1L;
    }

    static final class OwnDecimal extends BigDecimal {
        private static final long serialVersionUID = 1L;

        OwnDecimal() {
            super(0);
        }
    }

    static Stream<Arguments> objects() {
        return Stream.of(
                Arguments.of("text", Known.VALUE),
                Arguments.of(1, Known.VALUE),
                Arguments.of(BigInteger.ONE, Known.VALUE),
                Arguments.of(new BigDecimal("1.0"), Known.VALUE),
                Arguments.of(new OwnDecimal(), Known.NOTHING),
                Arguments.of(UUID.randomUUID(), Known.VALUE),
                Arguments.of(LocalDate.EPOCH, Known.VALUE),
                Arguments.of(TimeUnit.DAYS, Known.VALUE),
                Arguments.of(String.class, Known.VALUE),
                Arguments.of(new Point(1, 2, "a", TimeUnit.DAYS), Known.VALUE),
                Arguments.of(
                        new Line(
                                new Point(1, 2, "a", TimeUnit.DAYS),
                                new Point(1, 2, "a", TimeUnit.DAYS)),
                        Known.VALUE),
                Arguments.of(new Holder(List.of()), Known.NOTHING),
                Arguments.of(new Chain(1, null), Known.NOTHING),
                Arguments.of(new HashMap<>(), Known.MAP),
                Arguments.of(new OwnMap<>(), Known.NOTHING),
                Arguments.of(new TreeMap<>(), Known.SORTED_MAP),
                Arguments.of(new ArrayList<>(), Known.LIST),
                Arguments.of(new LinkedList<>(), Known.LIST),
                Arguments.of(new ArrayList<>(List.of(1)).subList(0, 1), Known.NOTHING),
                Arguments.of(Collections.unmodifiableMap(new HashMap<>()), Known.NOTHING),
                Arguments.of(Collections.synchronizedList(new ArrayList<>()), Known.NOTHING),
                Arguments.of(List.of(1, 2, 3), Known.CONSTANT),
                Arguments.of(Map.of(1, 2), Known.CONSTANT),
                Arguments.of(Collections.emptyList(), Known.CONSTANT),
                Arguments.of(Arrays.asList("a"), Known.ARRAY_VIEW),
                Arguments.of(new StringBuilder(), Known.BUILDER),
                Arguments.of(new LongAdder(), Known.ATOMIC),
                Arguments.of(new int[1], Known.NOTHING));
    }

    @ParameterizedTest
    @MethodSource("objects")
    void object_isTakenForWhatItsExactClassIs(Object object, Known expected) {
        assertThat(Known.of(object)).isEqualTo(expected);
    }

    @Test
    void key_ofASortedMap_isPlacedOnlyInNaturalOrder() {
        TreeMap<Object, Object> natural = new TreeMap<>();
        TreeMap<String, Object> reversed = new TreeMap<>(Comparator.reverseOrder());

        assertThat(Known.SORTED_MAP.places(natural, "a")).isTrue();
        assertThat(Known.SORTED_MAP.places(natural, new BigDecimal("1.0"))).isFalse();
        assertThat(Known.SORTED_MAP.places(natural, null)).isFalse();
        assertThat(Known.SORTED_MAP.places(reversed, "a")).isFalse();
        assertThat(Known.SORTED_SET.places(new TreeSet<>(), 1)).isTrue();
    }

    @Test
    void key_ofAHashMap_isPlacedIfItIsAValue() {
        assertThat(Known.MAP.places(new LinkedHashMap<>(), null)).isTrue();
        assertThat(Known.MAP.places(new HashMap<>(), new Holder(List.of()))).isFalse();
        assertThat(Known.LIST.places(new ArrayList<>(), "a")).isFalse();
    }

    @Test
    void variable_ofAType_holdsValuesOnly_ifNoSubclassCanBeOther() {
        assertThat(Known.holdsValues(int.class)).isTrue();
        assertThat(Known.holdsValues(String.class)).isTrue();
        assertThat(Known.holdsValues(TimeUnit.class)).isTrue();
        assertThat(Known.holdsValues(BigDecimal.class)).isFalse();
        assertThat(Known.holdsValues(Object.class)).isFalse();
    }
}
