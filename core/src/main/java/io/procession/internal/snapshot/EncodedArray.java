package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSource;
import io.procession.spi.Payload;
import java.io.IOException;
import java.lang.reflect.Array;

/**
 * A large array of primitives as it came in the bytes of its call: these are there anyway, and
 * spare a copy of it. Read in blocks that stay in the processor's cache.
 */
final class EncodedArray {

    /** Shorter ones, in bytes, are copied. */
    static final int LEAST = 1 << 13;

    private static final int BLOCK = 1 << 11;

    private final Payload payload;
    private final long position;

    EncodedArray(Payload payload, long position) {
        this.payload = payload;
        this.position = position;
    }

    /** Where an array is another than it was. */
    Runs differences(char kind, Object array) throws IOException {
        Runs runs = new Runs();
        eachBlock(
                kind,
                array,
                (from, was, count) -> {
                    Primitives.addDifferences(kind, array, from, was, count, runs);
                    return true;
                });
        return runs;
    }

    /** Whether an array is what it was. Stops at the first difference. */
    boolean isSame(char kind, Object array) throws IOException {
        return eachBlock(
                kind,
                array,
                (from, was, count) -> {
                    Runs differences = new Runs();
                    Primitives.addDifferences(kind, array, from, was, count, differences);
                    return differences.count() == 0;
                });
    }

    /** Gives some elements of an array back what they were. */
    void copyTo(char kind, Object array, Runs runs) throws IOException {
        ByteSource source = source();
        int width = ArrayPlan.width(kind);
        int at = 0;
        for (int i = 0; i < runs.count(); i++) {
            skip(source, (long) width * (runs.start(i) - at));
            at = runs.start(i);
            for (int end = at + runs.length(i); at < end; ) {
                int count = Math.min(BLOCK, end - at);
                Object was = Array.newInstance(array.getClass().getComponentType(), count);
                ArrayPlan.fillPrimitives(source, kind, was);
                System.arraycopy(was, 0, array, at, count);
                at += count;
            }
        }
    }

    /** Some elements as they came, from an index of the array on; whether to go on behind them. */
    private interface Block {
        boolean take(int from, Object was, int count);
    }

    private boolean eachBlock(char kind, Object array, Block block) throws IOException {
        ByteSource source = source();
        int length = Array.getLength(array);
        Object was = Array.newInstance(array.getClass().getComponentType(), BLOCK);
        for (int from = 0; from < length; from += BLOCK) {
            int count = Math.min(BLOCK, length - from);
            if (count < BLOCK) {
                was = Array.newInstance(array.getClass().getComponentType(), count);
            }
            ArrayPlan.fillPrimitives(source, kind, was);
            if (!block.take(from, was, count)) {
                return false;
            }
        }
        return true;
    }

    private ByteSource source() throws IOException {
        ByteSource source = new ByteSource(payload);
        skip(source, position);
        return source;
    }

    static void skip(ByteSource source, long bytes) throws IOException {
        source.requireAtLeast(bytes);
        for (long left = bytes; left > 0; ) {
            left -= source.skipBytes((int) Math.min(Integer.MAX_VALUE, left));
        }
    }
}
