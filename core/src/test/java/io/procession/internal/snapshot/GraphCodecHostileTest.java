package io.procession.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.procession.internal.wire.ByteSink;
import io.procession.internal.wire.ByteSource;
import io.procession.spi.Codec;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.Serializable;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Bytes that nobody encoded, and what filters keep out. */
@SuppressWarnings("serial") // lambdas that capture whatever is asked of them
class GraphCodecHostileTest {

    interface SerialRunnable extends Runnable, Serializable {}

    record Row(int a, String b, Object c, double[] d) {}

    static class Cell {
        Object value = "v";
        @Nullable Cell next;
        long[] longs = {1, 2};
    }

    private static List<Object> samples() {
        String captured = "c";
        Cell cell = new Cell();
        cell.next = cell;
        cell.value = new HashSet<>(Set.of(1, "x"));
        SerialRunnable lambda = () -> assertThat(captured).hasSize(1);
        Map<Object, Object> map =
                new LinkedHashMap<>(Map.of("k", new Row(1, "b", List.of(2), new double[] {3})));
        map.put(EnumSet.of(TimeUnit.DAYS), new TreeMap<>(Map.of("a", LocalDate.MIN)));
        return List.of(
                cell,
                lambda,
                map,
                new Object[] {
                    new int[][] {{1}, {2, 3}}, "żółć", 1L << 40, Optional.of(ZonedDateTime.now())
                },
                Collections.unmodifiableList(new ArrayList<>(List.of(Locale.ROOT, new Random(3)))),
                new IllegalStateException("text", new IOException("cause")),
                new ArrayBlockingQueue<>(5));
    }

    @Test
    void decode_damagedBytes_giveNothingButIOExceptionOrClassNotFound() throws Exception {
        Random random = new Random(20261121);
        int refused = 0;
        for (Object sample : samples()) {
            byte[] good = Codecs.encode(sample);
            for (int i = 0; i < 1_500; i++) {
                byte[] bad =
                        i % 3 == 0
                                ? Arrays.copyOf(good, random.nextInt(good.length))
                                : good.clone();
                for (int flips = random.nextInt(4); flips >= 0 && bad.length > 0; flips--) {
                    bad[random.nextInt(bad.length)] =
                            (byte) (i % 2 == 0 ? random.nextInt() : random.nextInt(130));
                }
                refused += isRefused(bad) ? 1 : 0;
            }
        }
        assertThat(refused).isGreaterThan(5_000);
    }

    private static boolean isRefused(byte[] bytes) {
        try {
            Codecs.decode(bytes);
            return false;
        } catch (IOException | ClassNotFoundException e) {
            return true; // anything else fails the test
        }
    }

    @Test
    void decode_lengthsThatTheBytesCannotHold_areRefusedBeforeMemoryIsSpent() throws Exception {
        ByteSink sink = new ByteSink();
        sink.putByte(Decoder.VALUE);
        sink.putByte(Builtin.ARRAY_LIST.tag());
        sink.putVarInt(Integer.MAX_VALUE);
        byte[] bytes = Descriptor.bytes(sink.toPayload());
        assertThatThrownBy(() -> Codecs.decode(bytes))
                .hasMessageStartingWith("ends too early: needed=2147483647");
    }

    @Test
    void decode_arraysInArraysThatPromiseTheSameBytesAgain_areRefused() throws Exception {
        int depth = 10_000;
        ByteSink sink = new ByteSink();
        sink.putByte(Decoder.VALUE);
        for (int i = 0; i < depth; i++) {
            sink.putByte(Builtin.ARRAY_LIST.tag());
            sink.putVarInt(20_000);
        }
        sink.putBytes(new byte[40_000], 0, 40_000);
        byte[] bytes = Descriptor.bytes(sink.toPayload());
        assertThatThrownBy(() -> Codecs.decode(bytes)).hasMessageStartingWith("ends too early");
    }

