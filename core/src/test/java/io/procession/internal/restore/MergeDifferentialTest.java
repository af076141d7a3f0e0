package io.procession.internal.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.internal.snapshot.Calls;
import io.procession.internal.snapshot.Delta;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Several calls that write to shared arguments and do not read them: merged, they give what the
 * serial program gives, or a conflict.
 */
class MergeDifferentialTest {

    private static final int ROUNDS = Integer.getInteger("procession.restore.rounds", 300);

    static final class Fields {
        int a;
        double b;
        Object c = "c";
        String d = "d";

        @Override
        public String toString() {
            return a + " " + b + " " + c + " " + d;
        }
    }

    @Test
    void calls_merged_areAsTheSerialProgram_orConflict() throws Exception {
        int conflicts = 0;
        for (long seed = 1; seed <= ROUNDS; seed++) {
            Object[] serial = build();
            Object[] own = build();
            Merging merge = new Merging();
            int calls = 2 + (int) (seed % 4);
            for (int call = 0; call < calls; call++) {
                long chosen = seed * 31 + call;
                int index = call;
                write(serial, new Random(chosen), index);
                Delta delta =
                        Calls.delta(
                                own,
                                o -> {
                                    write(o, new Random(chosen), index);
                                    return null;
                                });
                merge.add(
                        new RestoredCall(
                                text("write(" + call + ")"),
                                List.of("o"),
                                List.of((Object) own),
                                false),
                        delta);
            }
            String before = text(own);
            Conflict conflict = merge.conflict();
            assertThat(text(own)).as("seed " + seed).isEqualTo(before);
            merge.apply();
            if (conflict == null) {
                assertThat(text(own)).as("seed " + seed).isEqualTo(text(serial));
            } else {
                conflicts++;
                assertThat(conflict.path()).startsWith("o[");
                assertThat(conflict.first().text()).isLessThan(conflict.second().text());
            }
        }
        assertThat(conflicts).isBetween(ROUNDS / 10, ROUNDS * 9 / 10);
    }

    private static Supplier<String> text(String text) {
        return () -> text;
    }

    private static Object[] build() {
        Map<Object, Object> map = new HashMap<>();
        Map<Object, Object> linked = new LinkedHashMap<>();
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            map.put("k" + i, i);
            linked.put("k" + i, i);
            list.add(i);
        }
        return new Object[] {
            new int[60],
            new Object[60],
            list,
            new LinkedList<>(list),
            new ArrayDeque<>(list),
            map,
            linked,
            new TreeMap<>(map),
            new HashSet<>(list),
            new LinkedHashSet<>(list),
            new StringBuilder("text"),
            new Fields()
        };
    }

    /** Writes values that no other call writes, nor were there before. */
    private static void write(Object[] all, Random random, int call) {
        int count = random.nextInt(6);
        for (int i = 0; i < count; i++) {
            write(all[random.nextInt(all.length)], random, 1000 * (call + 1) + i);
        }
    }

    @SuppressWarnings("unchecked")
    private static void write(Object object, Random random, int value) {
        if (object instanceof int[] array) {
            array[random.nextInt(array.length)] = value;
        } else if (object instanceof Object[] array) {
            array[random.nextInt(array.length)] = "v" + value;
        } else if (object instanceof List) {
            write((List<Object>) object, random, value);
        } else if (object instanceof ArrayDeque) {
            ((ArrayDeque<Object>) object).add(value);
        } else if (object instanceof Map) {
            write((Map<Object, Object>) object, random, value);
        } else if (object instanceof Set) {
            write((Set<Object>) object, random, value);
        } else if (object instanceof StringBuilder builder) {
            builder.append(value);
        } else {
            Fields fields = (Fields) object;
            switch (random.nextInt(4)) {
                case 0 -> fields.a = value;
                case 1 -> fields.b = value;
                case 2 -> fields.c = "c" + value;
                default -> fields.d = "d" + value;
            }
        }
    }

    private static void write(List<Object> list, Random random, int value) {
        switch (random.nextInt(12)) {
            case 0 -> list.add(random.nextInt(20), value);
            case 1 -> list.remove(random.nextInt(20));
            case 2, 3, 4 -> list.add(value);
            default -> list.set(random.nextInt(20), value);
        }
    }

    private static void write(Map<Object, Object> map, Random random, int value) {
        switch (random.nextInt(8)) {
            case 0 -> map.remove("k" + random.nextInt(40));
            case 1, 2 -> map.put("n" + value, value);
            default -> map.put("k" + random.nextInt(40), value);
        }
    }

    private static void write(Set<Object> set, Random random, int value) {
        if (random.nextInt(6) == 0) {
            set.remove(random.nextInt(40));
        } else {
            set.add(value);
        }
    }

    private static String text(Object[] all) {
        List<String> texts = new ArrayList<>();
        for (Object each : all) {
            boolean isUnordered = each instanceof HashSet && !(each instanceof LinkedHashSet);
            if (each instanceof int[] array) {
                texts.add(Arrays.toString(array));
            } else if (each instanceof Object[] array) {
                texts.add(Arrays.toString(array));
            } else if (isUnordered) {
                List<Object> sorted = new ArrayList<>((Collection<?>) each);
                sorted.sort(java.util.Comparator.comparing(String::valueOf));
                texts.add(sorted.toString());
            } else if (each instanceof HashMap<?, ?> map && !(each instanceof LinkedHashMap)) {
                texts.add(new TreeMap<>(map).toString());
            } else {
                texts.add(each.toString());
            }
        }
        return String.join("\n", texts);
    }
}
