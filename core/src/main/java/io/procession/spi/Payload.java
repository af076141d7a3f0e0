package io.procession.spi;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The encoded bytes of one value: an immutable sequence of chunks, so that a large value is never
 * copied into one array on its way.
 *
 * <p>The arrays are shared, not copied: whoever made the payload must not write to them again, but
 * for those of a payload that was {@linkplain #release released}.
 */
public final class Payload {

    /** The payload of no bytes. */
    public static final Payload EMPTY = new Payload(new byte[0][], new int[0]);

    private static final byte[][] RELEASED = new byte[0][];

    private byte[][] chunks;
    private final int[] lengths;
    private final long length;
    private final @Nullable Consumer<byte[][]> lender;
    private volatile @Nullable Object attachment;

    /** A payload of several chunks, of each the first {@code lengths[i]} bytes. */
    public Payload(byte[][] chunks, int[] lengths) {
        this(chunks, lengths, null);
    }

    /** A payload whose chunks go back to {@code lender} when it is released. */
    public Payload(byte[][] chunks, int[] lengths, @Nullable Consumer<byte[][]> lender) {
        this.chunks = chunks;
        this.lengths = lengths;
        this.lender = lender;
        long sum = 0;
        for (int each : lengths) {
            sum += each;
        }
        this.length = sum;
    }

    /** A payload of one array. */
    public static Payload of(byte[] bytes) {
        return bytes.length == 0
                ? EMPTY
                : new Payload(new byte[][] {bytes}, new int[] {bytes.length});
    }

    /** All bytes together. */
    public long length() {
        return length;
    }

    /** How many chunks there are. */
    public int chunkCount() {
        return chunks.length;
    }

    /** The array of one chunk; only its first {@link #chunkLength} bytes belong to the payload. */
    public byte[] chunk(int index) {
        return chunks[index];
    }

    /** How many bytes of one chunk belong to the payload. */
    public int chunkLength(int index) {
        return lengths[index];
    }

    /**
     * Says that nobody will read the bytes again, so that what holds them can be used for others.
     * Nobody has to; a payload that was lent nothing does not care. To be called by the only reader
     * there is.
     */
    public void release() {
        if (lender != null) {
            byte[][] lent = chunks;
            chunks = RELEASED; // a second release gives back nothing, and a reader who comes too
            // late finds out
            lender.accept(lent);
        }
    }

    /** Keeps something reachable for as long as this payload is: what its bytes name. */
    public void attach(Object named) {
        attachment = named;
    }

    /** What was attached, or null. */
    public @Nullable Object attachment() {
        return attachment;
    }

    @Override
    public String toString() {
        return "Payload[" + length + " bytes]";
    }
}
