package io.procession.spi;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that several calls share: a worker gets them before the first of these calls that it is
 * given, and keeps them until the attachment is closed. Thread-safe.
 */
public final class Attachment implements AutoCloseable {

    /** Has the bytes, or has sent them to who keeps them. */
    @FunctionalInterface
    public interface Holder {
        /** They are needed no longer. Must not block. */
        void forget(Attachment attachment);
    }

    private static final AtomicLong COUNT = new AtomicLong();

    private final long id = COUNT.incrementAndGet();
    private final Payload payload;
    private final Set<Holder> holders = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private int lent; // this and all below: @GuardedBy("this")
    private boolean unneeded;
    private boolean released;

    public Attachment(Payload payload) {
        this.payload = payload;
    }

    /** Unlike that of any other attachment of this process. */
    public long id() {
        return id;
    }

    /** The bytes. Not to be read when they were released. */
    public Payload payload() {
        return payload;
    }

    /**
     * The bytes for somebody who writes them, and says so when that is done by {@link #giveBack};
     * null where they were released. Does not block.
     */
    public synchronized @Nullable Payload lend() {
        if (released) {
            return null;
        }
        lent++;
        return payload;
    }

    /**
     * They were written. Whoever could not does not say so: then they are left to the collector.
     */
    public synchronized void giveBack() {
        lent--;
        releaseIfDone();
    }

    /**
     * Releases the bytes, now or when nobody writes them any more: all calls that need them have
     * ended, or were given up. Does not block.
     */
    public synchronized void release() {
        unneeded = true;
        releaseIfDone();
    }

    private void releaseIfDone() {
        if (unneeded && lent == 0 && !released) {
            released = true;
            payload.release();
        }
    }

    /** Notes who has the bytes from now on; false if that one had them already. */
    public boolean heldBy(Holder holder) {
        boolean isNew = holders.add(holder);
        if (closed && holders.remove(holder)) {
            holder.forget(this); // it is too late, and the call that it is for was given up
        }
        return isNew;
    }

    /** A holder is gone, and the bytes with it. */
    public void lostBy(Holder holder) {
        holders.remove(holder);
    }

    /** No more calls will come that need the bytes; some may wait to be sent. Does not block. */
    @Override
    public void close() {
        closed = true;
        for (Holder each : holders) {
            if (holders.remove(each)) {
                each.forget(this);
            }
        }
    }
}
