package io.procession;

import io.procession.internal.deferral.Callee;
import io.procession.internal.util.Durations;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an annotation says of the calls of its method, checked.
 *
 * @param timeout null for what the pool says
 * @param retries -1 for what the pool says
 */
record CallSettings(Backend on, String pool, @Nullable Duration timeout, int retries) {

    private static final Pattern TIME = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

    static CallSettings of(Concurrent annotation, Callee callee) {
        String subject = "@Concurrent " + callee.label();
        if (annotation.retries() < -1) {
            throw new IllegalArgumentException(
                    subject
                            + ": retries must be -1, for what the pool says, or 0 or more: retries="
                            + annotation.retries());
        }
        return new CallSettings(
                annotation.on(),
                annotation.pool(),
                timeout(annotation.timeout(), subject),
                annotation.retries());
    }

    private static @Nullable Duration timeout(String text, String subject) {
        if (text.isEmpty()) {
            return null;
        }
        Matcher parts = TIME.matcher(text);
        long number = parts.matches() ? Long.parseLong(parts.group(1)) : 0;
        if (number == 0) {
            throw new IllegalArgumentException(
                    subject
                            + ": timeout must be a whole number above 0 and a unit, ms, s, m or h,"
                            + " such as \"250ms\", \"30s\", \"5m\" or \"2h\": timeout=\""
                            + text
                            + "\"");
        }
        Duration timeout =
                switch (parts.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    default -> Duration.ofHours(number);
                };
        return timeout.compareTo(Durations.FOREVER) > 0 ? Durations.FOREVER : timeout;
    }
}
