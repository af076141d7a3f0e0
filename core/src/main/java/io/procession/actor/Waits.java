package io.procession.actor;

import io.procession.internal.broker.Broker;
import io.procession.internal.broker.Message;
import io.procession.internal.broker.ObjectId;
import io.procession.internal.broker.Request;
import io.procession.internal.broker.Waiters;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What one actor waits for, and the search for cycles of such waits. Part of its mailbox, in the
 * process of its owner.
 */
/*
 * An actor that has waited for a while says for whom (WAITS). Its mailbox then sends a probe after that edge: to the mailbox of
 * the other actor, wherever that is owned, which passes it on along the waits of its own actor. A probe that comes back to where it
 * was sent from has gone round a cycle: that wait ends with a DeadlockException. (Chandy, Misra, Haas: Distributed deadlock
 * detection; edge chasing.)
 *
 * No false alarm: a mailbox passes a probe on only while the ask that the probe came by is without an answer. So every wait on the way was still on
 * when the next one was looked at, and waits for an answer do not end by themselves. Of waits that begin at the same
 * time, the last to be told finds the others told.
 *
 * Timed waits are not told: they end.
 */
final class Waits {

    /** A wait: for which actor, by which ask, and in words. */
    private record Edge(ObjectId target, String ask, String words) {}

    /** A search on its way: to whom, and the message. */
    private record Probe(ObjectId target, Message message) {}

    private final Mailbox mailbox;
    private final Waiters waiting = new Waiters(); // all below: guarded by the mailbox's monitor
    private List<Probe> outgoing = new ArrayList<>();

    Waits(Mailbox mailbox) {
        this.mailbox = mailbox;
    }

    static Message waitFor(ObjectId target, String ask, String words) {
        return Message.ofText(
                Ops.WAITS, target.owner() + "\n" + ask + "\n" + words, target.number());
    }

    /** Its actor waits. */
    void begins(Request request) {
        String[] lines = request.message().text().split("\n", 3);
        Edge edge =
                new Edge(new ObjectId(lines[0], request.message().number(0)), lines[1], lines[2]);
        request.park(waiting, edge);
        if (request.place() == waiting) {
            send(mailbox.id(), edge, "");
        }
    }

    /**
     * A probe: of which actor (number and first line), by which ask (second line); the rest is its
     * way so far.
     */
    void probed(Request request) {
        Message message = request.message();
        String[] lines = message.text().split("\n", 3);
        request.answer();
        if (!mailbox.hasUnanswered(lines[1])) {
            return;
        }
        ObjectId initiator = new ObjectId(lines[0], message.number(0));
        String way = lines[2];
        if (initiator.equals(mailbox.id())) {
            found(way);
        } else if (!way.contains(step(mailbox.id()))) {
            for (Request each : waiting.all()) {
                send(initiator, edgeOf(each), way);
            }
        }
    }

    private static Edge edgeOf(Request waits) {
        return (Edge) Objects.requireNonNull(waits.note());
    }

    private void send(ObjectId initiator, Edge edge, String way) {
        String longer = way + step(mailbox.id()) + edge.words + "\n";
        String text = initiator.owner() + "\n" + edge.ask + "\n" + longer;
        outgoing.add(new Probe(edge.target, Message.ofText(Ops.PROBE, text, initiator.number())));
    }

    private static String step(ObjectId actor) {
        return "(" + actor.owner() + "#" + actor.number() + ") ";
    }

    /** A probe has gone round: the first step of its way is a wait of this actor. */
    private void found(String way) {
        for (Request each : waiting.all()) {
            if (way.startsWith(step(mailbox.id()) + edgeOf(each).words + "\n")) {
                String words = way.replaceAll("(?m)^\\([^)]*\\) ", "  ").stripTrailing();
                each.answer(Message.ofText(Ops.DEADLOCK, words));
                return;
            }
        }
    }

    /** Without the monitor: sends what is to be sent. */
    void sendProbes() {
        List<Probe> probes;
        synchronized (mailbox) {
            if (outgoing.isEmpty()) {
                return;
            }
            probes = outgoing;
            outgoing = new ArrayList<>();
        }
        for (Probe each : probes) {
            Broker.refOf(each.target).send(each.message, reply -> {});
        }
    }
}
