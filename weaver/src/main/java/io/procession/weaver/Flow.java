package io.procession.weaver;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.AnalyzerAdapter;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.Frame;
import org.objectweb.asm.tree.analysis.SourceInterpreter;
import org.objectweb.asm.tree.analysis.SourceValue;

/*
 * All tables are by the index of the instruction; labels, lines and frames have an index, too. A
 * value is known by the instruction that produced it. Parameters and caught exceptions have the
 * producer NOWHERE. An object made by `new T; dup; args; <init>` without a jump in between has one
 * producer, the <init>: see Fresh.
 */

/**
 * What is known of the data flow and the control flow of one method, before anything is changed:
 * which instruction produces each operand, which uses each value, what the verifier's types are,
 * where control goes, and which locals are read later.
 */
final class Flow {

    /** The producer of parameters and caught exceptions. */
    static final int NOWHERE = -1;

    /** Operand {@code slot} of an instruction; of a merge point, the stack slot from the bottom. */
    record Use(int consumer, int slot) {}

    /** A {@code new T; dup; args; <init>} without a jump in between. */
    record Fresh(int newInsn, int dup, int init) {}

    final MethodNode method;
    final AbstractInsnNode[] insns;
    private final @Nullable Frame<SourceValue>[] frames;
    private final List<TreeSet<Integer>> successors = new ArrayList<>();
    private final List<List<TryCatchBlockNode>> handlers = new ArrayList<>();
    private final @Nullable List<Object>[] localTypes;
    private final @Nullable List<Object>[] stackTypes;
    private final Map<Integer, Fresh> freshByDup = new HashMap<>();
    private final Map<Integer, Fresh> freshByInit = new HashMap<>();
    private final Map<Integer, List<Use>> uses = new HashMap<>();
    private final int[][][] operands;
    private final Map<AbstractInsnNode, Integer> indexes = new HashMap<>();
    private final int[] lines;
    private BitSet[] liveIn = new BitSet[0];

    @SuppressWarnings({"unchecked", "rawtypes"})
    Flow(String owner, MethodNode method) throws AnalyzerException {
        this.method = method;
        this.insns = method.instructions.toArray();
        for (int i = 0; i < insns.length; i++) {
            successors.add(new TreeSet<>());
            indexes.put(insns[i], i);
        }
        Edges analyzer = new Edges(new Sources());
        frames = analyzer.analyze(owner, method);
        for (int i = 0; i < insns.length; i++) {
            List<TryCatchBlockNode> covering = analyzer.getHandlers(i);
            handlers.add(covering == null ? List.of() : List.copyOf(covering));
        }
        localTypes = new List[insns.length];
        stackTypes = new List[insns.length];
        lines = new int[insns.length];
        operands = new int[insns.length][][];
        readTypes(owner);
        findFresh();
        readOperands();
        readLiveness();
    }

    int size() {
        return insns.length;
    }

    int indexOf(AbstractInsnNode insn) {
        return indexes.getOrDefault(insn, NOWHERE);
    }

    boolean isReachable(int i) {
        return frames[i] != null;
    }

    /** Whether the instruction does something: it is no label, line or frame. */
    boolean isReal(int i) {
        return insns[i].getOpcode() >= 0;
    }

    int line(int i) {
        return i < 0 ? 0 : lines[i];
    }

    TreeSet<Integer> successors(int i) {
        return successors.get(i);
    }

    /** The entries of the exception table that cover an instruction, in the table's order. */
    List<TryCatchBlockNode> handlers(int i) {
        return handlers.get(i);
    }

    int operandCount(int i) {
        return operands[i].length;
    }

    /** The producers of an operand. */
    int[] sources(int i, int slot) {
        return operands[i][slot];
    }

    /** The only producer of an operand, or {@link #NOWHERE}. */
    int onlySource(int i, int slot) {
        return operands[i][slot].length == 1 ? operands[i][slot][0] : NOWHERE;
    }

    List<Use> uses(int producer) {
        return uses.getOrDefault(producer, List.of());
    }

    @Nullable Fresh freshByInit(int i) {
        return freshByInit.get(i);
    }

