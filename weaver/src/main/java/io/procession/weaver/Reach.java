package io.procession.weaver;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * Nodes:
 *
 *   OUTSIDE    statics, and whatever code that is not seen may keep
 *   THROWN     what exceptions carry
 *   ALIASES    what was stored into any argument: two arguments may be the same object
 *   root(i)    the object that is argument i
 *   inner(i,f) all that is reached from its field f when the method begins
 *   inner(i)   all that is reached from it, by fields without a node of their own
 *   sites      one for all objects that one instruction makes, and for what these made themselves
 *
 * An edge says that a field, or the elements, of one may hold the other. Edges are only added,
 * never taken away, so that the order of instructions does not matter. In a constructor root(0) is new: it
 * has no inside, and is no other argument.
 */

/** What may be reached from what while one method runs. */
final class Reach {

    static final int OUTSIDE = 0;
    static final int THROWN = 1;
    static final int ALIASES = 2;
    private static final int FIRST = 3;
    private static final int EACH = 128; // nodes of a parameter: root, inner, inner of fields

    /** The label of elements of arrays and containers. */
    static final String ELEMENTS = "[]";

    /** The label of what a view or an iterator writes through to. */
    static final String SOURCE = "source";

    /** The label that stands for all. */
    static final String ANY = "*";

    private final int parameters;
    private final boolean isConstructor;
    private final Map<String, Integer> labels;
    private final Work work;
    private final List<Map<String, BitSet>> edges = new ArrayList<>();
    private final List<Set<Read>> stored = new ArrayList<>();
    private final Map<Object, Integer> sites = new HashMap<>();
    private final List<@Nullable Object> made = new ArrayList<>();
    private final BitSet written = new BitSet();
    private BitSet escaped = new BitSet();
    private boolean changed;

    /**
     * @param labels the numbers of fields that have nodes of their own; shared by all methods
     * @param work what may be done; shared by all methods, too
     */
    Reach(int parameters, boolean isConstructor, Map<String, Integer> labels, Work work) {
        this.work = work;
        this.parameters = parameters;
        this.isConstructor = isConstructor;
        this.labels = labels;
        for (int i = 0; i < FIRST + EACH * parameters; i++) {
            addNode(null);
        }
    }

    private int addNode(@Nullable Object what) {
        edges.add(Map.of());
        stored.add(Set.of());
        made.add(what);
        return edges.size() - 1;
    }

    static int root(int parameter) {
        return FIRST + EACH * parameter;
    }

    static int inner(int parameter) {
        return root(parameter) + 1;
    }

    private int inner(int parameter, String label) {
        Integer number = labels.get(label);
        if (number == null && labels.size() < EACH - 2) {
            number = labels.size();
            labels.put(label, number);
            changed = true;
        }
        return number == null ? inner(parameter) : inner(parameter) + 1 + number;
    }

    /** The field that a node of a parameter begins with; null for the root and for all others. */
    @Nullable String labelOf(int node) {
        int number = (node - FIRST) % EACH - 2;
        for (Map.Entry<String, Integer> each : labels.entrySet()) {
            if (number >= 0 && each.getValue() == number) {
                return each.getKey();
            }
        }
        return null;
    }

    /** The nodes of a parameter, the root first. */
    static BitSet of(int parameter) {
        BitSet all = new BitSet();
        all.set(root(parameter), root(parameter) + EACH);
        return all;
    }

    int parameters() {
        return parameters;
    }

    int size() {
        return edges.size();
    }

    boolean isSite(int node) {
        return node >= FIRST + EACH * parameters;
    }

    boolean isRoot(int node) {
        return node >= FIRST && !isSite(node) && (node - FIRST) % EACH == 0;
    }

    /** The parameter that a node belongs to, or -1. */
    int parameterOf(int node) {
        return node >= FIRST && !isSite(node) ? (node - FIRST) / EACH : -1;
    }

    private boolean isNew(int node) {
        return isSite(node) || (isConstructor && node == root(0));
    }

    /** The node of what an instruction makes. */
    int site(Object instruction, Object what) {
        Integer known = sites.get(instruction);
        if (known == null) {
            known = addNode(what);
            sites.put(instruction, known);
            changed = true;
        }
        return known;
    }

    /** What a site makes: the internal name of a class, or an instruction that makes a function. */
    @Nullable Object made(int node) {
        return made.get(node);
    }

    void setMade(int node, Object what) {
        made.set(node, what);
    }

    /** Whether anything became known since this was asked before. */
    boolean hasChanged() {
        boolean was = changed;
        changed = false;
        escaped = closure(bit(OUTSIDE));
        return was;
    }

