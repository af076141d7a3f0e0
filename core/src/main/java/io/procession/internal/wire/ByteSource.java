package io.procession.internal.wire;

import io.procession.spi.Payload;
import java.io.DataInput;
import java.io.EOFException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what a {@link ByteSink} wrote, across chunks. Confined to one thread; never blocks. Reading
 * past the end is an {@link EOFException}, whatever the bytes said.
 */
public final class ByteSource extends InputStream implements DataInput {

    private static final byte[] NONE = new byte[0];

    private final Payload payload;
    private int nextChunk;
    private long behind; // bytes of chunks after the current one
    private byte[] chunk;
    private ByteBuffer
            view; // of the chunk: as fast as a VarHandle, and cold some milliseconds faster
    private int position;
    private int limit;
    private final long total;

    /** Reads a payload from its start. */
    public ByteSource(Payload payload) {
        this.payload = payload;
        this.behind = payload.length();
        this.total = behind;
        this.chunk = NONE;
        this.view = viewOf(NONE);
    }

    /** Reads a part of one array, which must not change meanwhile. */
    public ByteSource(byte[] bytes, int offset, int length) {
        this.payload = Payload.EMPTY;
        this.chunk = bytes;
        this.view = viewOf(bytes);
        this.position = offset;
        this.limit = offset + length;
        this.total = length;
    }

    /** How many bytes are left. */
    public long remaining() {
        return behind + limit - position;
    }

    /** How many bytes were read. */
    public long consumed() {
        return total - remaining();
    }

    /** All that is left, as a payload of its own that shares nothing with this source's buffer. */
    public Payload remainder() throws EOFException {
        ByteSink rest = new ByteSink((int) Math.min(1 << 20, Math.max(16, remaining())));
        while (remaining() > 0) {
            require(1);
            rest.putBytes(chunk, position, limit - position);
            position = limit;
        }
        return rest.toPayload();
    }

    public byte getByte() throws EOFException {
        require(1);
        return chunk[position++];
    }

    public short getShort() throws EOFException {
        if (limit - position >= 2) {
            short value = view.getShort(position);
            position += 2;
            return value;
        }
        return (short) ((getByte() & 0xff) | getByte() << 8);
    }

    public char getChar() throws EOFException {
        if (limit - position >= 2) {
            char value = view.getChar(position);
            position += 2;
            return value;
        }
        return (char) getShort();
    }

    public int getInt() throws EOFException {
        if (limit - position >= 4) {
            int value = view.getInt(position);
            position += 4;
            return value;
        }
        return (getShort() & 0xffff) | getShort() << 16;
    }

    public long getLong() throws EOFException {
        if (limit - position >= 8) {
            long value = view.getLong(position);
            position += 8;
            return value;
        }
        return (getInt() & 0xffffffffL) | (long) getInt() << 32;
    }

    public float getFloat() throws EOFException {
        return Float.intBitsToFloat(getInt());
    }

    public double getDouble() throws EOFException {
        return Double.longBitsToDouble(getLong());
    }

