package io.procession.actor;

import io.procession.internal.broker.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Which actor's message the calling thread runs.
 *
 * @param actor the actor
 * @param name its name
 * @param threads those that run the messages of its stage
 */
record Running(ObjectId actor, String name, boolean bounded, Elastic threads) {

    private static final ThreadLocal<@Nullable Running> CURRENT = new ThreadLocal<>();

    /** Null on a thread that runs none. */
    static @Nullable Running current() {
        return CURRENT.get();
    }

    static void begin(Running running) {
        CURRENT.set(running);
    }

    static void end() {
        CURRENT.remove();
    }
}
