package io.procession.shared;

import org.jspecify.annotations.Nullable;

/**
 * Which thread of this process holds a lock of another process, and how often, as far as this
 * process knows for certain. So the owner need not be waited for to know that an unlock is
 * rightful.
 *
 * <p>Not synchronized, on purpose: a thread only asks whether it is itself the holder, and only
 * itself ever makes it so, or not so.
 */
final class Tenure {

    private volatile @Nullable Thread holder; // written by whoever has the lock, while he has it
    private int holds; // the same

    /** The calling thread has got the lock, once more. */
    void begin() {
        Thread caller = Thread.currentThread();
        if (holder == caller) {
            holds++;
        } else {
            holds = 1;
            holder = caller;
        }
    }

    /** Whether the calling thread certainly holds the lock. */
    boolean isOwn() {
        return holder == Thread.currentThread();
    }

    /** The calling thread, which holds the lock, is about to let go of it, once. */
    void end() {
        holds--;
        if (holds == 0) {
            holder = null;
        }
    }

    /** The calling thread may have lost the lock: from now on its owner must be asked. */
    void forget() {
        if (isOwn()) {
            holder = null;
        }
    }
}
