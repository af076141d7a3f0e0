package io.procession.weaver;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/*
 * For each instruction three lists are made, from what is already decided: code before it, code in
 * its place (or the instruction itself), code after it. Only then is the method edited. The
 * compiler's frames stay, longer by the added locals and with Deferred where a deferred value is on
 * the stack; nothing computes frames, so no class has to be known.
 */

/** Rewrites the code of one method. */
final class Rewriter {

    private final Flow flow;
    private final Deferral deferral;
    private final Needs needs;
    private final Regions regions;
    private final Pending pending;
    private final Lambdas lambdas;
    private final Slots slots;
    private final MethodWeaver.Role role;
    private final Emit emit;
    private final Calls calls;
    private final @Nullable InsnList[] before;
    private final @Nullable InsnList[] instead;
    private final @Nullable InsnList[] after;

    Rewriter(
            Flow flow,
            Deferral deferral,
            Needs needs,
            Regions regions,
            Pending pending,
            Lambdas lambdas,
            Slots slots,
            Site site,
            MethodWeaver.Role role) {
        this.role = role;
        this.flow = flow;
        this.deferral = deferral;
        this.needs = needs;
        this.regions = regions;
        this.pending = pending;
        this.lambdas = lambdas;
        this.slots = slots;
        this.emit = new Emit(slots);
        this.calls = new Calls(flow, deferral, site);
        before = new InsnList[flow.size()];
        instead = new InsnList[flow.size()];
        after = new InsnList[flow.size()];
    }

    /** Changes the method. */
    void rewrite() {
        for (int i = 0; i < flow.size(); i++) {
            if (flow.isReachable(i) && flow.isReal(i)) {
                before[i] = new InsnList();
                after[i] = new InsnList();
                waitBefore(i);
                replace(i);
                finish(i);
            }
        }
        // what stands before this may be removed, so it comes last
        dropResults();
        Borders borders = new Borders(flow, deferral, regions, pending, slots, emit);
        waitOnEdges(borders);
        borders.prepareDrains(lambdas);
        apply(borders);
    }

    static void addSlots(Flow flow, Deferral deferral, Needs needs, Pending pending, Slots slots) {
        for (int i = 0; i < flow.size(); i++) {
            if (!flow.isReachable(i) || !flow.isReal(i)) {
                continue;
            }
            if (deferral.storesDeferred(i)) {
                slots.addShadow(((VarInsnNode) flow.insns[i]).var);
            }
            Need need = needs.of(i);
            if (need.source() >= 0 && pending.before(i)) {
                slots.addSource(need.source());
            }
            if (isDeferredSetValue(flow, deferral, i) && needs.entrySource(i) >= 0) {
                slots.addSource(needs.entrySource(i));
            }
        }
    }

    private static boolean isDeferredSetValue(Flow flow, Deferral deferral, int i) {
        return flow.insns[i] instanceof MethodInsnNode call
                && call.owner.equals("java/util/Map$Entry")
                && call.name.equals("setValue")
                && deferral.isDeferred(i, 1);
    }

    private InsnList before(int i) {
        InsnList list = before[i];
        return list == null ? new InsnList() : list;
    }

    private InsnList after(int i) {
        InsnList list = after[i];
        return list == null ? new InsnList() : list;
    }

    private void waitBefore(int i) {
        Need need = needs.of(i);
        boolean now =
                deferral.hasDeferredOperand(i) && !Operands.isReturn(flow.insns[i].getOpcode());
        if (need.isEverything() && pending.before(i) && !now) {
            emit.sync(before(i));
        } else if (pending.before(i)) {
            guard(i, need);
        }
        if (role == MethodWeaver.Role.METHOD && Operands.isReturn(flow.insns[i].getOpcode())) {
            emit.loadScope(before(i));
            emit.onScope(before(i), "end", "()V");
        }
        if (slots.hasSource(i)) {
            before(i).add(new InsnNode(Opcodes.DUP));
            before(i).add(new VarInsnNode(Opcodes.ASTORE, slots.source(i)));
        }
    }

