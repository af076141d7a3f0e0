package io.procession.weaver;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one method may do to what its callers give it, in nodes of {@link Reach}: {@code root} and
 * {@code inner} of its parameters, and {@code OUTSIDE}. What it makes itself is told as a part of
 * what holds it, {@link #PART}.
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
        Map<Integer, Map<String, BitSet>> stored,
        BitSet result,
        boolean makes,
        @Nullable String madeType,
        Map<String, BitSet> madeHolds,
        BitSet thrown,
        Set<Read> resultReads,
        Set<Write> writes) {

    /** Something new that the holder holds. */
    static final int PART = Reach.ALIASES;

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
        for (int node : new int[] {Reach.root(parameter), Reach.inner(parameter)}) {
            if (written.get(node) || escaped.get(node)) {
                return false;
            }
        }
        return true;
    }

    boolean mayReadWhatItWrites() {
        return writes.stream().anyMatch(Write::mayReadItself);
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
            partsOf.put(Reach.OUTSIDE, partsOf(Reach.OUTSIDE));
            for (int i = 0; i < reach.parameters(); i++) {
                partsOf.put(Reach.root(i), partsOf(Reach.root(i)));
                partsOf.put(Reach.inner(i), partsOf(Reach.inner(i)));
            }
        }

        Summary make(Origin returned, Set<Write> writes) {
            BitSet written = new BitSet();
            BitSet escaped = new BitSet();
            Map<Integer, Map<String, BitSet>> stored = new HashMap<>();
            for (int i = 0; i < reach.parameters(); i++) {
                for (int node : new int[] {Reach.root(i), Reach.inner(i)}) {
                    written.set(node, reach.isWritten(node));
                    escaped.set(node, reach.isEscaped(node));
                    Map<String, BitSet> held = held(node);
                    if (!held.isEmpty()) {
                        stored.put(node, held);
                    }
                }
            }
            BitSet result = new BitSet();
            BitSet fresh = new BitSet();
            findResult(returned, result, fresh);
            Map<String, BitSet> madeHolds = new HashMap<>();
            for (int site = fresh.nextSetBit(0); site >= 0; site = fresh.nextSetBit(site + 1)) {
                held(site).forEach((label, to) -> add(madeHolds, label, to));
            }
            Set<Read> reads = Read.union(returned.reads(), reach.stored(fresh));
            return new Summary(
                    written,
                    escaped,
                    stored,
                    result,
                    !fresh.isEmpty(),
                    returned.isExact() && result.isEmpty() ? typeOf(fresh) : null,
                    madeHolds,
                    outer(Reach.THROWN),
                    reads,
                    new HashSet<>(writes));
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

        /** The sites that are reached from a node through sites. */
        private BitSet partsOf(int node) {
            BitSet found = new BitSet();
            spread(node, found);
            return found;
        }

        private void spread(int node, BitSet found) {
            for (BitSet targets : reach.edges(node).values()) {
                for (int to = targets.nextSetBit(0); to >= 0; to = targets.nextSetBit(to + 1)) {
                    if (reach.isSite(to) && !found.get(to)) {
                        found.set(to);
                        spread(to, found);
                    }
                }
            }
        }

        /** What a node holds, itself and in its parts. */
        private Map<String, BitSet> held(int holder) {
            Map<String, BitSet> held = new HashMap<>();
            addHeld(holder, held);
            BitSet parts = partsOf(holder);
            for (int part = parts.nextSetBit(0); part >= 0; part = parts.nextSetBit(part + 1)) {
                addHeld(part, held);
            }
            for (Map.Entry<Integer, BitSet> other : partsOf.entrySet()) {
                if (other.getKey() != holder && other.getValue().intersects(parts)) {
                    add(held, Reach.ANY, Reach.bit(other.getKey())); // they share a part
                }
            }
            return held;
        }

        private void addHeld(int node, Map<String, BitSet> held) {
            reach.edges(node)
                    .forEach(
                            (label, targets) -> {
                                BitSet told = new BitSet();
                                for (int to = targets.nextSetBit(0);
                                        to >= 0;
                                        to = targets.nextSetBit(to + 1)) {
                                    told.set(named(to));
                                }
                                add(held, label, told);
                            });
        }

        private int named(int node) {
            if (reach.isSite(node)) {
                return PART;
            }
            return node == Reach.THROWN ? Reach.OUTSIDE : node;
        }

        private BitSet outer(int holder) {
            BitSet all = new BitSet();
            held(holder).values().forEach(all::or);
            all.clear(PART);
            return all;
        }

        private static void add(Map<String, BitSet> to, String label, BitSet targets) {
            to.computeIfAbsent(label, l -> new BitSet()).or(targets);
        }
    }
}
