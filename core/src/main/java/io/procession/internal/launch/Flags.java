package io.procession.internal.launch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Questions about lists of JVM flags.
 *
 * <p>Written with plain loops, as is all that runs before a worker's process starts: the first
 * lambda, stream or pattern of a JVM costs milliseconds each, and they would add to the time to the
 * first result.
 */
final class Flags {

    private Flags() {}

    static boolean startsWithAny(String flag, List<String> prefixes) {
        for (String prefix : prefixes) {
            if (flag.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** Whether one of the flags starts with one of the prefixes. */
    static boolean anyStartsWith(List<String> flags, List<String> prefixes) {
        for (String flag : flags) {
            if (startsWithAny(flag, prefixes)) {
                return true;
            }
        }
        return false;
    }

    /** The value behind the prefix in the last flag that has it, or null. */
    static @Nullable String lastValue(List<String> flags, String prefix) {
        String value = null;
        for (String flag : flags) {
            if (flag.startsWith(prefix)) {
                value = flag.substring(prefix.length());
            }
        }
        return value;
    }
}