    private void guard(int i, Need need) {
        InsnList code = before(i);
        switch (need.kind()) {
            case ARRAY_READ -> {
                code.add(new InsnNode(Opcodes.DUP2));
                emit.scopeCall(code, "arr", "(Ljava/lang/Object;I", "V");
            }
            case ARRAY_WRITE -> instead[i] = plainArrayWrite(i);
            case FIELD_READ -> {
                code.add(new InsnNode(Opcodes.DUP));
                emit.text(code, need.name());
                emit.scopeCall(code, "field", "(Ljava/lang/Object;Ljava/lang/String;", "V");
            }
            case STATIC_READ -> {
                emit.text(code, need.name());
                emit.scopeCall(code, "stat", "(Ljava/lang/String;", "V");
            }
            case FIELD_WRITE -> {
                FieldInsnNode field = (FieldInsnNode) flow.insns[i];
                if (field.getOpcode() == Opcodes.PUTFIELD) {
                    copyOwner(code, Type.getType(field.desc));
                    emit.text(code, need.name());
                    emit.scopeCall(code, "write", "(Ljava/lang/Object;Ljava/lang/String;", "V");
                } else {
                    emit.loadScope(code);
                    emit.text(code, need.name());
                    emit.onScope(code, "waitForField", "(Ljava/lang/String;)V");
                }
            }
            case ITERATION -> {
                code.add(new VarInsnNode(Opcodes.ALOAD, slots.source(need.source())));
                code.add(new InsnNode(Opcodes.ICONST_0 + need.detail()));
                emit.scopeCall(code, "iter", "(Ljava/lang/Object;I", "V");
            }
            case ENTRY -> {
                boolean written = flow.operandCount(i) == 2;
                code.add(new InsnNode(written ? Opcodes.DUP2 : Opcodes.DUP));
                if (written) {
                    code.add(new InsnNode(Opcodes.POP));
                }
                code.add(new VarInsnNode(Opcodes.ALOAD, slots.source(need.source())));
                emit.scopeCall(code, "entry", "(Ljava/lang/Object;Ljava/lang/Object;", "V");
            }
            case CONTAINER -> {
                InsnList list = new InsnList();
                emit.loadScope(list);
                list.add(calls.guard(i, need.detail()));
                instead[i] = list;
            }
            default -> {}
        }
    }

    /** From owner, value to owner, value, owner. */
    private static void copyOwner(InsnList code, Type value) {
        if (value.getSize() == 2) {
            code.add(new InsnNode(Opcodes.DUP2_X1));
            code.add(new InsnNode(Opcodes.POP2));
            code.add(new InsnNode(Opcodes.DUP_X2));
        } else {
            code.add(new InsnNode(Opcodes.DUP2));
            code.add(new InsnNode(Opcodes.POP));
        }
    }

    private InsnList plainArrayWrite(int i) {
        Type value =
                switch (flow.insns[i].getOpcode()) {
                    case Opcodes.LASTORE -> Type.LONG_TYPE;
                    case Opcodes.FASTORE -> Type.FLOAT_TYPE;
                    case Opcodes.DASTORE -> Type.DOUBLE_TYPE;
                    case Opcodes.AASTORE -> Bridge.OBJECT_TYPE;
                    default -> Type.INT_TYPE;
                };
        InsnList list = new InsnList();
        emit.scopeCall(list, "plain", "(Ljava/lang/Object;I" + value.getDescriptor(), "V");
        return list;
    }

    private void replace(int i) {
        AbstractInsnNode insn = flow.insns[i];
        if (deferral.isConcurrent(i)) {
            instead[i] = submit(i);
        } else if (lambdas.isReplaced(i)) {
            instead[i] = lambdas.replacement(i, slots);
        } else if (deferral.isLifted(i)) {
            InsnList list = new InsnList();
            emit.loadScope(list);
            list.add(calls.lift(i));
            instead[i] = list;
            removeNew(i);
        } else if (deferral.hasDeferredOperand(i)) {
            instead[i] = withDeferredOperand(i);
        } else if (Operands.isStore(insn.getOpcode())
                && slots.hasShadow(((VarInsnNode) insn).var)) {
            after(i).add(new InsnNode(Opcodes.ACONST_NULL));
            after(i).add(new VarInsnNode(Opcodes.ASTORE, slots.shadow(((VarInsnNode) insn).var)));
        } else if (insn instanceof IincInsnNode iinc && deferral.isReachedByDeferred(i, iinc.var)) {
            VarInsnNode load = new VarInsnNode(Opcodes.ILOAD, iinc.var);
            before(i).add(load);
            emit.force(before(i), load, slots.shadow(iinc.var), null);
            before(i).add(new VarInsnNode(Opcodes.ISTORE, iinc.var));
            before(i).add(new InsnNode(Opcodes.ACONST_NULL));
            before(i).add(new VarInsnNode(Opcodes.ASTORE, slots.shadow(iinc.var)));
        } else if (deferral.readsDeferred(i)) {
            readDeferred(i, (VarInsnNode) insn);
        }
    }

