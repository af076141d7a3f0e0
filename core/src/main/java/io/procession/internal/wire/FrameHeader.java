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
 *                     bit 1: SLOT
 * </pre>
 *
 * <p>A body of more than {@link #FRAGMENT} bytes is cut: each piece is a frame with the same type
 * and id, all but the last with {@link #MORE}. Between two pieces only frames of the other lane may
 * stand. Of a piece with {@link #SLOT} only its place is in the frame: a slot's number and how many
 * bytes lie in it, each an int32.
 */
public final class FrameHeader {

    /** The length of a header. */
    public static final int LENGTH = 16;

    /** The bytes 'P', 'R': what a frame starts with. */
    public static final int MAGIC = 'P' | 'R' << 8;

    /** Flag: another piece of this body follows. */
    public static final int MORE = 1;

    /** Flag: the piece lies in mapped memory. */
    public static final int SLOT = 2;

    /** The length of a frame whose piece lies in mapped memory. */
    public static final int SLOT_LENGTH = 2 * Integer.BYTES;

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
                || (source[offset + FLAGS] & ~(MORE | SLOT)) != 0
                || length < 0
                || length > LARGEST_FRAGMENT
                || isInSlot(source, offset) && (length != SLOT_LENGTH || type.isControl())) {
            throw outOfStep(source, offset);
        }
        return type;
    }

    /** Whether another piece of this body follows. */
    public static boolean hasMore(byte[] source, int offset) {
        return (source[offset + FLAGS] & MORE) != 0;
    }

    /** Whether the piece lies in mapped memory, and the frame tells where. */
    public static boolean isInSlot(byte[] source, int offset) {
        return (source[offset + FLAGS] & SLOT) != 0;
    }

    /** Writes where a piece lies, behind its header. */
    public static void writeSlot(byte[] target, int offset, int slot, int bytes) {
        LittleEndian.putInt(target, offset, slot);
        LittleEndian.putInt(target, offset + Integer.BYTES, bytes);
    }

    /** The slot in which a piece lies. */
    public static int slot(byte[] source, int offset) {
        return LittleEndian.getInt(source, offset + LENGTH);
    }

    /** How many bytes of the piece lie in its slot. */
    public static int bytesInSlot(byte[] source, int offset) {
        return LittleEndian.getInt(source, offset + LENGTH + Integer.BYTES);
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
        } else if ((source[offset + FLAGS] & ~(MORE | SLOT)) != 0) {
            rule = "unknown frame flags";
        } else if (isInSlot(source, offset)) {
            rule = "a frame that names a slot must be of the data lane and of 8 bytes";
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
