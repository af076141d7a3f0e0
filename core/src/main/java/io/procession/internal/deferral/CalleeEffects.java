package io.procession.internal.deferral;

import io.procession.internal.restore.RestoredCall;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the method that a call will run.
 *
 * @param fixed bit i: nothing that is reached from argument i is written to, or it was promised;
 *     the receiver first
 * @param readsWhatItWrites whether what it writes to a place may depend on what it read there
 * @param names of the parameters, the receiver {@code this} first
 */
public record CalleeEffects(long fixed, boolean readsWhatItWrites, List<String> names) {

    /** Of a method of which nothing is known. */
    public static CalleeEffects unknown(Callee callee) {
        return new CalleeEffects(0, /* readsWhatItWrites= */ true, names(callee));
    }

    /** Names for parameters that have none. */
    public static List<String> names(Callee callee) {
        List<String> names = new ArrayList<>();
        if (!callee.isStatic()) {
            names.add("this");
        }
        for (int i = 1; i <= callee.type().parameterCount(); i++) {
            names.add("argument " + i);
        }
        return names;
    }

    /** The arguments that the call may write to, in their places, or null if there are none. */
    @Nullable Object @Nullable [] writable(@Nullable Object[] arguments) {
        @Nullable Object[] writable = null;
        for (int i = 0; i < arguments.length; i++) {
            boolean isFixed = i < Long.SIZE && (fixed >> i & 1) != 0;
            if (!isFixed && !Known.isValue(arguments[i])) {
                writable = writable == null ? new @Nullable Object[arguments.length] : writable;
                writable[i] = arguments[i];
            }
        }
        return writable;
    }

    /** A call as it is told to people. */
    public RestoredCall told(Callee callee, @Nullable Object[] arguments) {
        List<@Nullable Object> all = java.util.Arrays.asList(arguments);
        return new RestoredCall(
                () ->
                        callee.label()
                                + "("
                                + RestoredCall.shortened(names, all, callee.isStatic() ? 0 : 1)
                                + ")"
                                + place(callee.caller()),
                names,
                all,
                readsWhatItWrites);
    }

    private static String place(@Nullable StackTraceElement caller) {
        if (caller == null) {
            return "";
        }
        String file = caller.getFileName();
        String where = file == null ? caller.getClassName() : file;
        return " at " + where + (caller.getLineNumber() > 0 ? ":" + caller.getLineNumber() : "");
    }
}