    private InsnList submit(int i) {
        InsnList list = new InsnList();
        emit.loadScope(list);
        list.add(calls.submit(i));
        if (((MethodInsnNode) flow.insns[i]).desc.endsWith(")V")) {
            list.add(new InsnNode(Opcodes.POP));
        }
        return list;
    }

    private InsnList withDeferredOperand(int i) {
        AbstractInsnNode insn = flow.insns[i];
        InsnList list = new InsnList();
        if (Operands.isStore(insn.getOpcode())) {
            VarInsnNode store = (VarInsnNode) insn;
            list.add(new VarInsnNode(Opcodes.ASTORE, slots.shadow(store.var)));
            list.add(new InsnNode(Emit.zero(Operands.moved(store.getOpcode()))));
            list.add(new VarInsnNode(store.getOpcode(), store.var));
        } else if (insn.getOpcode() >= Opcodes.IASTORE && insn.getOpcode() <= Opcodes.SASTORE) {
            emit.scopeCall(
                    list,
                    "store",
                    "(Ljava/lang/Object;I" + Bridge.DEFERRED_TYPE.getDescriptor(),
                    "V");
        } else if (insn instanceof FieldInsnNode) {
            emit.loadScope(list);
            list.add(calls.fieldEffect(i));
        } else if (insn instanceof MethodInsnNode) {
            callWithDeferredOperand(i, list);
        } else if (insn.getOpcode() == Opcodes.POP2) {
            list.add(new InsnNode(Opcodes.POP)); // a deferred long takes one slot
        } else {
            list.add(
                    Operands.isReturn(insn.getOpcode())
                            ? new InsnNode(Opcodes.ARETURN)
                            : insn.clone(Map.of()));
        }
        return list;
    }

    private void callWithDeferredOperand(int i, InsnList list) {
        if (deferral.isEffect(i)) {
            int source = isDeferredSetValue(flow, deferral, i) ? needs.entrySource(i) : -1;
            if (source >= 0) {
                list.add(new VarInsnNode(Opcodes.ALOAD, slots.source(source)));
            }
            emit.loadScope(list);
            list.add(calls.effect(i, source >= 0));
        } else {
            emit.loadScope(list);
            list.add(calls.now(i));
            removeNew(i);
        }
    }

    private void removeNew(int i) {
        Flow.Fresh fresh = flow.freshByInit(i);
        if (fresh != null) {
            instead[fresh.newInsn()] = new InsnList();
            instead[fresh.dup()] = new InsnList();
        }
    }

    private void readDeferred(int i, VarInsnNode load) {
        int shadow = slots.shadow(load.var);
        if (deferral.isKept(i)) {
            Type type = Operands.moved(load.getOpcode());
            after(i).add(new VarInsnNode(Opcodes.ALOAD, shadow));
            emit.onDeferred(
                    after(i),
                    "or",
                    '(' + type.getDescriptor() + Bridge.DEFERRED_TYPE.getDescriptor() + ')');
        } else {
            List<Object> locals = flow.localTypes(i);
            emit.force(after(i), load, shadow, locals.get(load.var));
        }
    }

    /** What follows a value: waiting for it, or making it one that meets deferred ones. */
    private void finish(int i) {
        boolean deferredHere = deferral.isConcurrent(i) || deferral.isLifted(i);
        boolean used = !flow.uses(i).isEmpty();
        if (deferredHere && used && !deferral.isKept(i)) {
            emit.get(after(i), deferral.producedType(i));
        }
        if (deferral.isWrapped(i)) {
            Type type = Bridge.computational(deferral.stackType(i));
            emit.onDeferred(after(i), "of", '(' + type.getDescriptor() + ')');
        }
        boolean gives =
                role == MethodWeaver.Role.STAGE && Operands.isReturn(flow.insns[i].getOpcode());
        if (gives) {
            giveDeferred(i);
        }
    }

