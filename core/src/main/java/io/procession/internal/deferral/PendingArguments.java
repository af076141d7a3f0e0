package io.procession.internal.deferral;

import io.procession.internal.snapshot.Base;
import io.procession.internal.snapshot.Originals;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which of the caller's own objects calls on their way may change, and up to which position of the
 * queue one must wait to see them as they will be then.
 */
/*
 * An object is found in the graph of arguments that it was last sent with. Calls that are given the same objects once more
 * share one graph, whose position only grows: a loop of a thousand calls with one map costs one entry an object, not a thousand.
 */
final class PendingArguments {

    /** The objects of one or several calls. */
    private static final class Graph {
        final Originals originals;
        long last;

        Graph(Originals originals, long last) {
            this.originals = originals;
            this.last = last;
        }
    }

    private final Map<Object, Graph> graphs = new IdentityHashMap<>(/* expectedMaxSize= */ 8);
    private final Map<Base, Graph> bases = new IdentityHashMap<>(/* expectedMaxSize= */ 2);
    private @Nullable Graph latest;
    private @Nullable Graph latestBase;
    private long last = PendingWrites.NONE;

    /** Notes what a call may change. */
    void add(Originals originals, long position) {
        if (originals.tracked() == 0) {
            return;
        }
        last = position;
        Base base = originals.base();
        if (originals.trackedInBase() > 0 && base != null) {
            addBase(base, originals, position);
        }
        Graph same = latest;
        if (same != null && same.originals.tracksSame(originals)) {
            same.last = position;
            return;
        }
        Graph graph = new Graph(originals, position);
        latest = graph;
        put(originals, originals.trackedInBase(), originals.tracked(), graph);
    }

    private void addBase(Base base, Originals originals, long position) {
        Graph known = bases.get(base);
        if (known != null && known == latestBase) {
            known.last = position;
            return;
        }
        Graph graph = new Graph(originals, position);
        bases.put(base, graph);
        latestBase = graph;
        put(originals, 0, originals.trackedInBase(), graph);
    }

    private void put(Originals originals, int from, int to, Graph graph) {
        for (int i = from; i < to; i++) {
            Object each = originals.trackedAt(i);
            if (!(each instanceof String || each instanceof Number)) {
                graphs.put(each, graph);
            }
        }
    }

    /** The last call that may change an object, or NONE. */
    long on(Object object) {
        Graph graph = last == PendingWrites.NONE ? null : graphs.get(object);
        return graph == null ? PendingWrites.NONE : graph.last;
    }

    /** The last call that may change any. */
    long last() {
        return last;
    }

    void clear() {
        graphs.clear();
        bases.clear();
        latest = null;
        latestBase = null;
        last = PendingWrites.NONE;
    }

    void forgetBefore(long head) {
        graphs.values().removeIf(graph -> graph.last < head);
        bases.values().removeIf(graph -> graph.last < head);
        Graph known = latest;
        if (known != null && known.last < head) {
            latest = null;
        }
        Graph knownBase = latestBase;
        if (knownBase != null && knownBase.last < head) {
            latestBase = null;
        }
    }
}
