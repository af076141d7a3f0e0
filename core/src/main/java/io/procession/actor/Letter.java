package io.procession.actor;

import io.procession.internal.broker.Request;
import io.procession.spi.Payload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that an actor is to do, in its mailbox. Guarded by the mailbox's monitor. */
final class Letter {

    final Kind kind;
    List<Payload> values;
    final long extra;

    /** Who waits for the answer, or null if nobody does, or not yet. */
    @Nullable Request asker;

    /** Whom an ask comes from, and its number there; for the search for deadlocks. */
    String ask = "";

    /** Where the answer is kept until it is collected; 0 if nobody will. */
    long ticket;

    /** Keeps the actor from being freed while the letter is under way. */
    @Nullable Object actor;

    /** Of LEAVE: where to. */
    @Nullable Host target;

    /** Its number at the host that it was sent to. */
    long item;

    Letter(Kind kind, long extra, List<Payload> values) {
        this.kind = kind;
        this.extra = extra;
        this.values = values;
    }
}
