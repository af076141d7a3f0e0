package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSource;
import java.io.IOException;
import java.io.StreamCorruptedException;
import org.jspecify.annotations.Nullable;

/**
 * Reads past an object whose class cannot be had here, as its descriptor tells, inside the encoding
 * of an exception. An exception gets its stand-in, anything else is {@link Absent}.
 */
final class AbsentPlan extends ReadPlan {

    private final int kind;
    private final String className;
    private final String primitives; // a letter each
    private final int references;
    private final Absent absent;

    private AbsentPlan(
            int kind, String className, String primitives, int references, Absent absent) {
        this.kind = kind;
        this.className = className;
        this.primitives = primitives;
        this.references = references;
        this.absent = absent;
    }

    static AbsentPlan of(Descriptor descriptor, Absent absent) throws IOException {
        ByteSource bytes = new ByteSource(descriptor.bytes, 0, descriptor.bytes.length);
        int kind = bytes.getByte();
        String className = bytes.getString();
        StringBuilder primitives = new StringBuilder();
        int references = 0;
        boolean hasFields =
                kind == Descriptor.INSTANCE
                        || kind == Descriptor.RECORD
                        || kind == Descriptor.THROWABLE;
        int count = hasFields ? bytes.getVarInt() : 0;
        for (int i = 0; i < count; i++) {
            bytes.getString();
            char letter = letter(bytes.getString());
            if (letter == 'L') {
                references++;
            } else {
                primitives.append(letter);
            }
        }
        return new AbsentPlan(kind, className, primitives.toString(), references, absent);
    }

    private static char letter(String typeName) {
        return switch (typeName) {
            case "int" -> 'I';
            case "long" -> 'J';
            case "double" -> 'D';
            case "boolean" -> 'Z';
            case "float" -> 'F';
            case "byte" -> 'B';
            case "short" -> 'S';
            case "char" -> 'C';
            default -> 'L';
        };
    }

    @Override
    boolean isNumbered() {
        return kind != Descriptor.ENUM_CONSTANT && kind != Descriptor.CLASS;
    }

    @Override
    boolean toleratesHoles() {
        return true; // better without its cause than not at all
    }

    @Override
    @Nullable Object read(Decoder in) throws IOException, ClassNotFoundException {
        switch (kind) {
            case Descriptor.ENUM_CONSTANT:
            case Descriptor.CLASS:
                return absent;
            case Descriptor.INSTANCE:
            case Descriptor.RECORD:
                skipPrimitives(in);
                return in.gather(this, absent, references);
            case Descriptor.ARRAY:
            case Descriptor.LAMBDA:
                return in.gather(this, absent, in.readCount());
            case Descriptor.PROTOCOL:
                return readProtocol(in);
            case Descriptor.PROXY:
            case Descriptor.REPLACED:
                return in.gather(this, absent, 1);
            case Descriptor.ISLAND:
                in.source().skipBytes(in.readCount());
                return in.gather(this, absent, in.readCount());
            case Descriptor.THROWABLE:
            case Descriptor.THROWABLE_ISLAND:
                return readThrowable(in);
            default:
                throw new StreamCorruptedException("unknown kind of descriptor: kind=" + kind);
        }
    }

    private @Nullable Object readProtocol(Decoder in) throws IOException, ClassNotFoundException {
        int bounds = in.readCount();
        long data = 0;
        long members = 0;
        for (int i = 0; i < bounds; i += 2) {
            data += in.readCount();
            members += in.readCount();
        }
        in.source().requireAtLeast(data + members);
        in.source().skipBytes((int) data);
        return in.gather(this, absent, (int) members);
    }

    private @Nullable Object readThrowable(Decoder in) throws IOException, ClassNotFoundException {
        if (kind == Descriptor.THROWABLE_ISLAND) {
            in.source().skipBytes(in.readCount());
        }
        String message = Traces.getText(in.source());
        StackTraceElement[] trace = Traces.get(in);
        int causePlace;
        int count;
        if (kind == Descriptor.THROWABLE_ISLAND) {
            causePlace = in.source().getVarInt();
            count = in.readCount();
        } else {
            causePlace = in.source().getByte() == ThrowableState.SET ? 1 : 0;
            count = causePlace + in.readCount() + references;
            skipPrimitives(in);
        }
        return in.gather(
                this,
                null,
                count,
                new @Nullable Object[] {message, trace, Math.min(causePlace, count)});
    }

    private void skipPrimitives(Decoder in) throws IOException {
        for (int i = 0; i < primitives.length(); i++) {
            FieldSlot.readBox(primitives.charAt(i), in.source());
        }
    }

    @Override
    Object complete(Decoder in, @Nullable Object early, @Nullable Object[] members) {
        if (kind != Descriptor.THROWABLE && kind != Descriptor.THROWABLE_ISLAND) {
            return absent;
        }
        int head = members.length - 3;
        int causePlace = (Integer) head(members, head + 2);
        return ForeignPlan.standIn(
                in,
                className,
                (String) members[head],
                (StackTraceElement[]) head(members, head + 1),
                causePlace > 0 ? members[causePlace - 1] : null,
                absent.reason());
    }

    @Override
    Object absent(Decoder in, @Nullable Object early, @Nullable Object[] gathered, Absent why) {
        return complete(in, early, gathered);
    }
}
