package io.procession.internal.snapshot;

import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Exceptions of one graph that go as {@link ForeignThrowable}, because something in them cannot
 * travel.
 */
final class Demotions {

    private final Map<Throwable, String> reasons = new IdentityHashMap<>();

    /**
     * Demotes the exception nearest to a culprit; the root where that one is demoted already, or
     * unknown.
     */
    void add(@Nullable Throwable nearest, Throwable root, @Nullable String reason) {
        Throwable demoted = nearest == null || reasons.containsKey(nearest) ? root : nearest;
        reasons.put(demoted, reason == null ? "it cannot travel" : reason);
    }

    @Nullable String reason(Throwable error) {
        return reasons.get(error);
    }

    int size() {
        return reasons.size();
    }
}