    public int getVarInt() throws EOFException {
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            byte part = getByte();
            value |= (part & 0x7f) << shift;
            if (part >= 0) {
                return value;
            }
        }
        throw new EOFException("number of more than five bytes");
    }

    public String getString() throws EOFException {
        int header = getVarInt();
        int length = header >>> 1;
        if ((header & 1) == 0) {
            requireAtLeast(length);
            if (limit - position >= length) {
                String value = new String(chunk, position, length, StandardCharsets.ISO_8859_1);
                position += length;
                return value;
            }
            byte[] latin = new byte[length];
            getBytes(latin, 0, length);
            return new String(latin, StandardCharsets.ISO_8859_1);
        }
        requireAtLeast(2L * length);
        char[] wide = new char[length];
        for (int i = 0; i < length; i++) {
            wide[i] = getChar();
        }
        return new String(wide);
    }

    public void getBytes(byte[] target, int offset, int length) throws EOFException {
        int to = offset;
        int left = length;
        while (left > 0) {
            require(1);
            int part = Math.min(left, limit - position);
            System.arraycopy(chunk, position, target, to, part);
            position += part;
            to += part;
            left -= part;
        }
    }

    /** Whether the next bytes are the first of an array; takes them, at most until they differ. */
    boolean isNext(byte[] bytes, int length) throws EOFException {
        if (remaining() < length) {
            return false;
        }
        for (int from = 0; from < length; ) {
            require(1);
            int part = Math.min(length - from, limit - position);
            if (!Arrays.equals(chunk, position, position + part, bytes, from, from + part)) {
                return false;
            }
            position += part;
            from += part;
        }
        return true;
    }

    /**
     * Fills a primitive array at memory speed. Check {@link #requireAtLeast} before making a large
     * one.
     */
    public void getDoubles(double[] target) throws EOFException {
        for (int to = 0; to < target.length; ) {
            int part = Math.min(target.length - to, (limit - position) / Double.BYTES);
            if (part == 0) {
                target[to++] = getDouble(); // straddles two chunks, or the end
            } else {
                rest().asDoubleBuffer().get(target, to, part);
                position += part * Double.BYTES;
                to += part;
            }
        }
    }

    public void getLongs(long[] target) throws EOFException {
        for (int to = 0; to < target.length; ) {
            int part = Math.min(target.length - to, (limit - position) / Long.BYTES);
            if (part == 0) {
                target[to++] = getLong();
            } else {
                rest().asLongBuffer().get(target, to, part);
                position += part * Long.BYTES;
                to += part;
            }
        }
    }

    public void getInts(int[] target) throws EOFException {
        for (int to = 0; to < target.length; ) {
            int part = Math.min(target.length - to, (limit - position) / Integer.BYTES);
            if (part == 0) {
                target[to++] = getInt();
            } else {
                rest().asIntBuffer().get(target, to, part);
                position += part * Integer.BYTES;
                to += part;
            }
        }
    }

    public void getFloats(float[] target) throws EOFException {
        for (int to = 0; to < target.length; ) {
            int part = Math.min(target.length - to, (limit - position) / Float.BYTES);
            if (part == 0) {
                target[to++] = getFloat();
            } else {
                rest().asFloatBuffer().get(target, to, part);
                position += part * Float.BYTES;
                to += part;
            }
        }
    }

    public void getShorts(short[] target) throws EOFException {
        for (int to = 0; to < target.length; ) {
            int part = Math.min(target.length - to, (limit - position) / Short.BYTES);
            if (part == 0) {
                target[to++] = getShort();
            } else {
                rest().asShortBuffer().get(target, to, part);
                position += part * Short.BYTES;
                to += part;
            }
        }
    }

    public void getChars(char[] target) throws EOFException {
        for (int to = 0; to < target.length; ) {
            int part = Math.min(target.length - to, (limit - position) / Character.BYTES);
            if (part == 0) {
                target[to++] = getChar();
            } else {
                rest().asCharBuffer().get(target, to, part);
                position += part * Character.BYTES;
                to += part;
            }
        }
    }

    /** Refuses a length that the bytes cannot hold, before memory is spent on it. */
    public void requireAtLeast(long bytes) throws EOFException {
        if (bytes < 0 || remaining() < bytes) {
            throw new EOFException(
                    "ends too early: needed=" + bytes + " bytes, left=" + remaining());
        }
    }

    // DataInput and InputStream, for codecs of users and for JDK serialisation inside ours.

    @Override
    public int read() {
        if (remaining() == 0) {
            return -1;
        }
        try {
            return getByte() & 0xff;
        } catch (EOFException e) {
            return -1;
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        int part = (int) Math.min(length, remaining());
        if (part == 0) {
            return length == 0 ? 0 : -1;
        }
        try {
            getBytes(target, offset, part);
            return part;
        } catch (EOFException e) {
            return -1;
        }
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, remaining());
    }

    @Override
    public void readFully(byte[] target) throws EOFException {
        getBytes(target, 0, target.length);
    }

    @Override
    public void readFully(byte[] target, int offset, int length) throws EOFException {
        getBytes(target, offset, length);
    }

    @Override
    public int skipBytes(int count) throws EOFException {
        int skipped = (int) Math.min(count, remaining());
        for (int left = skipped; left > 0; ) {
            require(1);
            int part = Math.min(left, limit - position);
            position += part;
            left -= part;
        }
        return skipped;
    }

    @Override
    public boolean readBoolean() throws EOFException {
        return getByte() != 0;
    }

    @Override
    public byte readByte() throws EOFException {
        return getByte();
    }

    @Override
    public int readUnsignedByte() throws EOFException {
        return getByte() & 0xff;
    }

    @Override
    public short readShort() throws EOFException {
        return getShort();
    }

    @Override
    public int readUnsignedShort() throws EOFException {
        return getShort() & 0xffff;
    }

    @Override
    public char readChar() throws EOFException {
        return getChar();
    }

    @Override
    public int readInt() throws EOFException {
        return getInt();
    }

    @Override
    public long readLong() throws EOFException {
        return getLong();
    }

    @Override
    public float readFloat() throws EOFException {
        return getFloat();
    }

    @Override
    public double readDouble() throws EOFException {
        return getDouble();
    }

    @Override
    public String readLine() {
        throw new UnsupportedOperationException("readLine: read strings with readUTF");
    }

    @Override
    public String readUTF() throws EOFException {
        return getString();
    }

    private static ByteBuffer viewOf(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private ByteBuffer rest() {
        return ByteBuffer.wrap(chunk, position, limit - position)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Moves on to the next chunk when the current one is used up. */
    private void require(int bytes) throws EOFException {
        while (limit - position < bytes) {
            if (nextChunk >= payload.chunkCount() || position < limit) {
                throw new EOFException(
                        "ends too early: needed=" + bytes + " bytes, left=" + remaining());
            }
            chunk = payload.chunk(nextChunk);
            view = viewOf(chunk);
            position = 0;
            limit = payload.chunkLength(nextChunk);
            behind -= limit;
            nextChunk++;
        }
    }
}
