package io.procession.spi;

/**
 * The encoded bytes of one value: an immutable sequence of chunks, so that a large value is never
 * copied into one array on its way.
 *
 * <p>The arrays are shared, not copied: whoever made the payload must not write to them again.
 */
public final class Payload {

    /** The payload of no bytes. */
    public static final Payload EMPTY = new Payload(new byte[0][], new int[0]);

    private final byte[][] chunks;
    private final int[] lengths;
    private final long length;

    /** A payload of several chunks, of each the first {@code lengths[i]} bytes. */
    public Payload(byte[][] chunks, int[] lengths) {
        this.chunks = chunks;
        this.lengths = lengths;
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

    @Override
    public String toString() {
        return "Payload[" + length + " bytes]";
    }
}
