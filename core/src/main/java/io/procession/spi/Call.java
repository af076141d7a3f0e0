package io.procession.spi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an engine is asked to run.
 *
 * @param invocation the encoded call
 * @param subject what the call's label is made from: the user's task, or a text
 * @param timeout how long it may run from its start, or null for as long as it likes
 * @param retries how many more times it may be started if its worker dies
 * @param attachment what a worker must have got before it, or null
 */
public record Call(
        Payload invocation,
        Object subject,
        @Nullable Duration timeout,
        int retries,
        @Nullable Attachment attachment) {

    /** A call that needs no attachment. */
    public Call(Payload invocation, Object subject, @Nullable Duration timeout, int retries) {
        this(invocation, subject, timeout, retries, null);
    }
}
