package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSink;
import io.procession.internal.wire.ByteSource;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Boxes and strings. Boxes take no number; small ones, which the JDK keeps one of, two bytes. */
final class BoxPlan extends ClassPlan {

    private final Builtin kind;

    BoxPlan(Builtin kind) {
        this.kind = kind;
    }

    @Override
    Class<?> type() {
        return kind.type();
    }

    @Override
    @Nullable Class<?> filteredType() {
        return null; // as the JDK does with strings: harmless, and in everybody's values
    }

    /**
     * Boxes are values, whatever {@code ==} says of two of them: only strings keep their identity.
     */
    @Override
    boolean isNumbered() {
        return kind == Builtin.STRING;
    }

    @Override
    void write(Encoder out, Object value) {
        ByteSink sink = out.sink;
        if (kind == Builtin.STRING) {
            writeString(sink, (String) value);
        } else if (isCached(value)) {
            writeCached(sink, value);
        } else {
            sink.putByte(kind.tag());
            writeLarge(sink, value);
        }
    }

    static void writeString(ByteSink sink, String value) {
        sink.putByte(Tags.STRING);
        sink.putString(value);
    }

    private boolean isCached(Object value) {
        switch (kind) {
            case FLOAT:
            case DOUBLE:
                return false;
            case CHARACTER:
                return (Character) value <= 127;
            case INTEGER:
            case LONG:
            case SHORT:
                long number = ((Number) value).longValue();
                return number == (byte) number;
            default:
                return true;
        }
    }

    private void writeCached(ByteSink sink, Object value) {
        switch (kind) {
            case BOOLEAN -> sink.putByte((Boolean) value ? Tags.TRUE : Tags.FALSE);
            case CHARACTER -> putCached(sink, Tags.CACHED_CHARACTER, (Character) value);
            case INTEGER -> putCached(sink, Tags.CACHED_INTEGER, (Integer) value);
            case LONG -> putCached(sink, Tags.CACHED_LONG, ((Long) value).intValue());
            case SHORT -> putCached(sink, Tags.CACHED_SHORT, (Short) value);
            default -> putCached(sink, Tags.CACHED_BYTE, (Byte) value);
        }
    }

    private static void putCached(ByteSink sink, int tag, int value) {
        sink.putByte(tag);
        sink.putByte(value);
    }

    private void writeLarge(ByteSink sink, Object value) {
        switch (kind) {
            case CHARACTER -> sink.putChar((Character) value);
            case INTEGER -> sink.putInt((Integer) value);
            case LONG -> sink.putLong((Long) value);
            case SHORT -> sink.putShort((Short) value);
            case FLOAT -> sink.putFloat((Float) value);
            default -> sink.putDouble((Double) value);
        }
    }

    @Override
    Object read(Decoder in) throws IOException {
        ByteSource source = in.source();
        switch (kind) {
            case CHARACTER:
                return source.getChar();
            case INTEGER:
                return source.getInt();
            case LONG:
                return source.getLong();
            case SHORT:
                return source.getShort();
            case FLOAT:
                return source.getFloat();
            case DOUBLE:
                return source.getDouble();
            case BYTE:
                return source.getByte();
            case BOOLEAN:
                return source.getByte() != 0;
            default:
                return source.getString();
        }
    }
}
