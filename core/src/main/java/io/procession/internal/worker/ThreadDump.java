package io.procession.internal.worker;

import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** All threads of this process as text, for people. */
final class ThreadDump {

    private static final int CALLERS_OF_EXIT = 4;
    private static final String BODY_SUFFIX = "$concurrent"; // of a concurrent method's body

    private ThreadDump() {}

    /** The task's thread comes first. */
    static String of(CurrentCall current) {
        Map<Thread, StackTraceElement[]> stacks = Thread.getAllStackTraces();
        StringBuilder text = new StringBuilder(1 << 12);
        StackTraceElement[] task = stacks.remove(current.thread());
        if (task == null) { // a virtual thread is not among all
            task = current.thread().getStackTrace();
        }
        if (task.length > 0) {
            text.append("call=")
                    .append(current.isRunning() ? current.id() : "none")
                    .append(", task thread:\n");
            append(text, current.thread(), task);
        }
        for (Map.Entry<Thread, StackTraceElement[]> each : stacks.entrySet()) {
            append(text, each.getKey(), each.getValue());
        }
        return text.toString();
    }

    /**
     * From where {@code System.exit} was called, the innermost frames of it, or null where no
     * thread has called it.
     */
    static @Nullable String ofExitingThread() {
        for (StackTraceElement[] stack : Thread.getAllStackTraces().values()) {
            if (hasCalledExit(stack)) {
                return callersOfExit(stack);
            }
        }
        return null;
    }

    private static String callersOfExit(StackTraceElement[] stack) {
        StringBuilder text = new StringBuilder(1 << 8);
        boolean below = false;
        int count = 0;
        for (StackTraceElement frame : stack) {
            String type = frame.getClassName();
            if (type.startsWith("io.procession.internal.")) {
                break; // below are we, not the task
            }
            boolean exit = type.equals("java.lang.Runtime") || type.equals("java.lang.System");
            below |= exit;
            if (below && !exit && !isOfHandles(frame) && count < CALLERS_OF_EXIT) {
                text.append(count++ == 0 ? "" : " < ");
                append(text, frame);
            }
        }
        return text.toString();
    }

    private static boolean hasCalledExit(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (frame.getMethodName().equals("exit")
                    && frame.getClassName().equals("java.lang.Runtime")) {
                return true;
            }
        }
        return false;
    }

    private static void append(StringBuilder text, Thread thread, StackTraceElement[] stack) {
        text.append('"').append(thread.getName()).append('"');
        if (thread.isDaemon()) {
            text.append(" daemon");
        }
        text.append(' ').append(thread.getState());
        Object blocker = LockSupport.getBlocker(thread);
        if (blocker != null) {
            text.append(" on ").append(blocker.getClass().getName());
        }
        text.append('\n');
        for (StackTraceElement frame : stack) {
            if (isOfHandles(frame)) {
                continue;
            }
            text.append("\tat ");
            append(text, frame);
            text.append('\n');
        }
        text.append('\n');
    }

    /** Hidden frames of method handles, by which calls reach their methods. */
    private static boolean isOfHandles(StackTraceElement frame) {
        return frame.getClassName().startsWith("java.lang.invoke.");
    }

    /** A frame without the names of loaders and modules, which say nothing to a reader. */
    private static void append(StringBuilder text, StackTraceElement frame) {
        String method = frame.getMethodName();
        if (method.endsWith(BODY_SUFFIX)) {
            method = method.substring(0, method.length() - BODY_SUFFIX.length());
        }
        text.append(frame.getClassName()).append('.').append(method).append('(');
        if (frame.isNativeMethod()) {
            text.append("native");
        } else {
            text.append(frame.getFileName() == null ? "unknown" : frame.getFileName());
            if (frame.getLineNumber() >= 0) {
                text.append(':').append(frame.getLineNumber());
            }
        }
        text.append(')');
    }
}
