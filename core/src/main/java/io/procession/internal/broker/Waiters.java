package io.procession.internal.broker;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Requests that wait for the same thing, in order of arrival. Guarded by the monitor of the object
 * that they wait for.
 */
public final class Waiters {

    private final LinkedHashSet<Request> requests = new LinkedHashSet<>();

    /** The first, or null. It still waits here. */
    public @Nullable Request first() {
        Iterator<Request> each = requests.iterator();
        return each.hasNext() ? each.next() : null;
    }

    public boolean isEmpty() {
        return requests.isEmpty();
    }

    public int size() {
        return requests.size();
    }

    /** All of them, in order; a copy. */
    public List<Request> all() {
        return new ArrayList<>(requests);
    }

    void add(Request request) {
        requests.add(request);
    }

    void remove(Request request) {
        requests.remove(request);
    }
}
