package io.procession.internal.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The threads of this process that wait, without a limit, for the answer of a call. For the search for deadlocks. */
public final class FutureWaits {

    /**
     * A call that runs, and may run for as long as it takes.
     *
     * @param worker the address of its worker
     * @param call its number, among the calls of that worker
     */
    public record Running(String worker, long call) {}

    /** A thread that waits. */
    record Waiting(Thread thread, Supplier<@Nullable Running> call, long sequence) {}

    private static final AtomicLong COUNT = new AtomicLong();
    private static final Map<Thread, Waiting> WAITING = new ConcurrentHashMap<>();

    private FutureWaits() {}

    /**
     * The calling thread begins to wait.
     *
     * @param call tells which call it waits for; null while that does not run, or has a limit
     * @return what it waited for before, to be put back at the end
     */
    public static @Nullable Object begin(Supplier<@Nullable Running> call) {
        Thread thread = Thread.currentThread();
        return WAITING.put(thread, new Waiting(thread, call, COUNT.incrementAndGet()));
    }

    /** Its wait has ended. */
    public static void end(@Nullable Object before) {
        if (before instanceof Waiting outer) {
            WAITING.put(Thread.currentThread(), outer);
        } else {
            WAITING.remove(Thread.currentThread());
        }
    }

    static List<Waiting> all() {
        return new ArrayList<>(WAITING.values());
    }
}
