package io.procession.internal.worker;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread that reads the channel while the task thread is busy with a long call, so that a stop,
 * a recall or a request for a thread dump never waits behind a running task.
 *
 * <p>While short calls come in a stream it looks on once a tick, and nobody wakes it; after some
 * ticks without a call it sleeps until the task thread next has work.
 */
final class StandBy extends Thread {

    /** How long the task thread may be away from the channel. */
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

    /**
     * After so many ticks without work it sleeps: being woken costs the next call some
     * microseconds.
     */
    private static final int IDLE_TICKS = 30;

    private final WorkerLoop loop;
    private final Inbox inbox;
    private volatile boolean asleep;
    private volatile boolean wanted;

    StandBy(WorkerLoop loop, Inbox inbox, String name) {
        super(null, null, name, 0, /* inheritInheritableThreadLocals= */ false);
        this.loop = loop;
        this.inbox = inbox;
        setDaemon(true);
    }

    /** Says that the task thread has work. Costs a read of a field unless the stand-by sleeps. */
    void workHasCome() {
        if (asleep) {
            asleep = false;
            LockSupport.unpark(this);
        }
    }

    /** Asks it to read now, if nobody does. */
    void readNow() {
        if (inbox.workingTurn() != 0) {
            wanted = true;
            asleep = false;
            LockSupport.unpark(this);
        }
    }

    @Override
    public void run() {
        loop.settle();
        long seen = 0;
        int idleTicks = 0;
        while (!inbox.hasEnded()) {
            boolean isWanted = wanted;
            wanted = false; // before it looks: who wants it after that unparks it
            long turn = inbox.workingTurn();
            if (turn != 0 && (isWanted || turn == seen) && inbox.takeOver(turn)) {
                loop.readInstead();
                turn = 0;
            }
            if (turn == 0) {
                loop.relieveIfItTakesLong();
            }
            idleTicks = turn == 0 && seen == 0 ? idleTicks + 1 : 0;
            seen = turn;
            if (idleTicks > IDLE_TICKS) {
                sleep();
                idleTicks = 0;
            } else if (!wanted) {
                LockSupport.parkNanos(this, TICK_NANOS);
            }
        }
    }

    private void sleep() {
        asleep = true;
        while (asleep
                && inbox.workingTurn() == 0
                && !inbox.hasEnded()) { // asks after it has said so: no work is missed
            LockSupport.park(this);
        }
        asleep = false;
    }
}
