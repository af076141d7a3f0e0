package io.procession.weaver;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/*
 * A greatest fixpoint. It begins with every value that comes from a concurrent call by way of pure
 * operations and locals ("reached"), and with the plain values that meet such a value at a merge.
 * It ends when every use of every value that is left accepts a deferred one, and all the values
 * that meet in one operand are deferred or none is.
 */

/** Decides which values of a method stay deferred, and which are waited for where they are made. */
final class Deferral {

    /** What an instruction does with a deferred operand. */
    enum Role {
        /** It cannot have one: its operands are waited for where they are made. */
        NONE,
        /** It is submitted, too, later: its result is deferred. */
        LIFT,
        /** Into a local variable. */
        STORE,
        /** Written, or handed on, in program order at a wait. */
        EFFECT,
        /** A call that waits and then runs. */
        NOW,
        /** Dropped. */
        IGNORED,
        /** The result of a function given to a stream. */
        RESULT
    }

    private final Flow flow;
    private final Classes classes;
    private final Purity purity;
    private final boolean givesDeferred;
    private final BitSet concurrent = new BitSet();
    private final BitSet texts = new BitSet();
    private final BitSet reached = new BitSet();
    private final BitSet kept = new BitSet();
    private final BitSet wrapped = new BitSet();

    /**
     * Decides at once.
     *
     * @param givesDeferred whether the method is a function given to a stream, whose result may be
     *     deferred
     */
    Deferral(Flow flow, Classes classes, Purity purity, boolean givesDeferred) {
        this.flow = flow;
        this.classes = classes;
        this.purity = purity;
        this.givesDeferred = givesDeferred;
        findCalls();
        findTexts();
        findReached();
        decide();
    }

    /** Whether the instruction is a call that runs in a worker. */
    boolean isConcurrent(int i) {
        return concurrent.get(i);
    }

    boolean hasConcurrentCalls() {
        return !concurrent.isEmpty();
    }

    /** Whether the value of a call or of a pure operation is deferred on the stack. */
    boolean isKept(int i) {
        return kept.get(i);
    }

    /** Whether the plain value of an instruction is made a deferred one, to meet another. */
    boolean isWrapped(int i) {
        return wrapped.get(i);
    }

    /** Whether a value may come from a concurrent call. */
    boolean isReached(int i) {
        return reached.get(i);
    }

    /** Whether an operand is deferred. */
    boolean isDeferred(int i, int slot) {
        return allDeferred(flow.sources(i, slot));
    }