    @Test
    void decode_setsNestedTooDeepForTheirHash_isRefused() throws Exception {
        ByteSink sink = new ByteSink();
        sink.putByte(Decoder.VALUE);
        for (int i = 0; i < 200_000; i++) {
            sink.putByte(Builtin.HASH_SET.tag());
            sink.putVarInt(1);
        }
        sink.putByte(Tags.TRUE);
        byte[] bytes = Descriptor.bytes(sink.toPayload());
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread small =
                new Thread(
                        null,
                        () -> thrown.set(catchThrowable(() -> Codecs.decode(bytes))),
                        "small",
                        256 << 10);
        small.start();
        small.join();
        assertThat(thrown.get())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("value cannot be rebuilt")
                .hasMessageContaining("StackOverflowError");
    }

    @Test
    void decode_gadgetClass_isRefusedByName() {
        ByteSink sink = new ByteSink();
        sink.putByte(Decoder.VALUE);
        Descriptor descriptor =
                Descriptor.of(
                        Descriptor.ISLAND,
                        "org.apache.commons.collections.functors.InvokerTransformer");
        sink.putByte(Tags.DESCRIPTOR);
        sink.putVarInt(descriptor.bytes.length);
        sink.putLong(descriptor.hash);
        sink.putBytes(descriptor.bytes, 0, descriptor.bytes.length);
        byte[] bytes = Descriptor.bytes(sink.toPayload());
        assertThatThrownBy(() -> Codecs.decode(bytes))
                .isInstanceOf(InvalidClassException.class)
                .hasMessageContaining("known from attacks");
    }

    @Test
    void decode_filteredClass_isRefused() throws Exception {
        assertThatThrownBy(() ->
                        filtered(
                                "!java.util.UUID;!java.util.concurrent.TimeUnit",
                                new java.util.UUID(1, 2)))
                .isInstanceOf(InvalidClassException.class)
                .hasMessageContaining("java.util.UUID; refused by the filter");
        assertThatThrownBy(() -> filtered("!java.util.concurrent.TimeUnit", List.of(TimeUnit.DAYS)))
                .isInstanceOf(InvalidClassException.class);
        assertThatThrownBy(
                        () -> filtered("!java.util.Locale", new ArrayList<>(List.of(Locale.ROOT))))
                .isInstanceOf(InvalidClassException.class);
        assertThat(filtered("java.util.*;!*", new HashMap<>(Map.of("a", 1_000))))
                .isEqualTo(Map.of("a", 1_000));
    }

    @Test
    void decode_filteredSizes_areRefused() throws Exception {
        assertThatThrownBy(() -> filtered("maxarray=10", new int[11]))
                .isInstanceOf(InvalidClassException.class);
        assertThatThrownBy(
                        () -> filtered("maxdepth=3", List.of(List.of(List.of(List.of(List.of()))))))
                .isInstanceOf(InvalidClassException.class);
        assertThat(filtered("maxarray=10;maxdepth=3", List.of(List.of())))
                .isEqualTo(List.of(List.of()));
    }

    @Test
    void decode_exceptionWithAFilteredPart_isRefused() throws Exception {
        @SuppressWarnings("unused")
        class WithDate extends RuntimeException {
            Object date = new Object[] {LocalDate.MIN};
        }
        GraphCodec codec = codec("!java.time.LocalDate");
        byte[] bytes =
                Descriptor.bytes(
                        Codecs.PLAIN.encodeThrowable(new WithDate(), Codec.Direction.RESULT));
        assertThatThrownBy(() ->
                        codec.decode(
                                new ByteSource(bytes, 0, bytes.length), Codec.Direction.RESULT))
                .isInstanceOf(IOException.class);
    }

    private static GraphCodec codec(String filter) {
        return new GraphCodec(
                GraphCodecHostileTest.class.getClassLoader(),
                List.of(),
                ObjectInputFilter.Config.createFilter(filter),
                Codecs.StandIn::new);
    }

    private static @Nullable Object filtered(String filter, Object value) throws Exception {
        byte[] bytes = Codecs.encode(value);
        return codec(filter).decode(new ByteSource(bytes, 0, bytes.length), Codec.Direction.CALL);
    }
}
