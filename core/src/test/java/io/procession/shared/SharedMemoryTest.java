package io.procession.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SharedMemoryTest {

    @Test
    void create_ofAnyKind_holdsZerosThenWhatWasSet() {
        try (SharedDoubles doubles = SharedDoubles.create(3);
                SharedLongs longs = SharedLongs.create(3);
                SharedInts ints = SharedInts.create(3);
                SharedBytes bytes = SharedBytes.create(3)) {
            assertThat(doubles.toArray()).containsExactly(0, 0, 0);
            doubles.set(2, Math.PI);
            longs.set(1, Long.MIN_VALUE);
            ints.set(0, -7);
            bytes.set(1, (byte) 200);

            assertThat(doubles.toArray()).containsExactly(0, 0, Math.PI);
            assertThat(longs.toArray()).containsExactly(0, Long.MIN_VALUE, 0);
            assertThat(ints.toArray()).containsExactly(-7, 0, 0);
            assertThat(bytes.toArray()).containsExactly(0, -56, 0);
            assertThat(bytes.length()).isEqualTo(3);
        }
    }

    @Test
    void create_ofNothing_isEmpty() {
        try (SharedInts none = SharedInts.create(0)) {
            assertThat(none.length()).isZero();
            assertThat(none.toArray()).isEmpty();
            assertThatThrownBy(() -> none.get(0))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("index=0, length=0");
        }
    }

    @Test
    void create_ofNegativeLength_isRefused() {
        assertThatThrownBy(() -> SharedLongs.create(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("length=-1");
    }

    @Test
    void create_ofMoreThanThereIsRoomFor_saysWhereHowMuchIsFree() {
        assertThatThrownBy(() -> SharedBytes.create(1L << 55))
                .hasMessageContaining("no room for shared memory")
                .hasMessageContaining("needed=" + (1L << 55))
                .hasMessageContaining("has ");
    }

    /** A file with a hole: only the pages that are written to take memory. */
    @Test
    void elements_beyondTwoGigabytes_areReached() {
        long length = 400L << 20; // 3.1 GB
        try (SharedDoubles large = SharedDoubles.create(length)) {
            long boundary = 1L << 27; // where the second buffer begins
            for (long index : new long[] {0, boundary - 1, boundary, 2 * boundary, length - 1}) {
                large.set(index, index + 0.5);
            }
            double[] across = new double[4];
            large.copyTo(boundary - 2, across, 0, 4);

            assertThat(large.get(length - 1)).isEqualTo(length - 0.5);
            assertThat(large.get(2 * boundary)).isEqualTo(2 * boundary + 0.5);
            assertThat(across).containsExactly(0, boundary - 0.5, boundary + 0.5, 0);
            assertThatThrownBy(() -> large.get(length))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> large.view(0, (1 << 27) + 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at most 1 GB");
        }
    }

    @Test
    void slice_ofASlice_isTheSameMemory() {
        try (SharedLongs whole = SharedLongs.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9)) {
            SharedLongs inner = whole.slice(2, 8).slice(1, 3);
            inner.set(0, 33);
            inner.fill(inner.get(1));

            assertThat(inner.length()).isEqualTo(2);
            assertThat(whole.toArray()).containsExactly(0, 1, 2, 4, 4, 5, 6, 7, 8, 9);
            assertThatThrownBy(() -> inner.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> whole.slice(5, 11))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessageContaining("length=10");
            assertThatThrownBy(() -> whole.slice(5, 4))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessageContaining("from=5, to=4");
        }
    }

    @Test
    void copies_betweenArraysAndEachOther_areExact() {
        int count = 100_000;
        int[] source = IntStream.range(0, count).map(i -> i * 31).toArray();
        try (SharedInts one = SharedInts.create(count);
                SharedInts other = SharedInts.create(count);
                SharedInts shorter = SharedInts.create(3)) {
            one.copyFrom(source, 0, 0, count);
            one.copyTo(other);
            other.view(5, 1).put(0, -1);
            int[] part = new int[4];
            other.copyTo(4, part, 1, 2);

            assertThat(part).containsExactly(0, 124, -1, 0);
            assertThat(Arrays.equals(one.toArray(), source)).isTrue();
            assertThatThrownBy(() -> one.copyTo(shorter))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("source=100000, target=3");
            assertThatThrownBy(() -> one.copyTo(0, part, 2, 3))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void setAllAndFill_ofManyElements_reachEachOne() {
        long length = 300_001;
        try (SharedDoubles doubles = SharedDoubles.create(length)) {
            doubles.setAll(i -> i / 2.0);
            for (long i = 0; i < length; i++) {
                assertThat(doubles.get(i)).isEqualTo(i / 2.0);
            }
            doubles.fill(-1);
            assertThat(doubles.toArray()).containsOnly(-1);
        }
    }

    @Test
    void atomicAdditions_byManyThreads_loseNothing() {
        try (SharedLongs longs = SharedLongs.create(1);
                SharedInts ints = SharedInts.create(1);
                SharedDoubles doubles = SharedDoubles.create(1)) {
            IntStream.range(0, 40_000)
                    .parallel()
                    .forEach(i -> {
                        longs.incrementAndGet(0);
                        ints.addAndGet(0, 2);
                        doubles.getAndAdd(0, 0.5);
                    });

            assertThat(longs.getVolatile(0)).isEqualTo(40_000);
            assertThat(ints.getVolatile(0)).isEqualTo(80_000);
            assertThat(doubles.getVolatile(0)).isEqualTo(20_000, within(0.0));
            assertThat(longs.compareAndSet(0, 1, 2)).isFalse();
            assertThat(longs.compareAndSet(0, 40_000, 2)).isTrue();
            assertThat(longs.get(0)).isEqualTo(2);
        }
    }

    @Test
    void use_afterClose_isRefused() {
        SharedBytes bytes = SharedBytes.create(8);
        SharedBytes slice = bytes.slice(2, 4);
        bytes.close();
        bytes.close();

        assertThat(bytes.isClosed()).isTrue();
        assertThatThrownBy(() -> slice.set(0, (byte) 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> travel(slice)).hasStackTraceContaining("was closed");
    }

    @Test
    void travel_withinOneProcess_leadsToTheSameMemory() throws Exception {
        try (SharedInts ints = SharedInts.of(1, 2, 3)) {
            SharedInts back = (SharedInts) travel(ints.slice(1, 3));
            back.set(0, 20);

            assertThat(ints.toArray()).containsExactly(1, 20, 3);
            assertThat(back.length()).isEqualTo(2);
        }
    }

    @Test
    void travel_ofWhatIsClosedMeanwhile_saysSo() throws Exception {
        byte[] handle;
        try (SharedLongs longs = SharedLongs.create(1)) {
            handle = bytesOf(longs);
        }
        assertThatThrownBy(() -> objectOf(handle))
                .isInstanceOf(InvalidObjectException.class)
                .hasMessageContaining("its owner has closed it, or has ended");
    }

    private static Object travel(Object value) throws Exception {
        return objectOf(bytesOf(value));
    }

    private static byte[] bytesOf(Object value) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        return bytes.toByteArray();
    }

    private static Object objectOf(byte[] bytes) throws Exception {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return in.readObject();
        }
    }
}
