package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSink;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An exception in words, which arrives as its stand-in: it holds what cannot travel, or its class
 * is not known there.
 */
final class ForeignPlan extends ClassPlan {

    private static final StackTraceElement[] NO_TRACE = new StackTraceElement[0];

    @Override
    Class<?> type() {
        return ForeignThrowable.class;
    }

    /** What can be told of an exception whose own methods may fail. */
    static ForeignThrowable describe(Throwable error, String why) {
        String message = null;
        StackTraceElement[] trace = NO_TRACE;
        Throwable cause = null;
        try {
            message = error.getMessage();
            trace = error.getStackTrace();
            cause = error.getCause();
        } catch (RuntimeException | StackOverflowError e) {
            message =
                    message == null
                            ? "(no message: getMessage or getCause failed: " + e.getClass() + ")"
                            : message;
        }
        String name = error.getClass().getName();
        return new ForeignThrowable(
                name, message, Traces.text(name, message, trace), List.of(trace), cause, why);
    }

    /** The exception in place of one that could not be rebuilt here. */
    static Throwable standIn(
            Decoder in,
            String className,
            @Nullable String message,
            StackTraceElement[] trace,
            @Nullable Object cause,
            String why) {
        ForeignThrowable foreign =
                new ForeignThrowable(
                        className,
                        message,
                        Traces.text(className, message, trace),
                        List.of(trace),
                        cause instanceof Throwable error ? error : null,
                        why);
        return in.descriptors().standIn(foreign);
    }

    @Override
    void write(Encoder out, Object value) throws IOException {
        ForeignThrowable foreign = (ForeignThrowable) value;
        out.sink.putByte(Builtin.FOREIGN_THROWABLE.tag());
        out.sink.putString(foreign.className());
        Traces.putText(out.sink, foreign.message());
        Traces.put(out.sink, foreign.stackTrace().toArray(NO_TRACE));
        out.sink.putString(foreign.whyNotRebuilt());
        out.members(this, foreign, new @Nullable Object[] {foreign.cause()});
    }

    /** Without its cause and trace, of which the text must do: by nothing that can fail. */
    static void writeAlone(ForeignThrowable foreign, ByteSink sink) {
        sink.putByte(Builtin.FOREIGN_THROWABLE.tag());
        sink.putString(foreign.className());
        Traces.putText(sink, foreign.message());
        sink.putVarInt(0);
        sink.putString(foreign.whyNotRebuilt() + "; trace: " + foreign.stackTraceText());
        sink.putByte(Tags.NULL);
    }

    @Override
    String place(Object owner, @Nullable Object @Nullable [] gathered, int index) {
        return ".cause";
    }

    @Override
    boolean toleratesHoles() {
        return true; // better without its cause than not at all
    }

    @Override
    @Nullable Object read(Decoder in) throws IOException, ClassNotFoundException {
        String name = in.source().getString();
        String message = Traces.getText(in.source());
        StackTraceElement[] trace = Traces.get(in);
        String why = in.source().getString();
        return in.gather(this, null, 1, new @Nullable Object[] {name, message, trace, why});
    }

    @Override
    Object complete(Decoder in, @Nullable Object early, @Nullable Object[] members) {
        return standIn(
                in,
                (String) head(members, 1),
                (String) members[2],
                (StackTraceElement[]) head(members, 3),
                members[0],
                (String) head(members, 4));
    }

    @Override
    Object absent(Decoder in, @Nullable Object early, @Nullable Object[] gathered, Absent why) {
        return complete(in, early, gathered);
    }
}
