package io.procession.internal.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A thread of this process that waits, without a limit, for the answer of a call. For the search for deadlocks. */
public final class FutureWaits {

    /**
     * A call that runs, and may run for as long as it takes.
     *
     * @param worker the address of its worker
     * @param call its number, among the calls of that worker
     */
    public record Running(String worker, long call) {}

    private static final AtomicLong COUNT = new AtomicLong();
    private static final Map<Thread, FutureWaits> WAITING = new ConcurrentHashMap<>();

    private static final Set<LongSupplier> COUNTS = ConcurrentHashMap.newKeySet();

    private final Thread thread = Thread.currentThread();
    private final long sequence = COUNT.incrementAndGet();
    private final Supplier<@Nullable Running> call;
    private @Nullable FutureWaits outer; // that the thread was about when it began this, in a callback

    private FutureWaits(Supplier<@Nullable Running> call) {
        this.call = call;
    }

    /**
     * The calling thread begins to wait.
     *
     * @param call tells which call it waits for; null while that does not run, or has a limit
     */
    public static FutureWaits begin(Supplier<@Nullable Running> call) {
        FutureWaits wait = new FutureWaits(call);
        wait.outer = WAITING.put(wait.thread, wait);
        return wait;
    }

    /** The wait is over. To be called by the same thread. */
    public void end() {
        FutureWaits before = outer;
        if (before == null) {
            WAITING.remove(thread);
        } else {
            WAITING.put(thread, before);
        }
    }

    /**
     * Adds a count of calls that were given to workers and have no answer yet; -1 if one of them may end by itself, at
     * its deadline.
     *
     * @return takes it back
     */
    public static Runnable countCalls(LongSupplier calls) {
        LongSupplier own = calls::getAsLong;
        COUNTS.add(own);
        return () -> COUNTS.remove(own);
    }

    static long unfinishedCalls() {
        long sum = 0;
        for (LongSupplier each : COUNTS) {
            long count = each.getAsLong();
            if (count < 0) {
                return -1;
            }
            sum += count;
        }
        return sum;
    }

    Thread thread() {
        return thread;
    }

    long sequence() {
        return sequence;
    }

    /** The call, if it runs, and has no limit. */
    @Nullable Running call() {
        return call.get();
    }

    static List<FutureWaits> all() {
        return new ArrayList<>(WAITING.values());
    }
}
