package io.procession.bridge;

import io.procession.internal.deferral.Value;
import org.jspecify.annotations.Nullable;

/**
 * A value that may not be known yet, on the stack of woven code: the result of a concurrent call,
 * or of pure operations on such. Not for use by hand.
 */
public final class Deferred {

    final Value value;

    Deferred(Value value) {
        this.value = value;
    }

    public static Deferred of(int value) {
        return new Deferred(Value.of(value));
    }

    public static Deferred of(long value) {
        return new Deferred(Value.of(value));
    }

    public static Deferred of(float value) {
        return new Deferred(Value.of(value));
    }

    public static Deferred of(double value) {
        return new Deferred(Value.of(value));
    }

    public static Deferred of(@Nullable Object value) {
        return new Deferred(Value.of(value));
    }

    /** The deferred value of a local variable if it has one, else its plain value. */
    public static Deferred or(int value, @Nullable Deferred deferred) {
        return deferred != null ? deferred : of(value);
    }

    public static Deferred or(long value, @Nullable Deferred deferred) {
        return deferred != null ? deferred : of(value);
    }

    public static Deferred or(float value, @Nullable Deferred deferred) {
        return deferred != null ? deferred : of(value);
    }

    public static Deferred or(double value, @Nullable Deferred deferred) {
        return deferred != null ? deferred : of(value);
    }

    public static Deferred or(@Nullable Object value, @Nullable Deferred deferred) {
        return deferred != null ? deferred : of(value);
    }
}
