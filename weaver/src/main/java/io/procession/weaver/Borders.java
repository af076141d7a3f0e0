package io.procession.weaver;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TryCatchBlockNode;

/*
 * Two kinds of blocks are added at the method's end. A jump that leaves or enters a try region goes
 * through a block that waits, under the handlers of the jump. And where anything may be pending, an
 * exception goes to a block that waits first and then throws whichever failure is the first in
 * program order; that block is under the very handlers that the exception would have met.
 */

/** The waits at the borders of try regions, and for exceptions on their way out. */
final class Borders {

    private record Detour(LabelNode label, FrameNode frame, LabelNode target, int from) {}

    private record Run(LabelNode start, LabelNode end, LabelNode drain, int insn) {}

    private final Flow flow;
    private final Deferral deferral;
    private final Regions regions;
    private final Pending pending;
    private final Slots slots;
    private final Emit emit;
    private final List<Detour> detours = new ArrayList<>();
    private final Map<List<TryCatchBlockNode>, LabelNode> drains = new LinkedHashMap<>();
    private final List<Run> runs = new ArrayList<>();
    private final boolean[] active;

    Borders(
            Flow flow,
            Deferral deferral,
            Regions regions,
            Pending pending,
            Slots slots,
            Emit emit) {
        this.flow = flow;
        this.deferral = deferral;
        this.regions = regions;
        this.pending = pending;
        this.slots = slots;
        this.emit = emit;
        this.active = new boolean[flow.size()];
    }

    /** Whether a jump or a switch goes to a place other than by falling through. */
    boolean isTarget(AbstractInsnNode insn, int next) {
        return targets(insn).stream().anyMatch(label -> flow.indexOf(label) == next);
    }

    private static List<LabelNode> targets(AbstractInsnNode insn) {
        if (insn instanceof JumpInsnNode jump) {
            return List.of(jump.label);
        }
        List<LabelNode> all = new ArrayList<>();
        if (insn instanceof TableSwitchInsnNode table) {
            all.addAll(table.labels);
            all.add(table.dflt);
        } else if (insn instanceof LookupSwitchInsnNode lookup) {
            all.addAll(lookup.labels);
            all.add(lookup.dflt);
        }
        return all;
    }

    /** The jump or switch, going to one of its targets by way of a block that waits. */
    InsnList redirect(int i, int next, @Nullable InsnList soFar) {
        AbstractInsnNode insn =
                soFar != null && soFar.size() == 1 ? soFar.getFirst() : flow.insns[i];
        LabelNode target = (LabelNode) flow.insns[next];
        LabelNode detour = new LabelNode();
        detours.add(new Detour(detour, frameAfter(i), target, i));
        Map<LabelNode, LabelNode> labels = new HashMap<>();
        for (LabelNode label : targets(insn)) {
            labels.put(label, label == target ? detour : label);
        }
        InsnList list = new InsnList();
        list.add(insn.clone(labels));
        return list;
    }

    private FrameNode frameAfter(int i) {
        List<Object> locals = Slots.withoutSecondHalves(flow.localTypes(i));
        List<Object> stack = new ArrayList<>();
        int values = flow.frame(i).getStackSize() - flow.operandCount(i);
        List<Object> types = Slots.withoutSecondHalves(flow.stackTypes(i));
        for (int slot = 0; slot < values; slot++) {
            boolean isDeferred = deferral.isDeferredOnStack(i, slot);
            stack.add(isDeferred ? Bridge.DEFERRED : types.get(slot));
        }
        return frame(slots.extend(locals), stack);
    }

    private static FrameNode frame(List<Object> locals, List<Object> stack) {
        for (Object type : locals) {
            if (type instanceof Label || type == Opcodes.UNINITIALIZED_THIS) {
                throw new NotWovenException("an object is not initialised where it must wait");
            }
        }
        for (Object type : stack) {
            if (type instanceof Label || type == Opcodes.UNINITIALIZED_THIS) {
                throw new NotWovenException("an object is not initialised where it must wait");
            }
        }
        return new FrameNode(
                Opcodes.F_NEW, locals.size(), locals.toArray(), stack.size(), stack.toArray());
    }

    /** Finds the instructions that may throw while anything is pending. */
    void prepareDrains(Lambdas lambdas) {
        for (int i = 0; i < flow.size(); i++) {
            boolean borderless = regions.borders(i).isEmpty();
            active[i] =
                    flow.isReachable(i)
                            && flow.isReal(i)
                            && (pending.before(i) || lambdas.isLoop(i))
                            && (slots.opensScope() || !borderless);
        }
    }

