package io.procession.shared;

import io.procession.internal.broker.Message;
import io.procession.internal.broker.Request;
import io.procession.internal.broker.Served;
import io.procession.internal.broker.Waiters;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A {@link SharedSemaphore} in the process that made it: its permits, and how many each process
 * has.
 */
final class SemaphoreState extends Served {

    static final int ACQUIRE = 1;
    static final int RELEASE = 2;
    static final int AVAILABLE = 3;
    static final int DRAIN = 4;

    /** Refused: there would be more permits than there may be. */
    static final int TOO_MANY = 1;

    private final long most;
    private final Waiters waiters = new Waiters();
    private final Map<String, Long> taken = new LinkedHashMap<>(); // by the process that acquired
    private long permits;

    SemaphoreState(int permits, long most) {
        super("SharedSemaphore");
        this.permits = permits;
        this.most = most;
    }

    @Override
    protected void serve(Request request) throws IOException {
        Message asked = request.message();
        switch (asked.code()) {
            case ACQUIRE -> acquire(request, asked.number(0));
            case RELEASE -> release(request, asked.number(0));
            case AVAILABLE -> request.answer(Message.of(Message.OK, permits));
            case DRAIN -> drain(request);
            default -> throw new IOException("unknown operation: code=" + asked.code());
        }
    }

    private void acquire(Request request, long count) {
        boolean mayPass = waiters.isEmpty() || request.isProbe();
        if (mayPass && permits >= count) {
            grant(request, count);
        } else {
            request.park(waiters);
        }
    }

    private void grant(Request request, long count) {
        permits -= count;
        taken.merge(request.client().process(), count, Long::sum);
        request.answer();
    }

    private void release(Request request, long count) {
        if (permits + count > most) {
            request.answer(
                    Message.ofText(
                            TOO_MANY,
                            "more permits released than there may be: semaphore="
                                    + name()
                                    + ", available="
                                    + permits
                                    + ", released="
                                    + count
                                    + ", most="
                                    + most));
            return;
        }
        forget(request.client().process(), count);
        permits += count;
        request.answer();
        passOn();
    }

    /**
     * Of a process that has not acquired them itself: then they were those of the first that has
     * some.
     */
    private void forget(String process, long count) {
        long left = count - take(process, count);
        while (left > 0 && !taken.isEmpty()) {
            left -= take(taken.keySet().iterator().next(), left);
        }
    }

    private long take(String process, long count) {
        long has = taken.getOrDefault(process, 0L);
        if (has <= count) {
            taken.remove(process);
            return has;
        }
        taken.put(process, has - count);
        return count;
    }

    private void passOn() {
        for (Request next = waiters.first(); next != null; next = waiters.first()) {
            long count = next.message().number(0);
            if (permits < count) {
                return;
            }
            grant(next, count);
        }
    }

    private void drain(Request request) {
        long drained = Math.max(0, permits);
        permits -= drained;
        if (drained > 0) {
            taken.merge(request.client().process(), drained, Long::sum);
        }
        request.answer(Message.of(Message.OK, drained));
    }

    @Override
    protected void cancelled(Request request, int why) {
        super.cancelled(request, why);
        passOn(); // it may have stood before some that want less
    }

    @Override
    protected void withdrawn(Request request) {
        passOn();
    }

    @Override
    protected void processEnded(String address) {
        for (Iterator<Map.Entry<String, Long>> each = taken.entrySet().iterator();
                each.hasNext(); ) {
            Map.Entry<String, Long> entry = each.next();
            if (isWithin(entry.getKey(), address)) {
                permits += entry.getValue();
                each.remove();
            }
        }
        passOn();
    }

    @Override
    protected boolean needsSomebody(Request request) {
        return true;
    }
}
