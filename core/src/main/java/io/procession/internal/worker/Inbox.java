package io.procession.internal.worker;

import io.procession.internal.channel.Channel.Frame;
import io.procession.internal.wire.FrameType;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The calls that wait for the task thread, and the one seat from which the channel is read.
 *
 * <p>Thread-safe. The task thread sits in the seat while it has nothing to run, so that a call is
 * run by the thread that read it. The stand-by takes the seat when the task thread has been away
 * from it for long.
 */
final class Inbox {

    /*
     * Who has the seat; all under the monitor.
     *
     *   WORKS -> READS            sitDown     task thread: nothing is left to run
     *   READS -> WORKS            standUp     task thread: something has arrived
     *   WORKS -> STANDBY_READS    takeOver    stand-by: the task thread has been at the same turn for a tick
     *   WORKS -> READS            sitDown     task thread: its call waits for an answer about a shared object
     *   STANDBY_READS -> WORKS    giveBack    stand-by: it has read that answer
     *   STANDBY_READS -> WORKS    leave       stand-by: it has read a call, and the task thread waits for one
     *
     * A turn is one stay of the task thread in WORKS. It may hold several short calls: control frames must not wait behind
     * the sum of them either.
     */
    private enum Seat {
        /** The task thread runs calls; nobody reads. */
        WORKS,
        /** The task thread reads. */
        READS,
        /** The stand-by reads; the task thread runs calls, or waits in {@link #await}. */
        STANDBY_READS
    }

    private final ArrayDeque<Frame> calls =
            new ArrayDeque<>(); // this and all below: @GuardedBy("this")
    private Seat seat = Seat.WORKS;
    private long turn = 1;
    private boolean taskWaits;
    private boolean ended;

    /** A call, or what comes in turn with calls, has been read. */
    synchronized void add(Frame call) {
        calls.add(call);
    }

    /** The next call to run, or null if there is none. */
    synchronized @Nullable Frame poll() {
        return calls.poll();
    }

    /** Takes back one call that has not started; false if there is none with that id. */
    synchronized boolean remove(long id) {
        for (Iterator<Frame> each = calls.iterator(); each.hasNext(); ) {
            Frame call = each.next();
            if (call.type() == FrameType.CALL && call.id() == id) {
                each.remove();
                return true;
            }
        }
        return false;
    }

    /** Takes back all calls that have not started; their ids, in order. */
    synchronized long[] removeAll() {
        long[] ids = new long[calls.size()];
        int count = 0;
        for (Iterator<Frame> each = calls.iterator(); each.hasNext(); ) {
            Frame call = each.next();
            if (call.type() == FrameType.CALL) {
                ids[count++] = call.id();
                each.remove();
            }
        }
        return java.util.Arrays.copyOf(ids, count);
    }

    // The task thread.

    /** Takes the seat; false if the stand-by has it. */
    synchronized boolean sitDown() {
        if (seat == Seat.STANDBY_READS) {
            return false;
        }
        seat = Seat.READS;
        return true;
    }

    synchronized void standUp() {
        seat = Seat.WORKS;
        turn++;
    }

    /**
     * Waits until there is a call, or the seat is free, or all has ended. An interrupt between two
     * calls is for nobody, and is dropped.
     */
    synchronized void await() {
        taskWaits = true;
        while (calls.isEmpty() && seat == Seat.STANDBY_READS && !ended) {
            try {
                wait();
            } catch (InterruptedException e) {
                continue;
            }
        }
        taskWaits = false;
    }

    // The stand-by.

    /** The turn that the task thread works at, or 0 if it reads. */
    synchronized long workingTurn() {
        return seat == Seat.WORKS ? turn : 0;
    }

    /** Takes the seat if the task thread still works at this turn. */
    synchronized boolean takeOver(long workingTurn) {
        if (seat != Seat.WORKS || turn != workingTurn) {
            return false;
        }
        seat = Seat.STANDBY_READS;
        return true;
    }

    /** Leaves the seat to the task thread, which has got what it waited for within its call. */
    synchronized void giveBack() {
        if (seat == Seat.STANDBY_READS) {
            seat = Seat.WORKS;
            turn++;
            notifyAll();
        }
    }

    /**
     * Leaves the seat to the task thread if that waits and has a call to run; it must be woken for
     * that anyway.
     */
    synchronized boolean leave() {
        if (!taskWaits || calls.isEmpty()) {
            return false;
        }
        seat = Seat.WORKS;
        turn++;
        notifyAll();
        return true;
    }

    // Both.

    synchronized void end() {
        ended = true;
        notifyAll();
    }

    synchronized boolean hasEnded() {
        return ended;
    }
}
