package io.procession.internal.deferral;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A place in woven code that calls a concurrent method, with all that is known when it is linked.
 */
public interface Site {

    /** The method, and where it is called. */
    Callee callee();

    /** What is known of the method that a call with these arguments will run. */
    CalleeEffects effects(@Nullable Object[] arguments);

    /**
     * Captures the arguments and submits the call.
     *
     * @param arguments the receiver first, if there is one; not to be changed afterwards
     * @param pending what the caller has put off and the arguments may reach, or null if nothing
     */
    Task start(@Nullable Object[] arguments, @Nullable Queue pending);

    /** The same for a caller that gets a future at once. Cancelling that cancels the call. */
    CompletableFuture<?> begin(@Nullable Object[] arguments);
}
