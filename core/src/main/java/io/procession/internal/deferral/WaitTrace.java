package io.procession.internal.deferral;

import java.lang.StackWalker.StackFrame;
import org.jspecify.annotations.Nullable;

/** Tells on standard error of each wait, if {@code -Dprocession.trace=true}. */
final class WaitTrace {

    static final boolean ON = Boolean.getBoolean("procession.trace");

    private WaitTrace() {}

    /** One line: where, for how many calls, why, and the class of the object in question. */
    static void tell(String where, int calls, String reason, @Nullable Object subject) {
        System.err.println(line(where, calls, reason, subject));
    }

    static String line(String where, int calls, String reason, @Nullable Object subject) {
        return "procession: "
                + place(where)
                + " waits for "
                + (calls == 1 ? "1 call: " : calls + " calls: ")
                + reason
                + (subject == null
                        ? ""
                        : ": "
                                + (subject instanceof String text
                                        ? text
                                        : subject.getClass().getTypeName()));
    }

    private static String place(String where) {
        return StackWalker.getInstance()
                .walk(frames ->
                        frames.filter(frame -> !isOurs(frame.getClassName()))
                                .findFirst()
                                .map(StackFrame::toStackTraceElement)
                                .map(StackTraceElement::toString)
                                .orElse(where));
    }

    private static boolean isOurs(String className) {
        return className.startsWith("io.procession.internal.deferral.")
                || className.startsWith("io.procession.bridge.")
                || className.startsWith("java.lang.invoke.");
    }
}
