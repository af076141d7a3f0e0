package io.procession.internal.worker;

import io.procession.internal.broker.Home;

/**
 * Which call the task thread runs. Guards that an interrupt hits the call that it was meant for,
 * and no other.
 */
final class CurrentCall implements Home.Task {

    private static final long NONE = -1;

    private final Thread thread;
    private volatile long id = NONE; // written under the monitor, by the task thread
    private long early = NONE; // @GuardedBy("this") an interrupt that came before its call began

    /**
     * @param thread the task thread
     */
    CurrentCall(Thread thread) {
        this.thread = thread;
    }

    synchronized void begin(long call) {
        id = call;
        if (early == call) {
            early = NONE;
            thread.interrupt();
        }
    }

    /**
     * The call has ended: no interrupt is sent to it any more, and one that came too late for it is
     * dropped.
     */
    void end() {
        synchronized (this) {
            id = NONE;
        }
        Thread.interrupted();
    }

    /**
     * Interrupts a call if it runs, or when it begins. Of several that have not begun, only the
     * last is kept in mind.
     */
    synchronized void interrupt(long call) {
        if (id == call && id != NONE) {
            thread.interrupt();
        } else {
            early = call; // one that has ended never begins again: ids are used once
        }
    }

    /** Whatever runs; nothing if nothing does. */
    synchronized void interruptAny() {
        if (id != NONE) {
            thread.interrupt();
        }
    }

    /** The id of the call that runs, or 0. */
    @Override
    public long id() {
        return Math.max(0, id);
    }

    boolean isRunning() {
        return id != NONE;
    }

    @Override
    public Thread thread() {
        return thread;
    }
}
