package io.procession.weaver;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.TryCatchBlockNode;

/**
 * The natural loops of a method, by the dominators of its instructions. After Cooper, Harvey and
 * Kennedy, "A Simple, Fast Dominance Algorithm".
 */
final class Loops {

    private static final int UNKNOWN = -1;

    private final Flow flow;
    private final List<List<Integer>> successors = new ArrayList<>();
    private final List<List<Integer>> predecessors = new ArrayList<>();
    private final List<Integer> order = new ArrayList<>(); // reverse postorder
    private final int[] number;
    private final int[] dominator;
    private final Map<Integer, BitSet> loops = new HashMap<>();

    Loops(Flow flow) {
        this.flow = flow;
        number = new int[flow.size()];
        dominator = new int[flow.size()];
        readEdges();
        sort();
        dominate();
        findLoops();
    }

    /** The smallest loop around an instruction, as the set of its instructions; or null. */
    @Nullable BitSet innermost(int i) {
        BitSet smallest = null;
        for (BitSet loop : loops.values()) {
            boolean smaller = smallest == null || loop.cardinality() < smallest.cardinality();
            if (loop.get(i) && smaller) {
                smallest = loop;
            }
        }
        return smallest;
    }

    private void readEdges() {
        for (int i = 0; i < flow.size(); i++) {
            successors.add(new ArrayList<>(flow.successors(i)));
            predecessors.add(new ArrayList<>());
        }
        for (int i = 0; i < flow.size(); i++) {
            Set<Integer> targets = new TreeSet<>(successors.get(i));
            if (flow.isReachable(i)) {
                for (TryCatchBlockNode entry : flow.handlers(i)) {
                    targets.add(flow.indexOf(entry.handler));
                }
            }
            successors.set(i, new ArrayList<>(targets));
            for (int target : targets) {
                predecessors.get(target).add(i);
            }
        }
    }

    private void sort() {
        Set<Integer> seen = new HashSet<>(Set.of(0));
        Deque<int[]> path = new ArrayDeque<>(List.of(new int[] {0, 0}));
        while (!path.isEmpty()) {
            int[] top = path.getLast();
            List<Integer> next = successors.get(top[0]);
            if (top[1] == next.size()) {
                order.add(top[0]);
                path.removeLast();
            } else if (seen.add(next.get(top[1]++))) {
                path.addLast(new int[] {next.get(top[1] - 1), 0});
            }
        }
        Collections.reverse(order);
        Arrays.fill(number, UNKNOWN);
        for (int i = 0; i < order.size(); i++) {
            number[order.get(i)] = i;
        }
    }

    private void dominate() {
        Arrays.fill(dominator, UNKNOWN);
        dominator[0] = 0;
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i : order.subList(1, order.size())) {
                int best = UNKNOWN;
                for (int from : predecessors.get(i)) {
                    if (number[from] != UNKNOWN && dominator[from] != UNKNOWN) {
                        best = best == UNKNOWN ? from : common(best, from);
                    }
                }
                changed |= dominator[i] != best;
                dominator[i] = best;
            }
        }
    }

    private int common(int a, int b) {
        int one = a;
        int other = b;
        while (one != other) {
            while (number[one] > number[other]) {
                one = dominator[one];
            }
            while (number[other] > number[one]) {
                other = dominator[other];
            }
        }
        return one;
    }

    private boolean dominates(int head, int i) {
        int at = i;
        while (number[at] > number[head]) {
            at = dominator[at];
        }
        return at == head;
    }

    private void findLoops() {
        for (int i : order) {
            for (int head : successors.get(i)) {
                if (dominates(head, i)) {
                    addBody(loops.computeIfAbsent(head, h -> new BitSet()), head, i);
                }
            }
        }
    }

    private void addBody(BitSet body, int head, int last) {
        body.set(head);
        Deque<Integer> open = new ArrayDeque<>(List.of(last));
        while (!open.isEmpty()) {
            int i = open.removeLast();
            if (!body.get(i)) {
                body.set(i);
                for (int from : predecessors.get(i)) {
                    if (number[from] != UNKNOWN) {
                        open.add(from);
                    }
                }
            }
        }
    }
}
