package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSink;
import io.procession.internal.wire.ByteSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectOutputStream;
import org.jspecify.annotations.Nullable;

/** Stack traces and messages of exceptions. */
final class Traces {

    private static final StackTraceElement[] EMPTY = new StackTraceElement[0];

    private Traces() {}

    static void putText(ByteSink sink, @Nullable String text) {
        sink.putByte(text == null ? 0 : 1);
        if (text != null) {
            sink.putString(text);
        }
    }

    static @Nullable String getText(ByteSource source) throws IOException {
        return source.getByte() == 0 ? null : source.getString();
    }

    /** By JDK serialisation: nothing else keeps how a frame prints, which no constructor takes. */
    static void put(ByteSink sink, StackTraceElement[] trace) throws IOException {
        if (trace.length == 0) {
            sink.putVarInt(0);
            return;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(2048);
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(trace);
        }
        sink.putVarInt(bytes.size());
        sink.putBytes(bytes.toByteArray(), 0, bytes.size());
    }

    static StackTraceElement[] get(Decoder in) throws IOException, ClassNotFoundException {
        int length = in.readCount();
        if (length == 0) {
            return EMPTY;
        }
        byte[] bytes = new byte[length];
        in.source().getBytes(bytes, 0, length);
        try (IslandInput island = IslandInput.ofTrace(bytes, in.descriptors())) {
            if (island.readObject() instanceof StackTraceElement[] trace) {
                return trace;
            }
        }
        throw new InvalidObjectException("not a stack trace: bytes=" + length);
    }

    /** As {@link Throwable#printStackTrace} writes it, without causes. */
    static String text(String className, @Nullable String message, StackTraceElement[] trace) {
        StringBuilder text = new StringBuilder(className);
        if (message != null) {
            text.append(": ").append(message);
        }
        for (StackTraceElement each : trace) {
            text.append("\n\tat ").append(each);
        }
        return text.append('\n').toString();
    }
}
