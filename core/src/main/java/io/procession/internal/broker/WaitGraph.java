package io.procession.internal.broker;

import io.procession.internal.broker.Picture.ForCall;
import io.procession.internal.broker.Picture.ForObject;
import io.procession.internal.broker.Picture.Owned;
import io.procession.internal.broker.Picture.Seat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for whom, among the threads of all processes, as of about now.
 *
 * <p>The pictures of the processes were not taken at one moment. So a circle of this graph need not exist; but one
 * that is in two graphs, the second begun when the first was finished, with the same waits and the same holds, was there
 * in between: nobody in it could have let go of anything.
 */
final class WaitGraph {

    /** That a thread cannot go on before another has done something. Equal edges are the same wait for the same hold. */
    record Edge(Client from, String waiting, Client to, long stamp) {}

    /** A thread that waits, and for what. */
    record Wait(
            Client client,
            String key,
            @Nullable ObjectId object,
            String wants,
            long sequence,
            boolean mayFail,
            boolean needsSomebody,
            long ageNanos) {}

    private final List<Picture> pictures;
    private final Map<Client, Wait> waits = new LinkedHashMap<>();
    private final Map<Client, List<Edge>> edges = new HashMap<>();

    WaitGraph(List<Picture> pictures) {
        this.pictures = pictures;
        for (Picture each : pictures) {
            for (Owned object : each.objects()) {
                object.waits().forEach(wait -> add(each.process(), object, wait));
            }
            each.futures().forEach(this::add);
        }
    }

    private void add(String owner, Owned object, ForObject wait) {
        if (wait.isLimited()) {
            return;
        }
        String key = owner + "#" + object.number() + "#" + wait.sequence();
        waits.put(
                wait.client(),
                new Wait(
                        wait.client(),
                        key,
                        new ObjectId(owner, object.number()),
                        object.name(),
                        wait.sequence(),
                        wait.mayFail(),
                        wait.needsSomebody(),
                        wait.ageNanos()));
        for (Hold each : wait.on()) {
            add(new Edge(wait.client(), key, each.client(), each.stamp()));
        }
    }

    private void add(ForCall wait) {
        String key = wait.client().process() + "!" + wait.sequence();
        String wants = "the answer of a task of process " + Home.pidOf(wait.worker());
        waits.put(
                wait.client(),
                new Wait(wait.client(), key, null, wants, wait.sequence(), false, true, Long.MAX_VALUE));
        for (Picture each : pictures) {
            for (Seat seat : each.seats()) {
                if (seat.worker().equals(wait.worker()) && seat.call() == wait.call()) {
                    add(new Edge(wait.client(), key, seat.client(), wait.call()));
                }
            }
        }
    }

    private void add(Edge edge) {
        edges.computeIfAbsent(edge.from(), key -> new ArrayList<>()).add(edge);
    }

    /** Threads that wait for each other: each edge leads to the thread of the next, the last one to the first. Or none. */
    List<Edge> circle() {
        Set<Client> done = new LinkedHashSet<>();
        for (Client each : waits.keySet()) {
            List<Edge> found = circleFrom(each, new ArrayList<>(), done);
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    private List<Edge> circleFrom(Client client, List<Edge> way, Set<Client> done) {
        for (int i = 0; i < way.size(); i++) {
            if (way.get(i).from().equals(client)) {
                return new ArrayList<>(way.subList(i, way.size()));
            }
        }
        if (!waits.containsKey(client) || !done.add(client)) {
            return List.of();
        }
        for (Edge each : edges.getOrDefault(client, List.of())) {
            way.add(each);
            List<Edge> found = circleFrom(each.to(), way, done);
            if (!found.isEmpty()) {
                return found;
            }
            way.remove(way.size() - 1);
        }
        return List.of();
    }

    /** Whether all of these edges are in this graph too. */
    boolean has(List<Edge> circle) {
        return circle.stream()
                .allMatch(each -> edges.getOrDefault(each.from(), List.of()).contains(each));
    }

    /**
     * All waits, if no thread of any process could ever end one of them, because all wait: nobody runs, no call is on
     * its way. Else, or where that is not certain, none.
     */
    List<Wait> endless() {
        Set<String> seen = new LinkedHashSet<>();
        pictures.forEach(each -> seen.add(each.process()));
        long unfinished = 0;
        long running = 0;
        for (Picture each : pictures) {
            unfinished += each.unfinished();
            running += each.seats().stream().filter(seat -> seat.call() != 0).count();
            boolean allWait =
                    each.unfinished() >= 0
                            && seen.containsAll(each.workers())
                            && each.seats().stream().allMatch(this::isIdleOrWaits)
                            && each.alive().stream().allMatch(this::waitsForSomebody);
            if (!allWait) {
                return List.of();
            }
        }
        // a thread that waits alone may do so for a signal from outside
        return unfinished == running && waits.size() > 1 ? new ArrayList<>(waits.values()) : List.of();
    }

    private boolean isIdleOrWaits(Seat seat) {
        return seat.call() == 0 || waitsForSomebody(seat.client());
    }

    private boolean waitsForSomebody(Client client) {
        Wait wait = waits.get(client);
        return wait != null && wait.needsSomebody();
    }

    /** What a thread waits for. */
    @Nullable Wait waitOf(Client client) {
        return waits.get(client);
    }

    /** The names of what a thread holds. */
    List<String> heldBy(Client client) {
        List<String> held = new ArrayList<>();
        for (Picture each : pictures) {
            for (Owned object : each.objects()) {
                if (object.holds().stream().anyMatch(hold -> hold.client().equals(client))) {
                    held.add(object.name());
                }
            }
        }
        return held;
    }

    /** Where a thread waits, in its program. */
    String placeOf(Client client) {
        for (Picture each : pictures) {
            if (each.process().equals(client.process())) {
                for (Picture.Place place : each.places()) {
                    if (place.threadId() == client.threadId()) {
                        return place.line();
                    }
                }
            }
        }
        return "an unknown place";
    }

    /** The worker's call that a thread runs, or null. */
    @Nullable Seat seatOf(Client client) {
        for (Picture each : pictures) {
            for (Seat seat : each.seats()) {
                if (seat.client().equals(client) && seat.call() != 0) {
                    return seat;
                }
            }
        }
        return null;
    }
}
