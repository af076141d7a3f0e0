package io.procession.internal.wire;

/**
 * Numbers in arrays of bytes, by shifts: for a few of them in an array that nobody keeps. What
 * reads or writes many views its array through a ByteBuffer.
 *
 * <p>Not by a VarHandle: the first of a JVM costs a worker's way to its first result some 8 ms.
 */
public final class LittleEndian {

    private LittleEndian() {}

    public static void putInt(byte[] target, int offset, int value) {
        target[offset] = (byte) value;
        target[offset + 1] = (byte) (value >>> 8);
        target[offset + 2] = (byte) (value >>> 16);
        target[offset + 3] = (byte) (value >>> 24);
    }

    public static void putLong(byte[] target, int offset, long value) {
        putInt(target, offset, (int) value);
        putInt(target, offset + 4, (int) (value >>> 32));
    }

    /** Unsigned. */
    static int getShort(byte[] source, int offset) {
        return (source[offset] & 0xff) | (source[offset + 1] & 0xff) << 8;
    }

    static int getInt(byte[] source, int offset) {
        return (source[offset] & 0xff)
                | (source[offset + 1] & 0xff) << 8
                | (source[offset + 2] & 0xff) << 16
                | source[offset + 3] << 24;
    }

    static long getLong(byte[] source, int offset) {
        return (getInt(source, offset) & 0xffffffffL) | (long) getInt(source, offset + 4) << 32;
    }
}
