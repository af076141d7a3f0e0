package io.procession.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.procession.spi.Payload;
import java.io.EOFException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a ByteSink took, a ByteSource gives, wherever the chunks end. */
class ByteSinkTest {

    /** Shifts what follows, so that values straddle the ends of chunks. */
    private static ByteSink shifted(int by) {
        ByteSink sink = new ByteSink(16);
        sink.putBytes(new byte[by], 0, by);
        return sink;
    }

    private static ByteSource sourceBehind(ByteSink sink, int by) throws EOFException {
        ByteSource source = new ByteSource(sink.toPayload());
        source.skipBytes(by);
        return source;
    }

    @Test
    void put_anyValue_isReadBackAtAnyShift() throws Exception {
        for (int by = 0; by < 40; by++) {
            ByteSink sink = shifted(by);
            sink.putByte(-1);
            sink.putShort(-2);
            sink.putChar('ż');
            sink.putInt(-3);
            sink.putLong(Long.MIN_VALUE);
            sink.putFloat(1.5f);
            sink.putDouble(-0.0);
            sink.putVarInt(-1);
            sink.putVarInt(127);
            sink.putVarInt(128);
            ByteSource source = sourceBehind(sink, by);
            assertThat(source.getByte()).isEqualTo((byte) -1);
            assertThat(source.getShort()).isEqualTo((short) -2);
            assertThat(source.getChar()).isEqualTo('ż');
            assertThat(source.getInt()).isEqualTo(-3);
            assertThat(source.getLong()).isEqualTo(Long.MIN_VALUE);
            assertThat(source.getFloat()).isEqualTo(1.5f);
            assertThat(source.getDouble()).isEqualTo(-0.0);
            assertThat(source.getVarInt()).isEqualTo(-1);
            assertThat(source.getVarInt()).isEqualTo(127);
            assertThat(source.getVarInt()).isEqualTo(128);
            assertThat(source.remaining()).isZero();
        }
    }

    @Test
    void putString_anyText_isReadBackAtAnyShift() throws Exception {
        String[] texts = {"", "a", "é", "żółć 😀", "x".repeat(5_000), "ł".repeat(5_000)};
        for (int by = 0; by < 40; by++) {
            ByteSink sink = shifted(by);
            for (String each : texts) {
                sink.putString(each);
            }
            ByteSource source = sourceBehind(sink, by);
            for (String each : texts) {
                assertThat(source.getString()).isEqualTo(each);
            }
        }
    }

    @Test
    void putArrays_ofEachPrimitive_areReadBackAtAnyShift() throws Exception {
        Random random = new Random(5);
        double[] doubles = random.doubles(3_000).toArray();
        long[] longs = random.longs(3_000).toArray();
        int[] ints = random.ints(3_000).toArray();
        float[] floats = {1, 2, Float.NaN};
        short[] shorts = {1, -2};
        char[] chars = "żółć".toCharArray();
        for (int by = 0; by < 20; by++) {
            ByteSink sink = shifted(by);
            sink.putDoubles(doubles);
            sink.putLongs(longs);
            sink.putInts(ints);
            sink.putFloats(floats);
            sink.putShorts(shorts);
            sink.putChars(chars);
            ByteSource source = sourceBehind(sink, by);
            double[] doublesBack = new double[doubles.length];
            long[] longsBack = new long[longs.length];
            int[] intsBack = new int[ints.length];
            float[] floatsBack = new float[floats.length];
            short[] shortsBack = new short[shorts.length];
            char[] charsBack = new char[chars.length];
            source.getDoubles(doublesBack);
            source.getLongs(longsBack);
            source.getInts(intsBack);
            source.getFloats(floatsBack);
            source.getShorts(shortsBack);
            source.getChars(charsBack);
            assertThat(doublesBack).isEqualTo(doubles);
            assertThat(longsBack).isEqualTo(longs);
            assertThat(intsBack).isEqualTo(ints);
            assertThat(floatsBack).isEqualTo(floats);
            assertThat(shortsBack).isEqualTo(shorts);
            assertThat(charsBack).isEqualTo(chars);
        }
    }

    @Test
    void putPayload_isTheSameBytes() throws Exception {
        ByteSink inner = new ByteSink(16);
        inner.putBytes(new byte[1_000], 0, 1_000);
        inner.putInt(7);
        ByteSink outer = new ByteSink();
        outer.putPayload(inner.toPayload());
        ByteSource source = new ByteSource(outer.toPayload());
        source.skipBytes(1_000);
        assertThat(source.getInt()).isEqualTo(7);
        assertThat(source.consumed()).isEqualTo(1_004);
    }

    @Test
    void toPayload_leavesAnEmptySinkThatDoesNotTouchIt() {
        ByteSink sink = new ByteSink();
        sink.putInt(1);
        Payload first = sink.toPayload();
        sink.putInt(2);
        assertThat(first.length()).isEqualTo(4);
        assertThat(first.chunk(0)[0]).isEqualTo((byte) 1);
        assertThat(sink.length()).isEqualTo(4);
    }

    @Test
    void get_pastTheEnd_isEndOfFileWithBothNumbers() {
        ByteSource source = new ByteSource(new byte[] {1, 2}, 0, 2);
        assertThatThrownBy(source::getInt)
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("ends too early: needed=");
        assertThatThrownBy(() -> new ByteSource(new byte[0], 0, 0).requireAtLeast(-1))
                .isInstanceOf(EOFException.class);
    }

    @Test
    void getString_longerThanTheBytes_isRefusedBeforeMemoryIsSpent() {
        ByteSink sink = new ByteSink();
        sink.putVarInt(-1);
        assertThatThrownBy(() -> new ByteSource(sink.toPayload()).getString())
                .isInstanceOf(EOFException.class);
        byte[] endless = new byte[10];
        Arrays.fill(endless, (byte) 0xff);
        assertThatThrownBy(() -> new ByteSource(endless, 0, 10).getVarInt())
                .hasMessage("number of more than five bytes");
    }
}
