package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSink;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.Arrays;

/**
 * Runs of neighbouring indices, in order: where an array or a list changed.
 *
 * <pre>
 *   for each: indices left out before it + 1 (var-int), length (var-int); 0
 * </pre>
 */
final class Runs {

    private int[] bounds = new int[8]; // start, length, start, length, ...
    private int used;
    private int total;

    static Runs read(Decoder in, int limit) throws IOException {
        Runs runs = new Runs();
        int end = 0;
        for (int gap; (gap = in.source().getVarInt()) != 0; ) {
            int start = end + gap - 1;
            int length = in.source().getVarInt();
            if (gap < 0 || length <= 0 || start < 0 || length > limit - start) {
                throw new InvalidObjectException(
                        "no such elements: start="
                                + start
                                + ", count="
                                + length
                                + ", length="
                                + limit);
            }
            runs.add(start, length);
            end = start + length;
        }
        return runs;
    }

    void add(int start, int length) {
        total += length;
        if (used > 0 && bounds[used - 2] + bounds[used - 1] == start) {
            bounds[used - 1] += length;
            return;
        }
        if (used == bounds.length) {
            bounds = Arrays.copyOf(bounds, used * 2);
        }
        bounds[used++] = start;
        bounds[used++] = length;
    }

    void write(ByteSink sink) {
        int end = 0;
        for (int i = 0; i < used; i += 2) {
            sink.putVarInt(bounds[i] - end + 1);
            sink.putVarInt(bounds[i + 1]);
            end = bounds[i] + bounds[i + 1];
        }
        sink.putVarInt(0);
    }

    /** Copies these elements of one array into another. */
    @SuppressWarnings("SuspiciousSystemArraycopy")
    void copy(Object from, Object to) {
        for (int i = 0; i < used; i += 2) {
            System.arraycopy(from, bounds[i], to, bounds[i], bounds[i + 1]);
        }
    }

    int count() {
        return used / 2;
    }

    /** Of all runs together. */
    int total() {
        return total;
    }

    int start(int run) {
        return bounds[2 * run];
    }

    int length(int run) {
        return bounds[2 * run + 1];
    }
}
