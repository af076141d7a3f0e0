package io.procession.internal.worker;

/** Which call the task thread runs. Guards that an interrupt hits the call that it was meant for, and no other. */
final class CurrentCall {

    private static final long NONE = -1;

    private final Thread thread;
    private volatile long id = NONE; // written under the monitor, by the task thread

    /** @param thread the task thread */
    CurrentCall(Thread thread) {
        this.thread = thread;
    }

    synchronized void begin(long call) {
        id = call;
    }

    /** The call has ended: no interrupt is sent to it any more, and one that came too late for it is dropped. */
    void end() {
        synchronized (this) {
            id = NONE;
        }
        Thread.interrupted();
    }

    synchronized void interrupt(long call) {
        if (id == call) {
            thread.interrupt();
        }
    }

    /** Whatever runs; nothing if nothing does. */
    synchronized void interruptAny() {
        if (id != NONE) {
            thread.interrupt();
        }
    }

    /** The id of the call that runs, or 0. */
    long id() {
        return Math.max(0, id);
    }

    Thread thread() {
        return thread;
    }
}
