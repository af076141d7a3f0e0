package io.procession.actor;

import io.procession.ProcessionException;
import org.jspecify.annotations.Nullable;

/**
 * The actor takes no more messages: it was stopped, its pool was shut down, it could not be made,
 * or the process that spawned it has ended. The message says which; the cause is what its factory
 * threw, if it did.
 */
public class ActorStoppedException extends ProcessionException {

    private static final long serialVersionUID = 1L;

    public ActorStoppedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