    Frame<SourceValue> frame(int i) {
        Frame<SourceValue> f = frames[i];
        if (f == null) {
            throw new IllegalStateException("instruction " + i + " is never reached");
        }
        return f;
    }

    /** The stores (or {@link #NOWHERE}) whose value a local may hold before an instruction. */
    int[] reaching(int i, int local) {
        return producersOf(frame(i).getLocal(local));
    }

    /** The producers of a stack slot, counted from the bottom, before an instruction. */
    int[] stackSources(int i, int slot) {
        return producersOf(frame(i).getStack(slot));
    }

    /** The verifier's types of the locals before an instruction, as AnalyzerAdapter has them. */
    List<Object> localTypes(int i) {
        List<Object> types = localTypes[i];
        return types == null ? List.of() : types;
    }

    List<Object> stackTypes(int i) {
        List<Object> types = stackTypes[i];
        return types == null ? List.of() : types;
    }

    /** The verifier's types of the operands of an instruction; of a call, receiver first. */
    Object[] operandTypes(int i) {
        List<Object> values = new ArrayList<>();
        for (Object type : stackTypes(i)) {
            if (type != Opcodes.TOP) {
                values.add(type);
            }
        }
        int count = operandCount(i);
        return values.size() < count
                ? new Object[count]
                : values.subList(values.size() - count, values.size()).toArray();
    }

    /** Whether a local is read after this place is reached. */
    boolean isLive(int i, int local) {
        return liveIn[i].get(local);
    }

    /** Whether the handler of an entry that covers the instruction reads this local. */
    boolean isLiveInHandler(int i, int local) {
        for (TryCatchBlockNode entry : handlers(i)) {
            if (isLive(indexOf(entry.handler), local)) {
                return true;
            }
        }
        return false;
    }

    /** The next instruction that does something, or the number of instructions. */
    int nextReal(int i) {
        int next = i + 1;
        while (next < insns.length && !isReal(next)) {
            next++;
        }
        return next;
    }

    /** The frame that follows a label. */
    int nextFrame(LabelNode label) {
        int i = indexOf(label);
        while (!(insns[i] instanceof FrameNode) && !isReal(i)) {
            i++;
        }
        return i;
    }

    private int[] producersOf(SourceValue value) {
        TreeSet<Integer> found = new TreeSet<>();
        for (AbstractInsnNode insn : value.insns) {
            int index = indexOf(insn);
            Fresh fresh = freshByDup.get(index);
            found.add(fresh == null ? index : fresh.init);
        }
        return found.stream().mapToInt(Integer::intValue).toArray();
    }

    private void readTypes(String owner) {
        AnalyzerAdapter adapter =
                new AnalyzerAdapter(owner, method.access, method.name, method.desc, null);
        int line = 0;
        for (int i = 0; i < insns.length; i++) {
            if (insns[i] instanceof LineNumberNode node) {
                line = node.line;
            }
            lines[i] = line;
            if (insns[i] instanceof FrameNode) {
                insns[i].accept(adapter);
            }
            if (adapter.locals != null) {
                localTypes[i] = List.copyOf(adapter.locals);
                stackTypes[i] = List.copyOf(adapter.stack);
            }
            if (!(insns[i] instanceof FrameNode)) {
                insns[i].accept(adapter);
            }
        }
    }

    private void findFresh() {
        for (int i = 0; i < insns.length; i++) {
            if (insns[i] instanceof MethodInsnNode call
                    && call.name.equals("<init>")
                    && isReachable(i)) {
                Fresh fresh = freshAt(i, call);
                if (fresh != null) {
                    freshByDup.put(fresh.dup, fresh);
                    freshByInit.put(i, fresh);
                }
            }
        }
    }

