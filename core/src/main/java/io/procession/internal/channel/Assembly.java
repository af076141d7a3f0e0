package io.procession.internal.channel;

import io.procession.internal.wire.ByteSource;
import io.procession.internal.wire.Chunks;
import io.procession.internal.wire.FrameType;
import io.procession.spi.Payload;
import io.procession.spi.Transport;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The large body that arrives on one lane, piece by piece. Confined to the thread that reads. */
final class Assembly {

    private @Nullable FrameType type; // null: no body has begun
    private long id;
    private boolean more;
    private int pieceLeft;
    private byte[][] chunks = new byte[0][];
    private int[] lengths = new int[0];
    private int count;

    /** Whether a body has begun whose end has not arrived. */
    boolean isOpen() {
        return type != null;
    }

    FrameType type() {
        FrameType known = type;
        if (known == null) {
            throw new IllegalStateException("no body has begun");
        }
        return known;
    }

    long id() {
        return id;
    }

    boolean hasMore() {
        return more;
    }

    boolean isPieceComplete() {
        return pieceLeft == 0;
    }

    /** A header has arrived: the first of a body, or one that goes on with it. */
    void beginPiece(FrameType pieceType, long pieceId, int length, boolean hasMore)
            throws IOException {
        if (type != null && (type != pieceType || id != pieceId)) {
            throw new IOException(
                    "frames are out of step: two bodies are mixed on one lane: begun="
                            + type
                            + "#"
                            + id
                            + ", read="
                            + pieceType
                            + "#"
                            + pieceId);
        }
        type = pieceType;
        id = pieceId;
        more = hasMore;
        pieceLeft = length;
    }

    /** Copies what belongs to the piece; returns how much that was. */
    int append(byte[] source, int offset, int available) {
        int length = Math.min(pieceLeft, available);
        for (int from = offset, left = length; left > 0; ) {
            int part = Math.min(left, room());
            System.arraycopy(source, from, chunks[count - 1], lengths[count - 1], part);
            advance(part);
            from += part;
            left -= part;
        }
        return length;
    }

    /** Copies a piece that lies in mapped memory, all of it. */
    void append(Segment segment, int slot, int length) {
        for (int from = 0; from < length; ) {
            int part = Math.min(length - from, room());
            segment.get(slot, from, chunks[count - 1], lengths[count - 1], part);
            advance(part);
            from += part;
        }
    }

    /** Reads once, no more than the piece. */
    int readFrom(Transport transport) throws IOException {
        int wanted = Math.min(pieceLeft, room());
        int read = transport.read(chunks[count - 1], lengths[count - 1], wanted);
        advance(Math.max(0, read));
        return read;
    }

    Payload body() {
        return new Payload(Arrays.copyOf(chunks, count), Arrays.copyOf(lengths, count));
    }

    /**
     * What {@code reader}, which is not used again, has not read yet; the chunks are its own from
     * now on.
     */
    Payload handOver(ByteSource reader) throws IOException {
        long skip = body().length() - reader.remaining();
        int first = 0;
        while (first < count && skip >= lengths[first]) {
            skip -= lengths[first++];
        }
        byte[][] kept = Arrays.copyOfRange(chunks, first, count);
        int[] keptLengths = Arrays.copyOfRange(lengths, first, count);
        if (skip > 0) {
            keptLengths[0] -= (int) skip;
            System.arraycopy(kept[0], (int) skip, kept[0], 0, keptLengths[0]);
        }
        trimLast(kept, keptLengths);
        count = 0;
        return Chunks.payload(kept, keptLengths);
    }

    /** Forgets the body; its chunks serve the next one, unless they were handed over. */
    void reset() {
        Chunks.giveBack(Arrays.copyOf(chunks, count));
        Arrays.fill(chunks, new byte[0]);
        count = 0;
        type = null;
    }

    /** A chunk that is half empty would hold twice the memory of what it keeps. */
    private static void trimLast(byte[][] kept, int[] lengths) {
        int last = kept.length - 1;
        if (last >= 0 && lengths[last] < kept[last].length / 2) {
            byte[] chunk = kept[last];
            kept[last] = Arrays.copyOf(chunk, lengths[last]);
            Chunks.giveBack(new byte[][] {chunk});
        }
    }

    private void advance(int bytes) {
        lengths[count - 1] += bytes;
        pieceLeft -= bytes;
    }

    /** How much the last chunk still takes, after a new one was begun if it is full. */
    private int room() {
        if (count == 0 || lengths[count - 1] == chunks[count - 1].length) {
            addChunk();
        }
        return chunks[count - 1].length - lengths[count - 1];
    }

    private void addChunk() {
        if (count == chunks.length) {
            chunks = Arrays.copyOf(chunks, Math.max(4, count * 2));
            lengths = Arrays.copyOf(lengths, chunks.length);
        }
        chunks[count] = Chunks.take();
        lengths[count++] = 0;
    }
}