    /** Puts labels around the runs of such instructions that are under the same handlers. */
    void markRuns(@Nullable InsnList[] before, @Nullable InsnList[] after) {
        int i = 0;
        while (i < flow.size()) {
            if (!active[i]) {
                i++;
                continue;
            }
            int last = lastOfRun(i);
            LabelNode start = new LabelNode();
            LabelNode end = new LabelNode();
            first(before, i).insert(start);
            first(after, last).add(end);
            List<TryCatchBlockNode> key = regions.borders(i);
            runs.add(new Run(start, end, drains.computeIfAbsent(key, k -> new LabelNode()), i));
            i = last + 1;
        }
    }

    private static InsnList first(@Nullable InsnList[] lists, int i) {
        InsnList list = lists[i];
        if (list == null) {
            list = new InsnList();
            lists[i] = list;
        }
        return list;
    }

    private int lastOfRun(int from) {
        List<TryCatchBlockNode> key = flow.handlers(from);
        int last = from;
        for (int i = from + 1; i < flow.size(); i++) {
            if (flow.isReal(i)) {
                if (!active[i] || !flow.handlers(i).equals(key)) {
                    return last;
                }
                last = i;
            }
        }
        return last;
    }

    /** Writes the blocks and their entries in the exception table. */
    void append() {
        List<TryCatchBlockNode> table = flow.method.tryCatchBlocks;
        for (Run run : runs) {
            TryCatchBlockNode entry = new TryCatchBlockNode(run.start, run.end, run.drain, null);
            TryCatchBlockNode border = regions.firstEntry(run.insn);
            table.add(border == null ? table.size() : table.indexOf(border), entry);
        }
        drains.forEach(this::appendDrain);
        detours.forEach(this::appendDetour);
    }

    private void appendDrain(List<TryCatchBlockNode> borders, LabelNode label) {
        InsnList code = flow.method.instructions;
        LabelNode end = new LabelNode();
        code.add(label);
        List<Object> locals = slots.extend(localsFor(borders));
        code.add(frame(locals, List.of("java/lang/Throwable")));
        emit.loadScope(code);
        code.add(new InsnNode(Opcodes.SWAP));
        emit.onScope(code, "drainThrow", "(Ljava/lang/Throwable;)Ljava/lang/Throwable;");
        code.add(new InsnNode(Opcodes.ATHROW));
        code.add(end);
        cover(label, end, borders);
    }

    private void appendDetour(Detour detour) {
        InsnList code = flow.method.instructions;
        LabelNode end = new LabelNode();
        code.add(detour.label);
        code.add(detour.frame);
        emit.sync(code);
        code.add(new JumpInsnNode(Opcodes.GOTO, detour.target));
        code.add(end);
        cover(detour.label, end, regions.borders(detour.from));
    }

    private void cover(LabelNode start, LabelNode end, List<TryCatchBlockNode> borders) {
        for (TryCatchBlockNode border : borders) {
            flow.method.tryCatchBlocks.add(
                    new TryCatchBlockNode(start, end, border.handler, border.type));
        }
    }

    /** The types that the handlers need; where they differ, what the innermost one needs. */
    private List<Object> localsFor(List<TryCatchBlockNode> borders) {
        List<TryCatchBlockNode> innerFirst = new ArrayList<>(borders);
        innerFirst.sort(Comparator.comparingInt(this::length));
        List<Object> bySlot = new ArrayList<>();
        for (TryCatchBlockNode border : innerFirst) {
            List<Object> types = flow.localTypes(flow.nextFrame(border.handler));
            for (int slot = 0; slot < types.size(); slot++) {
                if (slot >= bySlot.size()) {
                    bySlot.add(types.get(slot));
                } else if (bySlot.get(slot) == Opcodes.TOP) {
                    bySlot.set(slot, types.get(slot));
                }
            }
        }
        if (!slots.opensScope()) {
            while (bySlot.size() <= slots.scope()) {
                bySlot.add(Opcodes.TOP);
            }
            bySlot.set(slots.scope(), Bridge.SCOPE);
        }
        return Slots.withoutSecondHalves(bySlot);
    }

    private int length(TryCatchBlockNode entry) {
        return flow.indexOf(entry.end) - flow.indexOf(entry.start);
    }
}