    /** The result is known last, so that whoever waits for it has all effects, too. */
    private void giveDeferred(int i) {
        InsnList code = new InsnList();
        if (!deferral.isDeferred(i, 0)) {
            Type type = Bridge.computational(deferral.returnType());
            emit.onDeferred(code, "of", '(' + type.getDescriptor() + ')');
        }
        if (pending.before(i)) {
            emit.loadScope(code);
            code.add(calls.last());
        }
        code.add(new InsnNode(Opcodes.ARETURN));
        instead[i] = code;
    }

    private void dropResults() {
        for (int i = 0; i < flow.size(); i++) {
            if (flow.isReachable(i)
                    && flow.insns[i] instanceof MethodInsnNode call
                    && !call.desc.endsWith(")V")
                    && deferral.isEffect(i)
                    && deferral.popOf(i) >= 0) {
                instead[deferral.popOf(i)] = new InsnList();
            }
        }
    }

    private void waitOnEdges(Borders borders) {
        for (int i = 0; i < flow.size(); i++) {
            for (int next : flow.successors(i)) {
                if (pending.waitsBetween(i, next)) {
                    waitBetween(i, next, borders);
                }
            }
        }
    }

    private void waitBetween(int i, int next, Borders borders) {
        AbstractInsnNode insn = flow.insns[i];
        boolean jumps =
                insn instanceof JumpInsnNode
                        || insn instanceof TableSwitchInsnNode
                        || insn instanceof LookupSwitchInsnNode;
        if (insn.getOpcode() == Opcodes.GOTO) {
            emit.sync(before(i));
            return;
        }
        if (next == i + 1
                && !(insn instanceof TableSwitchInsnNode)
                && !(insn instanceof LookupSwitchInsnNode)) {
            InsnList list = after(i);
            emit.sync(list);
            after[i] = list;
        }
        if (jumps && borders.isTarget(insn, next)) {
            instead[i] = borders.redirect(i, next, instead[i]);
        }
    }

    private void apply(Borders borders) {
        borders.markRuns(before, after);
        for (int i = 0; i < flow.size(); i++) {
            AbstractInsnNode insn = flow.insns[i];
            if (insn instanceof FrameNode frame) {
                extend(i, frame);
            }
            InsnList end = after[i];
            InsnList start = before[i];
            InsnList middle = instead[i];
            if (end != null) {
                flow.method.instructions.insert(insn, end);
            }
            if (start != null) {
                flow.method.instructions.insertBefore(insn, start);
            }
            if (middle != null) {
                flow.method.instructions.insertBefore(insn, middle);
                flow.method.instructions.remove(insn);
            }
        }
        borders.append();
        addPrologue();
        flow.method.maxLocals = slots.maxLocals();
    }

    private void extend(int i, FrameNode frame) {
        List<?> locals = frame.local == null ? List.of() : frame.local;
        frame.local = slots.extend(locals);
        if (frame.stack != null && flow.isReachable(i)) {
            List<Object> stack = new ArrayList<>(frame.stack);
            for (int slot = 0; slot < stack.size(); slot++) {
                if (deferral.isDeferredOnStack(i, slot)) {
                    stack.set(slot, Bridge.DEFERRED);
                }
            }
            frame.stack = stack;
        }
    }

    private void addPrologue() {
        InsnList code = new InsnList();
        if (slots.opensScope()) {
            emit.text(code, calls.where());
            emit.open(code, calls.flags());
        }
        for (int local : slots.initiallyNull()) {
            code.add(new InsnNode(Opcodes.ACONST_NULL));
            code.add(new VarInsnNode(Opcodes.ASTORE, local));
        }
        boolean waitsAtOnce = !slots.opensScope() && !regions.borders(0).isEmpty();
        if (waitsAtOnce) {
            emit.sync(code);
        }
        flow.method.instructions.insert(code);
    }
}
