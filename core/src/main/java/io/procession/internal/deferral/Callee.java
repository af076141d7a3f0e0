package io.procession.internal.deferral;

import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * A concurrent method, as one call site means it.
 *
 * @param owner the class that declares it
 * @param type its parameters and result, without the receiver
 * @param isSpecial whether exactly this method is meant, whatever the receiver's class overrides
 * @param caller where it is called, or null if only the stack knows
 */
public record Callee(
        Class<?> owner,
        String name,
        MethodType type,
        boolean isStatic,
        boolean isSpecial,
        @Nullable StackTraceElement caller) {

    /** Such as {@code Climate.work}: as the source names it. */
    public String label() {
        String className = owner.getName();
        return className.substring(className.lastIndexOf('.') + 1) + "." + name;
    }

    /** Where it is called, in words: {@code Climate.serial(Climate.java:22)}. */
    public String callerText() {
        return caller == null ? "unknown" : caller.toString();
    }
}
