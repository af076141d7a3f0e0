package io.procession.internal.broker;

import io.procession.internal.broker.Picture.Seat;
import io.procession.internal.broker.WaitGraph.Edge;
import io.procession.internal.broker.WaitGraph.Wait;
import io.procession.internal.util.Threads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Searches all processes for threads that wait for each other, and ends the wait of one of them. Runs in the root
 * process, on a thread of its own, when a process suspects something.
 */
/*
 * suspicion ──► pictures of all processes ──► a circle? ──► pictures again ──► the same circle? ──► who is it ──► BREAK ──► from the start
 *
 * A process that does not answer in time is left out: what is not seen is no part of a circle.
 */
final class DeadlockSearch {

    private static final long PICTURE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Wanted searches: 0 none; 1 one is on its way; 2 and another one is to follow. */
    private static final AtomicInteger WANTED = new AtomicInteger();

    /** All threads must have waited for so long. */
    private static final long STANDSTILL_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    // of the one search that runs: what was at a standstill before, and since when
    private static List<String> still = List.of();
    private static long stillSince;

    private DeadlockSearch() {}

    /** Searches, soon; once for all who ask before it begins. Does not block. */
    static void soon() {
        if (WANTED.getAndSet(2) == 0) {
            Threads.background(DeadlockSearch::run);
        }
    }

    private static void run() {
        do {
            WANTED.set(1);
            while (resolveOne()) {
                continue; // there may be others
            }
        } while (!WANTED.compareAndSet(1, 0));
    }

    /** Finds a circle and breaks it; false if there is none, or if it went away by itself. */
    private static boolean resolveOne() {
        WaitGraph graph = new WaitGraph(pictures());
        List<Edge> circle = graph.circle();
        if (circle.isEmpty()) {
            return endStandstill(graph);
        }
        WaitGraph again = new WaitGraph(pictures());
        return again.has(circle) && breakOne(circle, again);
    }

    /** Nobody waits in a circle, but perhaps nobody is left who could end a wait: as before, for some time? */
    private static boolean endStandstill(WaitGraph graph) {
        List<Wait> waits = graph.endless();
        List<String> keys = waits.stream().map(Wait::key).sorted().toList();
        if (waits.isEmpty() || !keys.equals(still)) {
            still = keys;
            stillSince = System.nanoTime();
            return false;
        }
        if (System.nanoTime() - stillSince < STANDSTILL_NANOS) {
            return false; // the watch will ask again
        }
        still = List.of();
        List<Client> clients = waits.stream().map(Wait::client).toList();
        String what = " threads wait, and nobody is left who could end that: ended the wait of ";
        return end(victim(waits), clients, what, graph);
    }

    private static boolean breakOne(List<Edge> circle, WaitGraph graph) {
        List<Client> clients = circle.stream().map(Edge::from).toList();
        List<Wait> waits = new ArrayList<>();
        for (Client each : clients) {
            Wait wait = graph.waitOf(each);
            if (wait != null) {
                waits.add(wait);
            }
        }
        String what =
                " threads wait for each other, and none of them could ever go on: ended the wait of ";
        return end(victim(waits), clients, what, graph);
    }

    private static boolean end(
            @Nullable Wait victim, List<Client> clients, String what, WaitGraph graph) {
        ObjectId object = victim == null ? null : victim.object();
        if (victim == null || object == null) {
            return false;
        }
        Message end =
                Message.ofText(
                        Census.BREAK, text(clients, what, graph, victim), object.number(), victim.sequence());
        return Broker.askCensus(object.owner(), end, PICTURE_NANOS) != null;
    }

    /** The youngest wait, of those that may fail: it has done the least. */
    private static @Nullable Wait victim(List<Wait> waits) {
        return waits.stream()
                .filter(each -> each.object() != null)
                .min(Comparator.comparing((Wait each) -> !each.mayFail())
                        .thenComparingLong(Wait::ageNanos))
                .orElse(null);
    }

    // What processes say.

    private static List<Picture> pictures() {
        List<Picture> pictures = new ArrayList<>();
        pictures.add(Census.picture());
        List<String> next = pictures.get(0).workers();
        while (!next.isEmpty()) { // a generation of processes at a time
            List<Picture> generation = picturesOf(next);
            pictures.addAll(generation);
            next = generation.stream().flatMap(each -> each.workers().stream()).toList();
        }
        return pictures;
    }

    private static List<Picture> picturesOf(List<String> processes) {
        long deadline = System.nanoTime() + PICTURE_NANOS;
        List<Link.Asked> asked = new ArrayList<>();
        for (String each : processes) {
            Link.Asked one = Broker.sendToCensus(each, Message.of(Census.PICTURE));
            if (one != null) {
                asked.add(one);
            }
        }
        List<Picture> pictures = new ArrayList<>();
        for (Link.Asked each : asked) {
            Message reply = each.awaitAtMost(deadline - System.nanoTime());
            if (reply != null && reply.isOk()) {
                try {
                    pictures.add(Picture.of(reply.value(0)));
                } catch (IOException e) {
                    continue; // as if it had not answered
                }
            }
        }
        return pictures;
    }

    // What people are told.

    private static String text(
            List<Client> clients, String what, WaitGraph graph, Wait victim) {
        StringBuilder text = new StringBuilder();
        text.append(clients.size()).append(what).append(victim.client());
        for (Client each : clients) {
            text.append("\n  ").append(member(each, graph));
        }
        return text.append(
                        "\nTake locks in the same order everywhere, or with a limit (tryLock), or let go of all and try"
                                + " again.")
                .toString();
    }

    private static String member(Client client, WaitGraph graph) {
        Wait wait = graph.waitOf(client);
        Seat seat = graph.seatOf(client);
        List<String> held = graph.heldBy(client);
        return client
                + (seat == null ? "" : " (" + describe(seat) + ")")
                + " waits at "
                + graph.placeOf(client)
                + " for "
                + (wait == null ? "something" : wait.wants())
                + ", holds "
                + (held.isEmpty() ? "nothing" : String.join(", ", held));
    }

    /** The worker and its task, as their parent knows them. */
    private static String describe(Seat seat) {
        String parent = Home.parentOf(seat.worker());
        Message asked = Message.ofText(Census.DESCRIBE, seat.worker(), seat.call());
        Message reply = Broker.askCensus(parent, asked, PICTURE_NANOS);
        return reply == null || !reply.isOk() ? "worker" : reply.text();
    }
}
