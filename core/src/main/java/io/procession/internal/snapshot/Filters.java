package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSource;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.security.CodeSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What may be decoded: the built-in refusals, then the filter of the pool, then the JVM's own
 * ({@code jdk.serialFilter}).
 */
final class Filters {

    private static final Module OURS = Filters.class.getModule();

    private final @Nullable ObjectInputFilter own;
    private final boolean heedsProgram;
    private volatile @Nullable ObjectInputFilter jvm;

    /*
     * The JVM's filter is asked for only where there may be one: the class that holds it takes some
     * twenty milliseconds to load. Workers, whose start that would delay, and whose calls come from their
     * parent, look at the system properties alone. The parent asks, in case that the program has set
     * a filter, but not before the first class outside the table of JDK types comes.
     */
    Filters(@Nullable ObjectInputFilter own, boolean heedsProgram) {
        this.own = own;
        this.heedsProgram = heedsProgram;
        boolean mayBeSet =
                own != null
                        || System.getProperty("jdk.serialFilter") != null
                        || System.getProperty("jdk.serialFilterFactory") != null;
        this.jvm = mayBeSet ? ObjectInputFilter.Config.getSerialFilter() : null;
    }

    /** Called when a class of the user, or an array, is about to be read. */
    void askAgain() {
        if (heedsProgram && jvm == null) { // it can be set only once
            jvm = ObjectInputFilter.Config.getSerialFilter();
        }
    }

    /** Whether there is any beside the built-in refusals. */
    boolean areSet() {
        return own != null || jvm != null;
    }

    /**
     * Refuses an object, an array of a length, or (class null) one more reference, where a filter
     * says so.
     */
    void check(
            @Nullable Class<?> type, long arrayLength, int depth, int references, ByteSource source)
            throws IOException {
        Asked asked =
                new Asked(type, arrayLength, depth, references, Math.max(0, source.consumed()));
        if (!allow(type, asked)) {
            throw new InvalidClassException(
                    type == null ? "reference" : type.getName(),
                    "refused by the filter: arrayLength="
                            + arrayLength
                            + ", depth="
                            + depth
                            + ", references="
                            + references);
        }
    }

    /** Whether a class may be decoded, as far as the filters say. */
    boolean allow(@Nullable Class<?> type, ObjectInputFilter.FilterInfo info) {
        if (type != null && (Gadgets.refuse(type.getName()))) {
            return false;
        }
        if (type != null && isOurs(type)) {
            return true;
        }
        return accepts(own, info) && accepts(jvm, info);
    }

    /** The parts of a call itself must pass a filter that allows a user's classes only. */
    private static boolean isOurs(Class<?> type) {
        return type.getModule() == OURS
                && type.getName().startsWith("io.procession.")
                && Objects.equals(
                        sourceOf(type),
                        sourceOf(Filters.class)); // on the class path others may use our names
    }

    private static @Nullable CodeSource sourceOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource();
    }

    private static boolean accepts(
            @Nullable ObjectInputFilter filter, ObjectInputFilter.FilterInfo info) {
        return filter == null || filter.checkInput(info) != ObjectInputFilter.Status.REJECTED;
    }

    /** One question to a filter. */
    private record Asked(
            @Nullable Class<?> serialClass,
            long arrayLength,
            long depth,
            long references,
            long streamBytes)
            implements ObjectInputFilter.FilterInfo {}
}
