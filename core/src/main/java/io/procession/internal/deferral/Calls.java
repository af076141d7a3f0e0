package io.procession.internal.deferral;

import io.procession.internal.worker.WorkerContext;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Where the calls of a thread run: in the pools, unless a test has put something in their place.
 */
public final class Calls {

    /** Takes calls in place of the pools. */
    interface Substitute {
        Task start(
                Callee callee,
                CalleeEffects effects,
                @Nullable Object[] arguments,
                @Nullable Queue pending);
    }

    private static final ThreadLocal<@Nullable Substitute> SUBSTITUTE = new ThreadLocal<>();
    private static volatile boolean anySubstitute; // or each call would look

    private Calls() {}

    static void substitute(@Nullable Substitute substitute) {
        if (substitute == null) {
            SUBSTITUTE.remove();
        } else {
            anySubstitute = true;
            SUBSTITUTE.set(substitute);
        }
    }

    /** Submits a call. */
    public static Task start(Site site, @Nullable Object[] arguments, @Nullable Queue pending) {
        Substitute substitute = anySubstitute ? SUBSTITUTE.get() : null;
        return substitute == null
                ? site.start(arguments, pending)
                : substitute.start(site.callee(), site.effects(arguments), arguments, pending);
    }

    /**
     * Submits a call whose caller gets a future at once. That is of one of the three types that
     * {@link Methods#isFuture} names.
     */
    public static CompletableFuture<?> begin(Site site, @Nullable Object[] arguments) {
        Substitute substitute = anySubstitute ? SUBSTITUTE.get() : null;
        if (substitute == null) {
            return site.begin(arguments);
        }
        try {
            return CompletableFuture.completedFuture(
                    substitute
                            .start(site.callee(), site.effects(arguments), arguments, null)
                            .await());
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Whether concurrent methods are plain ones for the code that asks: it runs in a worker, or in
     * a call that runs inline.
     */
    public static boolean arePlain() {
        return WorkerContext.inCall();
    }
}
