package io.procession.internal.broker;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A request as the thread that made it sees it: it waits here for the answer. */
public abstract class Pending {

    private final Thread waiter = Thread.currentThread();
    private volatile boolean parked;
    private volatile @Nullable Message reply;

    /** Asks the owner to end the wait; the answer tells whether it came too late. */
    abstract void cancel(int why);

    /** Asks the owner to say whether it will take a while. */
    public final void askWhetherItWaits() {
        cancel(Message.STILL_WAITING);
    }

    /** Whether the owner ends the wait when its time is over. */
    abstract boolean ownerKeepsTime();

    /** Whether the owner has said anything yet: the answer, or that it will take a while. */
    public final boolean hasFirstAnswer() {
        return parked || reply != null;
    }

    public final boolean isDone() {
        return reply != null;
    }

    /** The thread that waits. */
    public final Thread waiter() {
        return waiter;
    }

    final void parked() {
        parked = true;
    }

    final void complete(Message answer) {
        reply = answer;
        if (Thread.currentThread() != waiter) {
            LockSupport.unpark(waiter);
        }
    }

    /** Waits for the answer. Interrupts end the wait if it heeds them, and are kept if not. */
    final Message await(long timeoutNanos, boolean heedsInterrupts) throws InterruptedException {
        boolean interrupted = false;
        boolean cancelled = false;
        long deadline = System.nanoTime() + timeoutNanos;
        boolean timed = timeoutNanos > 0 && !ownerKeepsTime();
        Message answer;
        while ((answer = reply) == null) {
            if (Thread.interrupted()) {
                interrupted = true;
                if (heedsInterrupts && !cancelled) {
                    cancelled = true;
                    cancel(Message.INTERRUPTED);
                }
                continue;
            }
            if (!timed || cancelled) {
                LockSupport.park(this);
                continue;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                cancelled = true;
                cancel(Message.TIMED_OUT);
            } else {
                LockSupport.parkNanos(this, left);
            }
        }
        return end(answer, interrupted);
    }

    /** Waits for so long at most, whoever keeps the time otherwise, and whatever interrupts; null if there is no answer. */
    final @Nullable Message awaitAtMost(long nanos) {
        long deadline = System.nanoTime() + nanos;
        boolean interrupted = false;
        long left = nanos;
        while (reply == null && left > 0) {
            interrupted |= Thread.interrupted();
            LockSupport.parkNanos(this, left);
            left = deadline - System.nanoTime();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return reply;
    }

    private static Message end(Message answer, boolean interrupted) throws InterruptedException {
        if (answer.code() == Message.INTERRUPTED) {
            throw new InterruptedException();
        }
        if (interrupted) {
            Thread.currentThread().interrupt(); // it came too late to count
        }
        return answer;
    }
}
