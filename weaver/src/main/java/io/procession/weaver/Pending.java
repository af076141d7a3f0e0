package io.procession.weaver;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import org.objectweb.asm.tree.TryCatchBlockNode;

/** Tells where calls may be pending: only there the method has to look whether it must wait. */
final class Pending {

    private final Flow flow;
    private final Deferral deferral;
    private final Needs needs;
    private final Regions regions;
    private final Lambdas lambdas;
    private final BitSet before = new BitSet();

    Pending(
            Flow flow,
            Deferral deferral,
            Needs needs,
            Regions regions,
            Lambdas lambdas,
            boolean atEntry) {
        this.flow = flow;
        this.deferral = deferral;
        this.needs = needs;
        this.regions = regions;
        this.lambdas = lambdas;
        spread(atEntry && regions.borders(0).isEmpty());
    }

    /** Whether anything may be pending right before an instruction. */
    boolean before(int i) {
        return before.get(i);
    }

    /** Whether anything may be pending right after an instruction. */
    boolean after(int i) {
        if (deferral.isConcurrent(i)) {
            return !isForced(i);
        }
        if (lambdas.isLoop(i)) {
            return true;
        }
        return before(i) && !needs.of(i).isEverything();
    }

    private boolean isForced(int i) {
        return !flow.uses(i).isEmpty() && !deferral.isKept(i);
    }

    /** Whether everything is waited for on the way from one instruction to another. */
    boolean waitsBetween(int from, int to) {
        return after(from) && regions.crosses(from, to);
    }

    private void spread(boolean atEntry) {
        Deque<Integer> open = new ArrayDeque<>();
        before.set(0, atEntry);
        for (int i = 0; i < flow.size(); i++) {
            if (flow.isReachable(i)) {
                open.add(i);
            }
        }
        while (!open.isEmpty()) {
            int i = open.removeFirst();
            for (int next : flow.successors(i)) {
                if (after(i) && !regions.crosses(i, next)) {
                    add(next, open);
                }
            }
            if (!before(i)) {
                continue;
            }
            for (TryCatchBlockNode entry : flow.handlers(i)) {
                if (regions.isTransparent(entry)) {
                    add(flow.indexOf(entry.handler), open);
                }
            }
        }
    }

    private void add(int i, Deque<Integer> open) {
        if (!before.get(i)) {
            before.set(i);
            open.add(i);
        }
    }
}
