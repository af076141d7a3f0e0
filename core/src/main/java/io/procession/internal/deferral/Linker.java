package io.procession.internal.deferral;

import io.procession.internal.restore.Conflict;
import io.procession.internal.restore.Deviation;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes sites that submit to the pools. The pools' own package installs the one there is. */
public abstract class Linker {

    private static volatile @Nullable Linker installed;

    /** To be called once, before any woven code is linked. */
    public static void install(Linker linker) {
        installed = linker;
    }

    /** The one that was installed. */
    public static Linker get() {
        return Objects.requireNonNull(installed, "no linker is installed");
    }

    /**
     * Reads the method's annotation.
     *
     * @return null if neither the method nor one that it overrides has it
     * @throws IllegalArgumentException if a value in the annotation makes no sense
     */
    public abstract @Nullable Site link(Callee callee);

    /** The exception of two calls that contradict each other. */
    public abstract RuntimeException conflict(Conflict conflict);

    /** The exception of calls whose serial run gives something else. */
    public abstract RuntimeException deviation(Deviation deviation);
}
