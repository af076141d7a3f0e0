package io.procession.internal.local;

import io.procession.spi.Death;
import io.procession.spi.Payload;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How a worker ended, as far as its handle knows; the pool adds which task ran.
 *
 * @param cause DIED, unless the handle knows better
 * @param wasReady whether it ever became ready for calls
 * @param setupError what its initializer threw, encoded, or null
 */
public record ExitReport(
        Death.Cause cause,
        boolean wasReady,
        OptionalLong pid,
        OptionalInt exitCode,
        String explanation,
        List<String> lastLines,
        @Nullable String crashReport,
        @Nullable Payload setupError) {

    /** The end of a call that never ran, because this worker did not come to life. */
    public Death toDeath(Death.Cause asCause, String task) {
        return new Death(
                asCause,
                pid,
                exitCode,
                task,
                explanation,
                lastLines,
                crashReport,
                null,
                null,
                setupError,
                0);
    }
}