    static BitSet bit(int node) {
        BitSet one = new BitSet();
        one.set(node);
        return one;
    }

    /** The holders' field of that name may hold these. */
    void store(BitSet holders, String label, BitSet values) {
        if (values.isEmpty()) {
            return;
        }
        for (int holder = holders.nextSetBit(0);
                holder >= 0;
                holder = holders.nextSetBit(holder + 1)) {
            add(holder, label, values);
            if (parameterOf(holder) >= 0 && !isNew(holder)) {
                add(ALIASES, label, values);
            }
        }
    }

    private void add(int holder, String label, BitSet values) {
        if (edges.get(holder).isEmpty()) {
            edges.set(holder, new HashMap<>());
        }
        BitSet known = edges.get(holder).computeIfAbsent(label, l -> new BitSet());
        int before = known.cardinality();
        known.or(values);
        changed |= known.cardinality() != before;
    }

    /** Code that is not seen may keep these. */
    void escape(BitSet nodes) {
        store(bit(OUTSIDE), ANY, nodes);
    }

    void throwing(BitSet nodes) {
        store(bit(THROWN), ANY, nodes);
    }

    /** What a field of these may hold. */
    BitSet load(BitSet holders, String label) {
        BitSet found = new BitSet();
        for (int node = holders.nextSetBit(0); node >= 0; node = holders.nextSetBit(node + 1)) {
            addTargets(node, label, found);
            if (node == OUTSIDE || node == THROWN || escaped.get(node)) {
                found.set(OUTSIDE);
            }
            if (node == THROWN) {
                found.set(THROWN);
            }
            int parameter = parameterOf(node);
            if (parameter >= 0 && !isNew(node)) {
                if (!isRoot(node)) {
                    found.set(node);
                } else if (label.equals(ANY)) {
                    found.set(node + 1, node + 2 + labels.size());
                } else {
                    found.set(inner(parameter, label));
                }
                addTargets(ALIASES, label, found);
            }
        }
        return found;
    }

    private void addTargets(int node, String label, BitSet found) {
        Map<String, BitSet> of = edges.get(node);
        if (label.equals(ANY)) {
            of.values().forEach(found::or);
            return;
        }
        BitSet labelled = of.get(label);
        if (labelled != null) {
            found.or(labelled);
        }
        BitSet any = of.get(ANY);
        if (any != null) {
            found.or(any);
        }
    }

    /** These, and all that is reached from them. */
    BitSet closure(BitSet start) {
        BitSet all = (BitSet) start.clone();
        while (true) {
            work.spend(all.cardinality());
            BitSet next = load(all, ANY);
            next.or(all);
            if (next.equals(all)) {
                return all;
            }
            all = next;
        }
    }

    /** All that is reached from these. A site stands for its own insides, too. */
    BitSet insides(BitSet start) {
        BitSet all = closure(load(start, ANY));
        for (int node = start.nextSetBit(0); node >= 0; node = start.nextSetBit(node + 1)) {
            if (!isRoot(node) || isNew(node)) {
                all.set(node);
            }
        }
        return all;
    }

    /** These, and what they are views of. */
    BitSet sources(BitSet start) {
        BitSet all = (BitSet) start.clone();
        for (int node = start.nextSetBit(0); node >= 0; node = start.nextSetBit(node + 1)) {
            BitSet behind = edges.get(node).get(SOURCE);
            if (behind != null && !all.equals(Origin.union(all, behind))) {
                all.or(behind);
                all = sources(all);
            }
        }
        return all;
    }

    void write(BitSet nodes) {
        int before = written.cardinality();
        written.or(nodes);
        changed |= written.cardinality() != before;
    }

    boolean isWritten(int node) {
        return written.get(node);
    }

    boolean isEscaped(int node) {
        return escaped.get(node);
    }

    /** What was written into these was computed from that. */
    void addStored(BitSet nodes, Set<Read> uncertain) {
        Set<Read> reads = Read.uncertain(uncertain); // the heap is not followed in order
        for (int node = nodes.nextSetBit(0); node >= 0; node = nodes.nextSetBit(node + 1)) {
            Set<Read> all = Read.union(stored.get(node), reads);
            changed |= !all.equals(stored.get(node));
            stored.set(node, all);
        }
    }

    Set<Read> stored(BitSet nodes) {
        Set<Read> all = Set.of();
        for (int node = nodes.nextSetBit(0); node >= 0; node = nodes.nextSetBit(node + 1)) {
            all = Read.union(all, stored.get(node));
        }
        return all;
    }

    Map<String, BitSet> edges(int node) {
        return edges.get(node);
    }
}
