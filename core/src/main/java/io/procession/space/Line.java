package io.procession.space;

import io.procession.internal.broker.Request;
import io.procession.internal.broker.Waiters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for tuples, found by the first field that they want. Guarded by the space's
 * monitor.
 */
final class Line {

    /** What is noted on one who waits. */
    static final class Waiting {
        final Pattern wanted;
        final long arrival;
        boolean callHasEnded; // it is a thread that its task has left behind

        Waiting(Pattern wanted, long arrival) {
            this.wanted = wanted;
            this.arrival = arrival;
        }
    }

    private final Map<Stored.Place, Waiters> byPlace = new HashMap<>();
    private long lastArrival;

    void park(Request request, Pattern wanted) {
        Stored.Place place = wanted.place();
        lastArrival++;
        request.park(
                byPlace.computeIfAbsent(place, key -> new Waiters()),
                new Waiting(wanted, lastArrival));
        if (request.place() == null) {
            dropIfEmpty(place); // it did not want to wait
        }
    }

    /** In order of arrival. */
    List<Request> thoseWhoWant(Stored tuple) {
        List<Request> wanting = new ArrayList<>(2);
        addThoseAt(Stored.Place.ofAll(tuple.size()), tuple, wanting);
        Stored.Place exact = tuple.place();
        if (exact != null && addThoseAt(exact, tuple, wanting)) {
            wanting.sort(Comparator.comparingLong(each -> noteOf(each).arrival));
        }
        return wanting;
    }

    private boolean addThoseAt(Stored.Place place, Stored tuple, List<Request> wanting) {
        Waiters waiters = byPlace.get(place);
        if (waiters == null) {
            return false;
        }
        for (Request each : waiters.all()) {
            if (noteOf(each).wanted.matches(tuple)) {
                wanting.add(each);
            }
        }
        return true;
    }

    private static Waiting noteOf(Request request) {
        if (request.note() instanceof Waiting waiting) {
            return waiting;
        }
        throw new IllegalStateException("one who waits has no note: client=" + request.client());
    }

    int size() {
        return byPlace.values().stream().mapToInt(Waiters::size).sum();
    }

    void callEnded(String process, long call) {
        for (Waiters each : byPlace.values()) {
            for (Request request : each.all()) {
                if (request.client().call() == call && request.client().process().equals(process)) {
                    noteOf(request).callHasEnded = true;
                }
            }
        }
    }

    /** One does not wait any more. */
    void left(Request request) {
        dropIfEmpty(noteOf(request).wanted.place());
    }

    /** Nobody may wait any more where this tuple was wanted. */
    void dropPlacesOf(Stored tuple) {
        dropIfEmpty(Stored.Place.ofAll(tuple.size()));
        dropIfEmpty(tuple.place());
    }

    private void dropIfEmpty(Stored.@Nullable Place place) {
        Waiters waiters = byPlace.get(place);
        if (waiters != null && waiters.isEmpty()) {
            byPlace.remove(place);
        }
    }

    /** Of those who wait for one thing and then never again, nothing stays. */
    void dropEmptyPlaces() {
        byPlace.values().removeIf(Waiters::isEmpty);
    }
}