    boolean hasDeferredOperand(int i) {
        for (int slot = 0; slot < flow.operandCount(i); slot++) {
            if (isDeferred(i, slot)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a stack slot, from the bottom, is deferred where two ways meet. */
    boolean isDeferredOnStack(int i, int slot) {
        return allDeferred(flow.stackSources(i, slot));
    }

    /** Whether an operation with a deferred operand is made a deferred one. */
    boolean isLifted(int i) {
        return isLiftable(i) && hasDeferredOperand(i);
    }

    /** Whether a load may find a deferred value in its local. */
    boolean readsDeferred(int i) {
        return flow.isReachable(i)
                && Operands.isLoad(flow.insns[i].getOpcode())
                && isReachedByDeferred(i, ((VarInsnNode) flow.insns[i]).var);
    }

    boolean isReachedByDeferred(int i, int local) {
        for (int store : flow.reaching(i, local)) {
            if (store >= 0 && storesDeferred(store)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a store puts a deferred value into its local. */
    boolean storesDeferred(int i) {
        return Operands.isStore(flow.insns[i].getOpcode()) && isDeferred(i, 0);
    }

    private boolean allDeferred(int[] sources) {
        for (int source : sources) {
            if (source < 0 || !(kept.get(source) || wrapped.get(source))) {
                return false;
            }
        }
        return sources.length > 0;
    }

    private void findCalls() {
        for (int i = 0; i < flow.size(); i++) {
            if (flow.isReachable(i)
                    && flow.insns[i] instanceof MethodInsnNode call
                    && classes.isConcurrent(call.owner, call.name, call.desc)) {
                concurrent.set(i);
            }
        }
    }

    /** Texts that are put together by a builder of which nobody else knows. */
    private void findTexts() {
        for (int i = 0; i < flow.size(); i++) {
            if (flow.isReachable(i)
                    && flow.insns[i] instanceof MethodInsnNode call
                    && Library.isBuilder(call.owner)
                    && isPartOfText(i, call)) {
                texts.set(i);
            }
        }
    }

    private boolean isPartOfText(int i, MethodInsnNode call) {
        if (call.name.equals("<init>")) {
            return flow.freshByInit(i) != null
                    && flow.uses(i).size() == 1
                    && Library.makesFresh(call.owner, call.name, call.desc, argumentTypes(i));
        }
        int builder = flow.onlySource(i, 0);
        if (builder < 0 || !texts.get(builder)) {
            return false;
        }
        boolean appends =
                call.name.equals("append")
                        && flow.uses(i).size() == 1
                        && Library.guardOf(call.owner, call.name, call.desc, argumentTypes(i)) >= 0;
        return appends || call.name.equals("toString");
    }

    /** Whether a call is a step in putting together a text, with a builder made for it. */
    boolean isPartOfText(int i) {
        return texts.get(i);
    }

    private void findReached() {
        Deque<Integer> open = new ArrayDeque<>();
        concurrent.stream().filter(i -> !isVoid(i)).forEach(open::add);
        while (!open.isEmpty()) {
            int i = open.removeFirst();
            if (reached.get(i)) {
                continue;
            }
            reached.set(i);
            for (Flow.Use use : flow.uses(i)) {
                int c = use.consumer();
                if (flow.insns[c] instanceof FrameNode) {
                    continue;
                }
                if (Operands.isStore(flow.insns[c].getOpcode())) {
                    open.addAll(loadsReachedBy(c));
                } else if (Operands.isDup(flow.insns[c].getOpcode()) || isLiftable(c)) {
                    open.add(c);
                }
            }
        }
    }

    private List<Integer> loadsReachedBy(int store) {
        int local = ((VarInsnNode) flow.insns[store]).var;
        Deque<Integer> found = new ArrayDeque<>();
        for (int i = 0; i < flow.size(); i++) {
            if (flow.isReachable(i)
                    && flow.insns[i] instanceof VarInsnNode load
                    && load.var == local
                    && Operands.isLoad(load.getOpcode())) {
                for (int source : flow.reaching(i, local)) {
                    if (source == store) {
                        found.add(i);
                    }
                }
            }
        }
        return List.copyOf(found);
    }

    private boolean isVoid(int i) {
        return ((MethodInsnNode) flow.insns[i]).desc.endsWith(")V");
    }

    private void decide() {
        reached.stream().filter(i -> !Operands.isDup(flow.insns[i].getOpcode())).forEach(kept::set);
        for (int i = 0; i < flow.size(); i++) {
            for (int slot = 0; slot < flow.operandCount(i); slot++) {
                wrapWhatMeets(flow.sources(i, slot));
            }
            if (flow.isReachable(i) && flow.insns[i] instanceof FrameNode) {
                for (int slot = 0; slot < flow.frame(i).getStackSize(); slot++) {
                    wrapWhatMeets(flow.stackSources(i, slot));
                }
            }
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = 0; i < flow.size(); i++) {
                if ((kept.get(i) || wrapped.get(i)) && !mayStay(i)) {
                    kept.clear(i);
                    wrapped.clear(i);
                    changed = true;
                }
            }
        }
    }

    private void wrapWhatMeets(int[] sources) {
        boolean any = false;
        for (int source : sources) {
            any |= source >= 0 && kept.get(source);
        }
        for (int source : sources) {
            if (any && source >= 0 && !reached.get(source) && isWrappable(source)) {
                wrapped.set(source);
            }
        }
    }

    private boolean isWrappable(int i) {
        int opcode = flow.insns[i].getOpcode();
        return !Operands.isDup(opcode) && opcode != Opcodes.NEW;
    }

    private boolean mayStay(int i) {
        int opcode = flow.insns[i].getOpcode();
        if (kept.get(i) && Operands.isLoad(opcode) && !readsDeferred(i)) {
            return false;
        }
        if (kept.get(i) && !concurrent.get(i) && !Operands.isLoad(opcode) && !isLifted(i)) {
            return false;
        }
        boolean meets = kept.get(i);
        for (Flow.Use use : flow.uses(i)) {
            int[] sources = sourcesOf(use);
            if (!accepts(use) || !allDeferred(sources)) {
                return false;
            }
            for (int source : sources) {
                meets |= kept.get(source);
            }
        }
        return meets;
    }

    private int[] sourcesOf(Flow.Use use) {
        return flow.insns[use.consumer()] instanceof FrameNode
                ? flow.stackSources(use.consumer(), use.slot())
                : flow.sources(use.consumer(), use.slot());
    }

    private boolean accepts(Flow.Use use) {
        return flow.insns[use.consumer()] instanceof FrameNode
                || role(use.consumer(), use.slot()) != Role.NONE;
    }

    /** Whether a call, or a write, with a deferred operand happens later, in program order. */
    boolean isEffect(int i) {
        boolean any = false;
        for (int slot = 0; slot < flow.operandCount(i); slot++) {
            if (isDeferred(i, slot)) {
                if (role(i, slot) != Role.EFFECT) {
                    return false;
                }
                any = true;
            }
        }
        return any;
    }

    boolean givesDeferred() {
        return givesDeferred;
    }

    Type returnType() {
        return Type.getReturnType(flow.method.desc);
    }

    /** What an instruction would do with a deferred operand in this slot. */
    Role role(int i, int slot) {
        AbstractInsnNode insn = flow.insns[i];
        int opcode = insn.getOpcode();
        if (concurrent.get(i)) {
            return Role.NONE;
        }
        if (isLiftable(i)) {
            return Role.LIFT;
        }
        if (Operands.isStore(opcode)) {
            return flow.isLiveInHandler(i, ((VarInsnNode) insn).var) ? Role.NONE : Role.STORE;
        }
        if (opcode >= Opcodes.IASTORE && opcode <= Opcodes.SASTORE) {
            return slot == 2 ? Role.EFFECT : Role.NONE;
        }
        if (insn instanceof MethodInsnNode call) {
            return roleOfCall(i, slot, call);
        }
        if (givesDeferred && opcode >= Opcodes.IRETURN && opcode <= Opcodes.ARETURN) {
            return Role.RESULT;
        }
        return switch (opcode) {
            case Opcodes.PUTFIELD -> slot == 1 ? Role.EFFECT : Role.NONE;
            case Opcodes.PUTSTATIC -> Role.EFFECT;
            case Opcodes.POP, Opcodes.POP2 -> flow.operandCount(i) == 1 ? Role.IGNORED : Role.NONE;
            default -> Role.NONE;
        };
    }

    private Role roleOfCall(int i, int slot, MethodInsnNode call) {
        if (call.name.equals("<init>")) {
            return flow.freshByInit(i) != null && slot > 0 ? Role.NOW : Role.NONE;
        }
        if (call.owner.startsWith("[") || isPolymorphic(call)) {
            return Role.NONE;
        }
        boolean receiver = slot == 0 && call.getOpcode() != Opcodes.INVOKESTATIC;
        return !receiver && !hasDeferredReceiver(i, call) && ignoresResult(i)
                ? Role.EFFECT
                : Role.NOW;
    }

    private boolean hasDeferredReceiver(int i, MethodInsnNode call) {
        return call.getOpcode() != Opcodes.INVOKESTATIC && isDeferred(i, 0);
    }

    private static boolean isPolymorphic(MethodInsnNode call) {
        return call.owner.equals("java/lang/invoke/MethodHandle")
                || call.owner.equals("java/lang/invoke/VarHandle");
    }

    /** Whether a call gives nothing, or what it gives is dropped at once. */
    boolean ignoresResult(int i) {
        if (isVoid(i)) {
            return true;
        }
        List<Flow.Use> uses = flow.uses(i);
        if (uses.isEmpty()) {
            return true; // left on the stack until the return, as some compilers do
        }
        int pop = popOf(i);
        return uses.size() == 1 && pop >= 0;
    }

    /** The instruction that drops the result of a call and of nothing else, or -1. */
    int popOf(int i) {
        for (Flow.Use use : flow.uses(i)) {
            int opcode = flow.insns[use.consumer()].getOpcode();
            boolean pops =
                    (opcode == Opcodes.POP || opcode == Opcodes.POP2)
                            && flow.operandCount(use.consumer()) == 1;
            if (pops && flow.onlySource(use.consumer(), 0) == i) {
                return use.consumer();
            }
        }
        return -1;
    }

    /** Whether an operation may be made a deferred one when an operand is. */
    boolean isLiftable(int i) {
        AbstractInsnNode insn = flow.insns[i];
        int opcode = insn.getOpcode();
        if (opcode < 0 || !flow.isReachable(i) || concurrent.get(i)) {
            return false;
        }
        if (Operands.isArithmetic(opcode) || opcode == Opcodes.CHECKCAST) {
            return true;
        }
        if (insn instanceof InvokeDynamicInsnNode indy) {
            return Purity.isConcatOfValues(indy, flow.operandTypes(i));
        }
        if (!(insn instanceof MethodInsnNode call)) {
            return false;
        }
        boolean made = !call.name.equals("<init>") || flow.freshByInit(i) != null;
        return made
                && !call.desc.endsWith(")V") == !call.name.equals("<init>")
                && (texts.get(i) || isPureCall(i));
    }

    /** Whether a call is a function of its arguments. */
    boolean isPureCall(int i) {
        MethodInsnNode call = (MethodInsnNode) flow.insns[i];
        return purity.isPure(call, argumentTypes(i));
    }

    /** The verifier's types of a call's arguments, without the receiver. */
    Object[] argumentTypes(int i) {
        Object[] all = flow.operandTypes(i);
        int count = Type.getArgumentTypes(((MethodInsnNode) flow.insns[i]).desc).length;
        Object[] arguments = new Object[count];
        System.arraycopy(all, all.length - count, arguments, 0, count);
        return arguments;
    }

    /** The type of the value that an instruction leaves on top of the stack. */
    Type stackType(int i) {
        List<Object> stack = flow.stackTypes(i + 1);
        Object top = stack.get(stack.size() - 1);
        if (top == Opcodes.TOP) {
            top = stack.get(stack.size() - 2);
        }
        return Normalizer.typeOf(top);
    }

    /** The type of what a reached instruction produces, as the operand stack has it. */
    Type producedType(int i) {
        AbstractInsnNode insn = flow.insns[i];
        if (insn instanceof MethodInsnNode call) {
            return call.name.equals("<init>")
                    ? Type.getObjectType(call.owner)
                    : Type.getReturnType(call.desc);
        }
        if (insn instanceof InvokeDynamicInsnNode indy) {
            return Type.getReturnType(indy.desc);
        }
        if (insn.getOpcode() == Opcodes.CHECKCAST) {
            return Type.getObjectType(((TypeInsnNode) insn).desc);
        }
        return Operands.isLoad(insn.getOpcode())
                ? Operands.moved(insn.getOpcode())
                : Operands.resultOfArithmetic(insn.getOpcode());
    }
}
