package io.procession.space;

import io.procession.ProcessionException;
import io.procession.TaskNotSerializableException;
import io.procession.internal.broker.Codecs;
import io.procession.internal.broker.Plain;
import io.procession.internal.snapshot.CannotTravelException;
import io.procession.internal.wire.ByteSource;
import io.procession.spi.Codec;
import io.procession.spi.Payload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fields of tuples on their way to a space and back: their bytes, and what is said of their types.
 */
/*
 * A tuple's description: of each field a text, with '\u001e' between:
 *   -              null
 *   = types        a value that equals others if its bytes do (Plain)
 *   . types        any other
 * types: as Types has it. A template's:
 *   *              anything                   -      null
 *   =              the value that is sent     : type an instance of it
 *   ? [: type]     the taker will look at it; it is an instance of that type
 */
final class Fields {

    static final char BETWEEN = '\u001e';

    private Fields() {}

    /** Of a tuple that is to be written. */
    static String describe(@Nullable Object[] fields) {
        StringBuilder text = new StringBuilder(fields.length * 24);
        for (int i = 0; i < fields.length; i++) {
            Object field = fields[i];
            if (i > 0) {
                text.append(BETWEEN);
            }
            if (field == null) {
                text.append('-');
            } else if (field instanceof Any || field instanceof Match) {
                throw new IllegalArgumentException(
                        "only a template can have this field: field=" + i + ", value=" + field);
            } else {
                text.append(Plain.is(field) ? '=' : '.');
                text.append(Types.describe(typeOf(field)));
            }
        }
        return text.toString();
    }

    private static Class<?> typeOf(Object field) {
        return field instanceof Enum<?> constant
                ? constant.getDeclaringClass() // not the class of a constant's body
                : field.getClass();
    }

    static List<Payload> encode(@Nullable Object[] fields) {
        List<Payload> encoded = new ArrayList<>(fields.length);
        for (int i = 0; i < fields.length; i++) {
            encoded.add(encode(fields[i], i));
        }
        return encoded;
    }

    static Payload encode(@Nullable Object field, int index) {
        try {
            return Codecs.current().encode(field, Codec.Direction.CALL, "field " + index);
        } catch (CannotTravelException e) {
            throw new TaskNotSerializableException(
                    "tuple cannot be sent: " + e.path() + " is a " + e.type() + "; " + e.advice(),
                    e.path(),
                    e.type(),
                    e);
        }
    }

    static @Nullable Object decode(Payload field) {
        try {
            return Codecs.current().decode(new ByteSource(field), Codec.Direction.CALL);
        } catch (IOException | ClassNotFoundException e) {
            throw new ProcessionException(
                    "field of a tuple cannot be rebuilt in this process: " + e.getMessage(), e);
        }
    }
}
