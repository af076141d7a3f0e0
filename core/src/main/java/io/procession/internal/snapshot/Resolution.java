package io.procession.internal.snapshot;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * The {@code readResolve} of a class, which gives the object in place of the one that was read; or
 * none.
 */
final class Resolution {

    private static final Resolution NONE = new Resolution(null);

    private final @Nullable MethodHandle readResolve;

    private Resolution(@Nullable MethodHandle readResolve) {
        this.readResolve = readResolve;
    }

    static Resolution of(Class<?> type) {
        if (!Serializable.class.isAssignableFrom(type)
                || !Plans.declaresInLine(type, "readResolve")) {
            return NONE;
        }
        MethodHandle hook = Reflection.hookOrNull("readResolveForSerialization", type);
        return hook == null
                ? NONE
                : new Resolution(hook.asType(MethodType.methodType(Object.class, Object.class)));
    }

    boolean isNone() {
        return readResolve == null;
    }

    Object resolve(Object read) throws IOException {
        if (readResolve == null) {
            return read;
        }
        Object resolved;
        try {
            resolved = (Object) readResolve.invokeExact(read);
        } catch (Throwable e) {
            throw Reflection.invalid(read.getClass(), e);
        }
        if (resolved == null) {
            throw new InvalidObjectException(
                    "readResolve gave null: class=" + read.getClass().getName());
        }
        return resolved;
    }
}
