package io.procession.spi;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

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

    public Attachment(Payload payload) {
        this.payload = payload;
    }

    /** Unlike that of any other attachment of this process. */
    public long id() {
        return id;
    }

    public Payload payload() {
        return payload;
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

    /** No more calls will come that need the bytes. Does not block. */
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
