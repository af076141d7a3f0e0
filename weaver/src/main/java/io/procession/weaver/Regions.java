package io.procession.weaver;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.VarInsnNode;

/*
 * The exception table is not always written inner first, and its order decides which handler gets
 * an exception; so entries are never moved. A transparent entry is one with nothing inside that
 * waits, submits or stores, such as those that compilers put around the accessors of a record
 * pattern: pending calls may cross it, and its handler begins with them still pending. Every other
 * entry is a border: on the way in and on the way out everything is waited for.
 */

/** The try regions of a method: which of them pending calls must not cross. */
final class Regions {

    private final Flow flow;
    private final Deferral deferral;
    private final Needs needs;
    private final Lambdas lambdas;
    private final Set<TryCatchBlockNode> transparent = new HashSet<>();
    private final Map<TryCatchBlockNode, TryCatchBlockNode> first = new HashMap<>();

    Regions(Flow flow, Deferral deferral, Needs needs, Lambdas lambdas) {
        this.lambdas = lambdas;
        this.flow = flow;
        this.deferral = deferral;
        this.needs = needs;
        for (TryCatchBlockNode entry : flow.method.tryCatchBlocks) {
            first.put(entry, firstLike(entry));
            if (isQuiet(entry)) {
                transparent.add(entry);
            }
        }
        while (removeOne()) {
            // one more border may make others visible
        }
    }

    /** A try block with gaps has several entries; the first one stands for all. */
    private TryCatchBlockNode firstLike(TryCatchBlockNode entry) {
        for (TryCatchBlockNode other : flow.method.tryCatchBlocks) {
            if (other.handler == entry.handler && Objects.equals(other.type, entry.type)) {
                return other;
            }
        }
        return entry;
    }

    /** The borders around an instruction, in the order of the exception table. */
    List<TryCatchBlockNode> borders(int i) {
        List<TryCatchBlockNode> found = new ArrayList<>();
        for (TryCatchBlockNode entry : flow.handlers(i)) {
            TryCatchBlockNode border = first.getOrDefault(entry, entry);
            if (!transparent.contains(entry) && !found.contains(border)) {
                found.add(border);
            }
        }
        return found;
    }

    /** The entry of the exception table that is the first border around an instruction. */
    @Nullable TryCatchBlockNode firstEntry(int i) {
        for (TryCatchBlockNode entry : flow.handlers(i)) {
            if (!transparent.contains(entry)) {
                return entry;
            }
        }
        return null;
    }

    boolean isTransparent(TryCatchBlockNode entry) {
        return transparent.contains(entry);
    }

    /** Whether control crosses a border on its way from one instruction to another. */
    boolean crosses(int from, int to) {
        return flow.handlers(from) != flow.handlers(to) && !borders(from).equals(borders(to));
    }

    private boolean isQuiet(TryCatchBlockNode entry) {
        int handler = flow.indexOf(entry.handler);
        for (int i = flow.indexOf(entry.start); i < flow.indexOf(entry.end); i++) {
            if (flow.isReachable(i) && flow.isReal(i) && !isQuiet(i, handler)) {
                return false;
            }
        }
        return true;
    }

    private boolean isQuiet(int i, int handler) {
        AbstractInsnNode insn = flow.insns[i];
        if (deferral.isConcurrent(i)
                || deferral.hasDeferredOperand(i)
                || deferral.readsDeferred(i)
                || deferral.isWrapped(i)
                || lambdas.isReplaced(i)
                || !needs.of(i).isNone()
                || insn.getOpcode() == Opcodes.PUTFIELD
                || insn.getOpcode() == Opcodes.PUTSTATIC) {
            return false;
        }
        if (Operands.isStore(insn.getOpcode())) {
            return !flow.isLive(handler, ((VarInsnNode) insn).var);
        }
        return !(insn instanceof IincInsnNode iinc)
                || (!flow.isLive(handler, iinc.var) && !deferral.isReachedByDeferred(i, iinc.var));
    }

    private boolean removeOne() {
        for (TryCatchBlockNode entry : List.copyOf(transparent)) {
            if (isPartOfBorder(entry) || isBehindBorder(entry) || isLeftThroughBorder(entry)) {
                return transparent.remove(entry);
            }
        }
        return false;
    }

    private boolean isPartOfBorder(TryCatchBlockNode entry) {
        return flow.method.tryCatchBlocks.stream()
                .anyMatch(other -> first.get(other) == first.get(entry) && !isTransparent(other));
    }

    /** A wait at the border that comes first could throw into the entry's handler. */
    private boolean isBehindBorder(TryCatchBlockNode entry) {
        for (TryCatchBlockNode earlier : flow.method.tryCatchBlocks) {
            if (earlier == entry) {
                return false;
            }
            boolean overlap =
                    flow.indexOf(earlier.start) < flow.indexOf(entry.end)
                            && flow.indexOf(entry.start) < flow.indexOf(earlier.end);
            if (overlap && !transparent.contains(earlier)) {
                return true;
            }
        }
        return false;
    }

    private boolean isLeftThroughBorder(TryCatchBlockNode entry) {
        for (int i = flow.indexOf(entry.start); i < flow.indexOf(entry.end); i++) {
            for (int next : flow.successors(i)) {
                if (crosses(i, next)) {
                    return true;
                }
            }
        }
        return false;
    }
}
