package io.procession.internal.channel;

import io.procession.internal.wire.FrameHeader;
import org.jspecify.annotations.Nullable;

/**
 * Arrays for large bodies, used again: touching fresh memory costs more than reading into it. Confined to
 * the thread that reads.
 */
final class ChunkPool {

    /** The length of every chunk; a piece of a body fits in. */
    static final int CHUNK = FrameHeader.LARGEST_FRAGMENT;

    private static final int KEPT = 16;

    private final byte[] @Nullable [] free = new byte[KEPT] @Nullable [];
    private int count;

    byte[] take() {
        if (count == 0) {
            return new byte[CHUNK];
        }
        byte[] chunk = free[--count];
        free[count] = null;
        return chunk == null ? new byte[CHUNK] : chunk;
    }

    void giveBack(byte[] chunk) {
        if (count < KEPT && chunk.length == CHUNK) {
            free[count++] = chunk;
        }
    }
}
