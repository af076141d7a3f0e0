package io.procession.weaver;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one method may do to what its callers give it, in nodes of {@link Reach}: those of its
 * parameters, and {@code OUTSIDE}. What it makes itself is told as a part of what holds it.
 *
 * @param written which parameters it may write to, themselves or inside
 * @param escaped which ones code that is not seen may keep, and write to
 * @param stored what they may hold afterwards, by label
 * @param result what it may return
 * @param makes whether it may return what it made
 * @param madeType the class of that, if it is always the same
 * @param madeHolds what that holds, by label
 * @param thrown what its exceptions may hold
 * @param resultReads what the result is computed from
 * @param writes its writes to parameters
 */
record Summary(
        BitSet written,
        BitSet escaped,
        Map<Integer, Map<String, Held>> stored,
        BitSet result,
        boolean makes,
        @Nullable String madeType,
        Map<String, Held> madeHolds,
        BitSet thrown,
        Set<Read> resultReads,
        Set<Write> writes) {

    /** Something new, that only this holder holds, and only in this place. */
    static final int PART = Reach.ALIASES;

    /** The holder, which stands for the new things that it holds if they cannot be told apart. */
    static final int HOLDER = Reach.THROWN;

    /**
     * What a place of an object may hold.
     *
     * @param nodes among them {@link #PART} or {@link #HOLDER}
     * @param part what the part itself holds, by label
     * @param reads what is stored in the part was computed from
     */
    record Held(BitSet nodes, Map<String, BitSet> part, Set<Read> reads) {}

    static final Summary NOTHING =
            new Summary(
                    Origin.NOTHING,
                    Origin.NOTHING,
                    Map.of(),
                    Origin.NOTHING,
                    false,
                    null,
                    Map.of(),
                    Origin.NOTHING,
                    Set.of(),
                    Set.of());

    /** Whether the method can write to nothing that is reached from a parameter. */
    boolean isFixed(int parameter) {
        BitSet nodes = Reach.of(parameter);
        return !nodes.intersects(written) && !nodes.intersects(escaped);
    }

    boolean mayReadWhatItWrites() {
        return writes.stream()
                .anyMatch(write -> !isFixed(write.parameter()) && write.mayReadItself());
    }

    /** Tells what is known at the end of a method. */
    static Summary of(Reach reach, Origin returned, Set<Write> writes) {
        return new Maker(reach).make(returned, writes);
    }

    private static final class Maker {

        private final Reach reach;
        private final Map<Integer, BitSet> partsOf = new HashMap<>();

        Maker(Reach reach) {
            this.reach = reach;
            addHolder(Reach.OUTSIDE);
            for (int i = 0; i < reach.parameters(); i++) {
                Reach.of(i).stream().forEach(this::addHolder);
            }
        }

        private void addHolder(int node) {
            if (!reach.edges(node).isEmpty()) {
                partsOf.put(node, partsOf(reach.edges(node)));
            }
        }

        Summary make(Origin returned, Set<Write> writes) {
            BitSet written = new BitSet();
            BitSet escaped = new BitSet();
            Map<Integer, Map<String, Held>> stored = new HashMap<>();
            for (int i = 0; i < reach.parameters(); i++) {
                Reach.of(i).stream()
                        .forEach(node -> {
                            written.set(node, reach.isWritten(node));
                            escaped.set(node, reach.isEscaped(node));
                            if (partsOf.containsKey(node)) {
                                stored.put(node, held(node));
                            }
                        });
            }
            BitSet result = new BitSet();
            BitSet fresh = new BitSet();
            findResult(returned, result, fresh);
            Map<String, Held> madeHolds = new HashMap<>();
            if (fresh.cardinality() == 1) {
                madeHolds = held(fresh.nextSetBit(0));
            } else {
                for (int site = fresh.nextSetBit(0); site >= 0; site = fresh.nextSetBit(site + 1)) {
                    Map<String, Held> all = madeHolds;
                    together(site).forEach((label, held) -> all.merge(label, held, Maker::both));
                }
            }
            return new Summary(
                    written,
                    escaped,
                    stored,
                    result,
                    !fresh.isEmpty(),
                    returned.isExact() && result.isEmpty() ? typeOf(fresh) : null,
                    madeHolds,
                    outer(),
                    Read.union(returned.reads(), reach.stored(fresh)),
                    new HashSet<>(writes));
        }

        private static Held both(Held one, Held other) {
            return new Held(
                    Origin.union(one.nodes, other.nodes),
                    Map.of(),
                    Read.union(one.reads, other.reads));
        }

        private void findResult(Origin returned, BitSet result, BitSet fresh) {
            BitSet nodes = returned.nodes();
            for (int node = nodes.nextSetBit(0); node >= 0; node = nodes.nextSetBit(node + 1)) {
                if (!reach.isSite(node)) {
                    result.set(node == Reach.THROWN ? Reach.OUTSIDE : node);
                    continue;
                }
                boolean isKept = false;
                for (Map.Entry<Integer, BitSet> holder : partsOf.entrySet()) {
                    if (holder.getValue().get(node)) {
                        int parameter = reach.parameterOf(holder.getKey());
                        result.set(parameter < 0 ? Reach.OUTSIDE : Reach.inner(parameter));
                        isKept = true;
                    }
                }
                fresh.set(node, !isKept);
            }
        }

        private @Nullable String typeOf(BitSet fresh) {
            String only = null;
            for (int site = fresh.nextSetBit(0); site >= 0; site = fresh.nextSetBit(site + 1)) {
                if (!(reach.made(site) instanceof String type)
                        || (only != null && !only.equals(type))) {
                    return null;
                }
                only = type;
            }
            return only;
        }

        /** The sites that are reached from some edges through sites. */
        private BitSet partsOf(Map<String, BitSet> edges) {
            BitSet found = new BitSet();
            edges.values().forEach(targets -> spread(targets, found));
            return found;
        }

        private void spread(BitSet targets, BitSet found) {
            for (int to = targets.nextSetBit(0); to >= 0; to = targets.nextSetBit(to + 1)) {
                if (reach.isSite(to) && !found.get(to)) {
                    found.set(to);
                    reach.edges(to).values().forEach(next -> spread(next, found));
                }
            }
        }

        /** What a node holds, its parts told apart if nothing else holds them. */
        private Map<String, Held> held(int holder) {
            BitSet seen = Reach.bit(holder);
            Map<String, Held> held = new HashMap<>();
            for (Map.Entry<String, BitSet> each : reach.edges(holder).entrySet()) {
                BitSet parts = partsOf(Map.of("", each.getValue()));
                if (parts.intersects(seen) || isShared(holder, parts)) {
                    return together(holder);
                }
                seen.or(parts);
                Map<String, BitSet> part = new HashMap<>();
                parts.stream().forEach(site -> addNamed(site, part, PART));
                BitSet nodes = named(each.getValue(), PART);
                held.put(each.getKey(), new Held(nodes, part, reach.stored(parts)));
            }
            return held;
        }

        private boolean isShared(int holder, BitSet parts) {
            return partsOf.entrySet().stream()
                    .anyMatch(other ->
                            other.getKey() != holder && other.getValue().intersects(parts));
        }

        /** What a node holds, itself and in its parts, which are not told apart. */
        private Map<String, Held> together(int holder) {
            Map<String, BitSet> held = new HashMap<>();
            addNamed(holder, held, HOLDER);
            BitSet parts = partsOf(reach.edges(holder));
            parts.stream().forEach(part -> addNamed(part, held, HOLDER));
            for (Map.Entry<Integer, BitSet> other : partsOf.entrySet()) {
                if (other.getKey() != holder && other.getValue().intersects(parts)) {
                    add(held, Reach.ANY, Reach.bit(other.getKey())); // they share a part
                }
            }
            Set<Read> reads = reach.stored(parts);
            Map<String, Held> all = new HashMap<>();
            held.forEach((label, nodes) -> all.put(label, new Held(nodes, Map.of(), reads)));
            return all;
        }

        private void addNamed(int node, Map<String, BitSet> held, int forSites) {
            reach.edges(node)
                    .forEach((label, targets) -> add(held, label, named(targets, forSites)));
        }

        private BitSet named(BitSet nodes, int forSites) {
            BitSet named = new BitSet();
            for (int node = nodes.nextSetBit(0); node >= 0; node = nodes.nextSetBit(node + 1)) {
                boolean isOutside = node == Reach.THROWN || node == Reach.ALIASES;
                named.set(reach.isSite(node) ? forSites : isOutside ? Reach.OUTSIDE : node);
            }
            return named;
        }

        /** What exceptions may hold, and what their parts hold. */
        private BitSet outer() {
            BitSet all = new BitSet();
            together(Reach.THROWN).values().forEach(held -> all.or(held.nodes));
            all.clear(HOLDER);
            return all;
        }

        private static void add(Map<String, BitSet> to, String label, BitSet targets) {
            to.computeIfAbsent(label, l -> new BitSet()).or(targets);
        }
    }
}
