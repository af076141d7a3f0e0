package io.procession.internal.broker;

import io.procession.internal.wire.ByteSink;
import io.procession.internal.wire.ByteSource;
import io.procession.spi.Payload;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.util.ArrayList;
import java.util.List;

/**
 * What is asked of a shared object, or its answer: a code, some numbers, some encoded values, and a
 * text. What the code and the numbers mean is the business of the object's type.
 *
 * <p>Immutable; the arrays must not be written to.
 */
public final class Message {

    /** Done, or true. Types have codes of their own from 1. */
    public static final int OK = 0;

    /** The time was over before it could be done. */
    public static final int TIMED_OUT = -1;

    /** The thread that waited was interrupted. */
    public static final int INTERRUPTED = -2;

    /** It cannot be done: the object is closed, or gone; the text says why. */
    public static final int FAILED = -3;

    /** The wait was ended because it was one of several that waited for each other; the text says which. */
    public static final int DEADLOCK = -4;

    private static final long[] NO_NUMBERS = {};
    private static final Payload[] NO_VALUES = {};
    private static final Message DONE = new Message(OK, NO_NUMBERS, NO_VALUES, "");

    private final int code;
    private final long[] numbers;
    private final Payload[] values;
    private final String text;

    private Message(int code, long[] numbers, Payload[] values, String text) {
        this.code = code;
        this.numbers = numbers;
        this.values = values;
        this.text = text;
    }

    public static Message of(int code, long... numbers) {
        return code == OK && numbers.length == 0 ? DONE : new Message(code, numbers, NO_VALUES, "");
    }

    public static Message of(int code, Payload value, long... numbers) {
        return new Message(code, numbers, new Payload[] {value}, "");
    }

    public static Message of(int code, List<Payload> values, long... numbers) {
        return new Message(code, numbers, values.toArray(NO_VALUES), "");
    }

    public static Message ofText(int code, String text, long... numbers) {
        return new Message(code, numbers, NO_VALUES, text);
    }

    public static Message of(int code, String text, List<Payload> values, long... numbers) {
        return new Message(code, numbers, values.toArray(NO_VALUES), text);
    }

    /** In place of a reason to end a wait: the client asks whether its request waits. */
    static final int STILL_WAITING = 0;

    static Message failed(String text) {
        return ofText(FAILED, text);
    }

    public int code() {
        return code;
    }

    public boolean isOk() {
        return code == OK;
    }

    /** One of the numbers. */
    public long number(int index) {
        return numbers[index];
    }

    public int numberCount() {
        return numbers.length;
    }

    /** One of the values. */
    public Payload value(int index) {
        return values[index];
    }

    public int valueCount() {
        return values.length;
    }

    public String text() {
        return text;
    }

    boolean namesObjects() {
        for (Payload each : values) {
            if (each.attachment() != null) {
                return true;
            }
        }
        return false;
    }

    /*
     * As bytes: i32 code, i32 count of numbers, i64 each, string text, i32 count of values; of each value, the ids of the objects that
     * it names (i32 count, string owner and i64 number each), i64 length, the bytes. The last value goes to the end of the body.
     */

    void writeTo(ByteSink sink) {
        sink.putInt(code);
        sink.putInt(numbers.length);
        for (long each : numbers) {
            sink.putLong(each);
        }
        sink.putString(text);
        sink.putInt(values.length);
        for (Payload each : values) {
            Names.write(sink, each.attachment());
            sink.putLong(each.length());
            sink.putPayload(each);
        }
    }

    static Message readFrom(ByteSource in) throws IOException {
        int code = in.getInt();
        int numberCount = count(in, Long.BYTES);
        long[] numbers = numberCount == 0 ? NO_NUMBERS : new long[numberCount];
        in.getLongs(numbers);
        String text = in.getString();
        int valueCount = count(in, Integer.BYTES + Long.BYTES);
        Payload[] values = valueCount == 0 ? NO_VALUES : new Payload[valueCount];
        for (int i = 0; i < valueCount; i++) {
            values[i] = readValue(in, i == valueCount - 1);
        }
        return new Message(code, numbers, values, text);
    }

    private static Payload readValue(ByteSource in, boolean isLast) throws IOException {
        List<Object> named = Names.read(in);
        long length = in.getLong();
        in.requireAtLeast(length);
        Payload value;
        if (isLast && length == in.remaining()) {
            value = in.remainder();
        } else {
            byte[] bytes = new byte[Math.toIntExact(length)];
            in.getBytes(bytes, 0, bytes.length);
            value = Payload.of(bytes);
        }
        if (!named.isEmpty()) {
            value.attach(new ArrayList<>(named));
        }
        return value;
    }

    private static int count(ByteSource in, int least) throws IOException {
        int count = in.getInt();
        if (count < 0) {
            throw new StreamCorruptedException("count must not be negative: count=" + count);
        }
        in.requireAtLeast((long) count * least);
        return count;
    }

    @Override
    public String toString() {
        return "Message[code=" + code + ", values=" + values.length + ", " + text + "]";
    }
}
