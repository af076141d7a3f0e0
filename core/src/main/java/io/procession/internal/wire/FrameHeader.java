package io.procession.internal.wire;

import java.io.IOException;

/**
 * The sixteen bytes in front of every frame, as pure functions over a byte array. Little-endian.
 *
 * <pre>
 *   0        2      3       4            8                        16
 *   +--------+------+-------+------------+------------------------+- - - - - - -
 *   | magic  | type | flags |   length   |           id           |  body ...
 *   |  u16   |  u8  |  u8   |    i32     |          i64           |  length bytes
 *   +--------+------+-------+------------+------------------------+- - - - - - -
 *     'P' 'R'         bit 0: MORE         the call it speaks of
 * </pre>
 *
 * <p>A body of more than {@link #FRAGMENT} bytes is cut: each piece is a frame with the same type
 * and id, all but the last with {@link #MORE}. Between two pieces only frames of the other lane may
 * stand.
 */
public final class FrameHeader {

    /** The length of a header. */
    public static final int LENGTH = 16;

    /** The bytes 'P', 'R': what a frame starts with. */
    public static final int MAGIC = 'P' | 'R' << 8;

    /** Flag: another piece of this body follows. */
    public static final int MORE = 1;

    /**
     * Where senders cut a body: what a control frame may have to wait for. Longer pieces were not
     * measurably faster.
     */
    public static final int FRAGMENT = 1 << 17;

    /** The longest body of one frame that receivers accept. */
    public static final int LARGEST_FRAGMENT = 1 << 20;

    private static final int TYPE = 2;
    private static final int FLAGS = 3;
    private static final int BODY_LENGTH = 4;
    private static final int ID = 8;

    private FrameHeader() {}

    /** Writes a header at an offset. */
    public static void write(
            byte[] target, int offset, FrameType type, int flags, int length, long id) {
        target[offset] = (byte) MAGIC;
        target[offset + 1] = (byte) (MAGIC >>> 8);
        target[offset + TYPE] = type.code();
        target[offset + FLAGS] = (byte) flags;
        LittleEndian.putInt(target, offset + BODY_LENGTH, length);
        LittleEndian.putLong(target, offset + ID, id);
    }

    /** The type of the frame, after its magic, flags and length were found in order. */
    public static FrameType checkedType(byte[] source, int offset) throws IOException {
        FrameType type = FrameType.ofCode(source[offset + TYPE]);
        int length = length(source, offset);
        if (magic(source, offset) != MAGIC
                || type == null
                || (source[offset + FLAGS] & ~MORE) != 0
                || length < 0
                || length > LARGEST_FRAGMENT) {
            throw outOfStep(source, offset);
        }
        return type;
    }

    /** Whether another piece of this body follows. */
    public static boolean hasMore(byte[] source, int offset) {
        return (source[offset + FLAGS] & MORE) != 0;
    }

    /** How many bytes of body follow the header. */
    public static int length(byte[] source, int offset) {
        return LittleEndian.getInt(source, offset + BODY_LENGTH);
    }

    /** The call that the frame speaks of; 0 for none. */
    public static long id(byte[] source, int offset) {
        return LittleEndian.getLong(source, offset + ID);
    }

    private static int magic(byte[] source, int offset) {
        return LittleEndian.getShort(source, offset);
    }

    private static IOException outOfStep(byte[] source, int offset) {
        String rule;
        if (magic(source, offset) != MAGIC) {
            rule = "a frame must start with 'PR'";
        } else if (FrameType.ofCode(source[offset + TYPE]) == null) {
            rule = "unknown frame type";
        } else if ((source[offset + FLAGS] & ~MORE) != 0) {
            rule = "unknown frame flags";
        } else {
            rule = "frame length must be 0 to " + LARGEST_FRAGMENT;
        }
        return new IOException(
                "frames are out of step: "
                        + rule
                        + ": type="
                        + source[offset + TYPE]
                        + ", flags="
                        + source[offset + FLAGS]
                        + ", length="
                        + length(source, offset)
                        + ", bytes="
                        + hex(source, offset));
    }

    private static String hex(byte[] source, int offset) {
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            hex.append(Character.forDigit(source[offset + i] >> 4 & 0xf, 16))
                    .append(Character.forDigit(source[offset + i] & 0xf, 16));
        }
        return hex.toString();
    }
}
