package io.procession.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.spi.Payload;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChunksTest {

    @BeforeEach
    @AfterEach
    void forget() {
        Chunks.forget();
    }

    @Test
    void take_afterARelease_givesTheSameArrays() {
        Payload payload = large();
        byte[] chunk = payload.chunk(0);
        assertThat(chunk).hasSize(Chunks.LENGTH);
        payload.release();
        assertThat(Chunks.take()).isSameAs(chunk);
    }

    @Test
    void release_twice_givesBackOnce() {
        Payload payload = large();
        payload.release();
        payload.release();
        Map<byte[], Boolean> taken = new IdentityHashMap<>();
        for (int i = 0; i < 10; i++) {
            assertThat(taken.put(Chunks.take(), true)).isNull();
        }
    }

    @Test
    void release_ofAPayloadOfOnesOwnArrays_lendsThemToNobody() {
        byte[] own = new byte[Chunks.LENGTH];
        Payload payload = Payload.of(own);
        payload.release();
        assertThat(payload.chunk(0)).isSameAs(own);
        assertThat(Chunks.take()).isNotSameAs(own);
    }

    @Test
    void toPayload_ofALargeArray_holdsWhatWasWritten_whateverWasInTheChunks() throws Exception {
        for (int round = 1; round <= 3; round++) {
            double[] written = new double[300_001];
            Arrays.setAll(written, i -> i * 0.5);
            ByteSink sink = new ByteSink();
            sink.putByte(round);
            sink.putDoubles(written);
            Payload payload = sink.toPayload();
            ByteSource source = new ByteSource(payload);
            assertThat(source.getByte()).isEqualTo((byte) round);
            double[] read = new double[written.length];
            source.getDoubles(read);
            assertThat(read).isEqualTo(written);
            payload.release();
        }
    }

    @Test
    void giveBack_ofMoreThanIsKept_keepsAThirtySecondOfTheHeap() {
        int kept = (int) (Runtime.getRuntime().maxMemory() >> 25);
        byte[][] one = {new byte[Chunks.LENGTH]};
        byte[][] many = new byte[kept + 3][];
        Arrays.fill(many, one[0]);
        Chunks.giveBack(many);
        int found = 0;
        while (Chunks.take() == one[0]) {
            found++;
        }
        assertThat(found).isBetween(1, kept);
    }

    private static Payload large() {
        ByteSink sink = new ByteSink();
        sink.putDoubles(new double[300_000]);
        Payload payload = sink.toPayload();
        for (int i = 0; i < payload.chunkCount(); i++) {
            if (payload.chunk(i).length == Chunks.LENGTH) {
                return Chunks.payload(
                        new byte[][] {payload.chunk(i)}, new int[] {payload.chunkLength(i)});
            }
        }
        throw new AssertionError("no chunk was taken");
    }
}
