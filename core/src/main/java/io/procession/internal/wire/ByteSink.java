package io.procession.internal.wire;

import io.procession.spi.Payload;
import java.io.DataOutput;
import java.io.EOFException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Where encoded bytes are gathered: little-endian, growing by chunks, so that what was written is
 * never moved.
 *
 * <p>Confined to one thread. As a {@link DataOutput} it differs in two points from {@code
 * DataOutputStream}: bytes are in little-endian order, and {@link #writeUTF} takes strings of any
 * length and any content.
 */
public final class ByteSink extends OutputStream implements DataOutput {

    private static final int FIRST_CHUNK = 1 << 9;
    private static final int LARGEST_CHUNK = Chunks.LENGTH;

    private final List<byte[]> full = new ArrayList<>();
    private final List<Integer> fullLengths = new ArrayList<>();
    private long fullLength;
    private byte[] chunk;
    private ByteBuffer
            view; // of the chunk: as fast as a VarHandle, and cold some milliseconds faster
    private int position;

    /** An empty sink with room for a small call. */
    public ByteSink() {
        this(FIRST_CHUNK);
    }

    /** An empty sink whose first chunk has this size in bytes. */
    public ByteSink(int firstChunk) {
        chunk = new byte[firstChunk];
        view = viewOf(chunk);
    }

    /** How many bytes were written. */
    public long length() {
        return fullLength + position;
    }

    /**
     * What was written, as a payload; the sink is empty again, and can be used for the next value.
     */
    public Payload toPayload() {
        if (full.isEmpty()) {
            byte[] bytes = new byte[position];
            System.arraycopy(chunk, 0, bytes, 0, position);
            position = 0;
            return Payload.of(bytes);
        }
        nextChunk(FIRST_CHUNK);
        byte[][] chunks = full.toArray(new byte[0][]);
        int[] lengths = new int[chunks.length];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = fullLengths.get(i);
        }
        reset();
        return Chunks.payload(chunks, lengths);
    }

    /** Whether what was written is what a source has next; forgets it, and the source goes on. */
    public boolean isNextOf(ByteSource source) throws EOFException {
        boolean isNext = true;
        for (int i = 0; i < full.size() && isNext; i++) {
            isNext = source.isNext(full.get(i), fullLengths.get(i));
        }
        isNext = isNext && source.isNext(chunk, position);
        reset();
        return isNext;
    }

    /** Forgets what was written. */
    public void reset() {
        full.clear();
        fullLengths.clear();
        fullLength = 0;
        position = 0;
    }

    public void putByte(int value) {
        ensure(1);
        chunk[position++] = (byte) value;
    }

    public void putShort(int value) {
        ensure(2);
        view.putShort(position, (short) value);
        position += 2;
    }

    public void putChar(char value) {
        ensure(2);
        view.putChar(position, value);
        position += 2;
    }

    public void putInt(int value) {
        ensure(4);
        view.putInt(position, value);
        position += 4;
    }

    public void putLong(long value) {
        ensure(8);
        view.putLong(position, value);
        position += 8;
    }

    public void putFloat(float value) {
        putInt(Float.floatToRawIntBits(value));
    }

    public void putDouble(double value) {
        putLong(Double.doubleToRawLongBits(value));
    }

    /** An unsigned number of one to five bytes, short for small ones. */
    public void putVarInt(int value) {
        ensure(5);
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            chunk[position++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        chunk[position++] = (byte) rest;
    }

    /**
     * A string of any length: 2 * length + (0 Latin-1, 1 UTF-16) as a var-int, then the characters.
     */
    public void putString(String value) {
        int length = value.length();
        if (!isLatin(value)) {
            putVarInt(length << 1 | 1);
            for (int i = 0; i < length; i++) {
                putChar(value.charAt(i));
            }
            return;
        }
        putVarInt(length << 1);
        if (chunk.length - position >= length) {
            putLatin(value, length);
        } else {
            putBytes(value.getBytes(StandardCharsets.ISO_8859_1), 0, length);
        }
    }

    @SuppressWarnings(
            "deprecation") // drops the high byte of each character: exactly what is wanted, with no
    // copy between
    private void putLatin(String value, int length) {
        value.getBytes(0, length, chunk, position);
        position += length;
    }

    private static boolean isLatin(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) > 0xff) {
                return false;
            }
        }
        return true;
    }

    public void putBytes(byte[] source, int offset, int length) {
        int from = offset;
        int left = length;
        while (left > 0) {
            int part = room(left, 1);
            System.arraycopy(source, from, chunk, position, part);
            position += part;
            from += part;
            left -= part;
        }
    }

    /** The bytes of a payload, without its length. */
    public void putPayload(Payload payload) {
        for (int i = 0; i < payload.chunkCount(); i++) {
            putBytes(payload.chunk(i), 0, payload.chunkLength(i));
        }
    }

    /** The elements of a primitive array, without its length: a copy at memory speed. */
    public void putDoubles(double[] source) {
        for (int from = 0; from < source.length; ) {
            int part = room(source.length - from, Double.BYTES);
            rest().asDoubleBuffer().put(source, from, part);
            position += part * Double.BYTES;
            from += part;
        }
    }

    public void putLongs(long[] source) {
        for (int from = 0; from < source.length; ) {
            int part = room(source.length - from, Long.BYTES);
            rest().asLongBuffer().put(source, from, part);
            position += part * Long.BYTES;
            from += part;
        }
    }

    public void putInts(int[] source) {
        for (int from = 0; from < source.length; ) {
            int part = room(source.length - from, Integer.BYTES);
            rest().asIntBuffer().put(source, from, part);
            position += part * Integer.BYTES;
            from += part;
        }
    }

    public void putFloats(float[] source) {
        for (int from = 0; from < source.length; ) {
            int part = room(source.length - from, Float.BYTES);
            rest().asFloatBuffer().put(source, from, part);
            position += part * Float.BYTES;
            from += part;
        }
    }

    public void putShorts(short[] source) {
        for (int from = 0; from < source.length; ) {
            int part = room(source.length - from, Short.BYTES);
            rest().asShortBuffer().put(source, from, part);
            position += part * Short.BYTES;
            from += part;
        }
    }

    public void putChars(char[] source) {
        for (int from = 0; from < source.length; ) {
            int part = room(source.length - from, Character.BYTES);
            rest().asCharBuffer().put(source, from, part);
            position += part * Character.BYTES;
            from += part;
        }
    }

    // DataOutput and OutputStream, for codecs of users and for JDK serialisation inside ours.

    @Override
    public void write(int value) {
        putByte(value);
    }

    @Override
    public void write(byte[] source) {
        putBytes(source, 0, source.length);
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        putBytes(source, offset, length);
    }

    @Override
    public void writeBoolean(boolean value) {
        putByte(value ? 1 : 0);
    }

    @Override
    public void writeByte(int value) {
        putByte(value);
    }

    @Override
    public void writeShort(int value) {
        putShort(value);
    }

    @Override
    public void writeChar(int value) {
        putChar((char) value);
    }

    @Override
    public void writeInt(int value) {
        putInt(value);
    }

    @Override
    public void writeLong(long value) {
        putLong(value);
    }

    @Override
    public void writeFloat(float value) {
        putFloat(value);
    }

    @Override
    public void writeDouble(double value) {
        putDouble(value);
    }

    @Override
    public void writeBytes(String value) {
        for (int i = 0; i < value.length(); i++) {
            putByte(value.charAt(i));
        }
    }

    @Override
    public void writeChars(String value) {
        for (int i = 0; i < value.length(); i++) {
            putChar(value.charAt(i));
        }
    }

    @Override
    public void writeUTF(String value) {
        putString(value);
    }

    private static ByteBuffer viewOf(byte[] chunk) {
        return ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
    }

    private ByteBuffer rest() {
        return ByteBuffer.wrap(chunk, position, chunk.length - position)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * How many of so many elements fit into the current chunk, after a new one was begun if none
     * did.
     */
    private int room(int elements, int width) {
        if (chunk.length - position < width) {
            long wanted = (long) elements * width;
            nextChunk(wanted >= LARGEST_CHUNK / 2 ? LARGEST_CHUNK : nextSize(width));
        }
        return Math.min(elements, (chunk.length - position) / width);
    }

    private void ensure(int bytes) {
        if (chunk.length - position < bytes) {
            nextChunk(nextSize(bytes));
        }
    }

    private int nextSize(int least) {
        return Math.max(least, Math.min(LARGEST_CHUNK, chunk.length * 2));
    }

    private void nextChunk(int size) {
        if (position > 0) {
            full.add(chunk);
            fullLengths.add(position);
            fullLength += position;
        }
        chunk = size == Chunks.LENGTH ? Chunks.take() : new byte[size];
        view = viewOf(chunk);
        position = 0;
    }
}
