package io.procession.internal.restore;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Equality of values that may be of the user, whose methods may fail. */
final class Equality {

    private Equality() {}

    static boolean areEqual(@Nullable Object a, @Nullable Object b) {
        try {
            return Objects.deepEquals(a, b);
        } catch (RuntimeException | StackOverflowError e) {
            return false; // who cannot tell is taken for different: louder is safer
        }
    }

    static int hash(@Nullable Object key) {
        try {
            return Objects.hashCode(key);
        } catch (RuntimeException | StackOverflowError e) {
            return 0;
        }
    }
}
