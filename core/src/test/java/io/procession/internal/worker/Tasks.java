package io.procession.internal.worker;

import java.io.IOException;
import java.io.Serializable;
import java.util.concurrent.CountDownLatch;

/**
 * What the tests of the worker let it run. Free of test libraries: it is loaded in worker
 * processes.
 */
@SuppressWarnings("serial") // lambdas that travel and use private methods are what is tested
final class Tasks {

    /** An invocation that travels. */
    @FunctionalInterface
    interface Call extends Invocation, Serializable {}

    /** What a value looks like that does not travel. */
    static final class Unsendable {
        final Thread thread = Thread.currentThread();
    }

    private Tasks() {}

    static Call value(Serializable value) {
        return () -> value;
    }

    static Call echo(byte[] bytes) {
        return () -> bytes;
    }

    static Call print(String text) {
        return () -> {
            System.out.print(text);
            return null;
        };
    }

    /** Runs until it is interrupted; then returns how that came. */
    static Call sleep() {
        return () -> {
            try {
                new CountDownLatch(1).await();
                return "woke";
            } catch (InterruptedException e) {
                return "interrupted";
            }
        };
    }

    static Call interruptFlag() {
        return () -> Thread.currentThread().isInterrupted();
    }

    static Call spin() {
        return () -> {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
            return "interrupted";
        };
    }

    static Call spinForEver() {
        return () -> {
            while (true) {
                Thread.onSpinWait();
            }
        };
    }

    static Call fail(String message) {
        return () -> {
            throw new IllegalStateException(message);
        };
    }

    static Call overflowStack() {
        return Tasks::recurse;
    }

    static Call exhaustHeap() {
        return () -> {
            long[][] kept = new long[1 << 16][];
            for (int i = 0; ; i++) {
                kept[i] = new long[1 << 20];
            }
        };
    }

    static Call unsendable() {
        return Unsendable::new;
    }

    static Call exit(int code) {
        return () -> {
            System.exit(code);
            return null;
        };
    }

    static Call closeOutAndPrint(String text) {
        return () -> {
            System.out.close();
            System.out.println(text);
            return System.in.read();
        };
    }

    /** Starts a process that outlives everybody; returns its pid. */
    static Call startChild() {
        return Tasks::startSleep;
    }

    static Call threadName() {
        return () -> Thread.currentThread().getName() + " in " + context();
    }

    private static String context() {
        WorkerContext context = WorkerContext.current();
        return context == null ? "none" : context.name() + " at " + context.depth();
    }

    private static Object startSleep() throws IOException {
        return new ProcessBuilder("sleep", "300").start().pid();
    }

    @SuppressWarnings("InfiniteRecursion") // until the stack is full
    private static Object recurse() {
        return new Object[] {recurse()};
    }
}
