package io.procession.internal.worker;

import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** All threads of this process as text, for people. */
final class ThreadDump {

    private ThreadDump() {}

    /** The task's thread comes first. */
    static String of(CurrentCall current) {
        Map<Thread, StackTraceElement[]> stacks = Thread.getAllStackTraces();
        StringBuilder text = new StringBuilder(1 << 12);
        StackTraceElement[] task = stacks.remove(current.thread());
        if (task != null) {
            text.append("call=").append(current.isRunning() ? current.id() : "none").append(", task thread:\n");
            append(text, current.thread(), task);
        }
        for (Map.Entry<Thread, StackTraceElement[]> each : stacks.entrySet()) {
            append(text, each.getKey(), each.getValue());
        }
        return text.toString();
    }

    /** The stack of the thread that has called {@code System.exit}, or null where no thread has. */
    static @Nullable String ofExitingThread() {
        for (Map.Entry<Thread, StackTraceElement[]> each : Thread.getAllStackTraces().entrySet()) {
            if (hasCalledExit(each.getValue())) {
                StringBuilder text = new StringBuilder(1 << 10);
                append(text, each.getKey(), each.getValue());
                return text.toString();
            }
        }
        return null;
    }

    private static boolean hasCalledExit(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (frame.getMethodName().equals("exit") && frame.getClassName().equals("java.lang.Runtime")) {
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
            text.append("\tat ").append(frame).append('\n');
        }
        text.append('\n');
    }
}