    private @Nullable Fresh freshAt(int init, MethodInsnNode call) {
        Frame<SourceValue> f = frame(init);
        int depth = f.getStackSize() - 1 - Type.getArgumentTypes(call.desc).length;
        SourceValue receiver = f.getStack(depth);
        if (receiver.insns.size() != 1) {
            return null;
        }
        int dup = indexOf(receiver.insns.iterator().next());
        if (dup < 1 || insns[dup].getOpcode() != Opcodes.DUP) {
            return null;
        }
        int made = dup - 1;
        while (made >= 0 && !isReal(made)) {
            made--;
        }
        boolean matches =
                made >= 0
                        && insns[made].getOpcode() == Opcodes.NEW
                        && ((TypeInsnNode) insns[made]).desc.equals(call.owner);
        for (int i = made; matches && i < init; i++) {
            matches = straight(i);
        }
        return matches ? new Fresh(made, dup, init) : null;
    }

    private boolean straight(int i) {
        TreeSet<Integer> next = successors.get(i);
        return !(insns[i] instanceof FrameNode) && next.size() == 1 && next.first() == i + 1;
    }

    private void readOperands() {
        for (int i = 0; i < insns.length; i++) {
            operands[i] = new int[0][];
            if (!isReachable(i)) {
                continue;
            }
            if (insns[i] instanceof FrameNode) {
                readMerge(i);
            } else if (isReal(i)) {
                readOperands(i);
            }
        }
    }

    private void readMerge(int i) {
        for (int slot = 0; slot < frame(i).getStackSize(); slot++) {
            addUses(i, slot, stackSources(i, slot));
        }
    }

    private void readOperands(int i) {
        Frame<SourceValue> f = frame(i);
        int count = Operands.count(insns[i], f);
        operands[i] = new int[count][];
        for (int slot = 0; slot < count; slot++) {
            operands[i][slot] = stackSources(i, f.getStackSize() - count + slot);
            boolean ownReceiver = slot == 0 && freshByInit.containsKey(i);
            boolean ownDup = freshByDup.containsKey(i);
            if (!ownReceiver && !ownDup) {
                addUses(i, slot, operands[i][slot]);
            }
        }
    }

    private void addUses(int consumer, int slot, int[] producers) {
        for (int producer : producers) {
            uses.computeIfAbsent(producer, p -> new ArrayList<>()).add(new Use(consumer, slot));
        }
    }

    private void readLiveness() {
        liveIn = new BitSet[insns.length];
        for (int i = 0; i < insns.length; i++) {
            liveIn[i] = new BitSet();
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = insns.length - 1; i >= 0; i--) {
                BitSet live = liveBefore(i);
                if (!live.equals(liveIn[i])) {
                    liveIn[i] = live;
                    changed = true;
                }
            }
        }
    }

    private BitSet liveBefore(int i) {
        BitSet live = new BitSet();
        for (int next : successors.get(i)) {
            live.or(liveIn[next]);
        }
        if (insns[i] instanceof VarInsnNode var) {
            live.set(var.var, Operands.isLoad(var.getOpcode()));
        } else if (insns[i] instanceof IincInsnNode iinc) {
            live.set(iinc.var);
        }
        for (TryCatchBlockNode entry : handlers(i)) {
            live.or(liveIn[indexOf(entry.handler)]);
        }
        return live;
    }

    /** Sees the normal edges as the analysis finds them. */
    private final class Edges extends Analyzer<SourceValue> {

        Edges(SourceInterpreter interpreter) {
            super(interpreter);
        }

        @Override
        protected void newControlFlowEdge(int insn, int successor) {
            successors.get(insn).add(successor);
        }
    }

    /** Gives each handler's exception one source for ever, or the analysis would never end. */
    private static final class Sources extends SourceInterpreter {

        private final LabelNode parameter = new LabelNode();
        private final Map<TryCatchBlockNode, SourceValue> caught = new HashMap<>();

        Sources() {
            super(Opcodes.ASM9);
        }

        @Override
        public SourceValue newParameterValue(boolean isInstance, int local, Type type) {
            return new SourceValue(type.getSize(), parameter);
        }

        @Override
        public SourceValue newExceptionValue(
                TryCatchBlockNode entry, Frame<SourceValue> handlerFrame, Type type) {
            return caught.computeIfAbsent(entry, e -> new SourceValue(1, parameter));
        }
    }
}
