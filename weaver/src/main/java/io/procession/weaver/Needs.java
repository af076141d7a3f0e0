package io.procession.weaver;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/** Tells for each instruction without a deferred operand what must be waited for before it. */
final class Needs {

    private final Flow flow;
    private final Classes classes;
    private final Purity purity;
    private final Deferral deferral;
    private final Lambdas lambdas;
    private final Set<String> fieldsWrittenLater = new HashSet<>();
    private final @Nullable Need[] known;
    private final MethodWeaver.Role role;
    private final boolean mayShareFields;
    private boolean callsMadeLater;
    private boolean hasEffects;

    /**
     * @param role whether the code is part of a method that has written fields before, and whose
     *     end waits
     */
    Needs(
            Flow flow,
            Classes classes,
            Purity purity,
            Deferral deferral,
            Lambdas lambdas,
            MethodWeaver.Role role) {
        this.flow = flow;
        this.classes = classes;
        this.purity = purity;
        this.deferral = deferral;
        this.lambdas = lambdas;
        this.known = new Need[flow.size()];
        this.role = role;
        this.mayShareFields = role == MethodWeaver.Role.LOOP || lambdas.hasLoops();
        findEffects();
    }

    private void findEffects() {
        for (int i = 0; i < flow.size(); i++) {
            if (!flow.isReachable(i) || !deferral.hasDeferredOperand(i)) {
                continue;
            }
            hasEffects |= deferral.isEffect(i);
            if (flow.insns[i] instanceof FieldInsnNode field) {
                fieldsWrittenLater.add(field.name);
            } else if (flow.insns[i] instanceof MethodInsnNode) {
                callsMadeLater = true;
            }
        }
    }

    /** What an instruction needs, whether or not anything is pending. */
    Need of(int i) {
        Need need = known[i];
        if (need == null) {
            need = find(i);
            known[i] = need;
        }
        return need;
    }

    private Need find(int i) {
        if (!flow.isReachable(i) || !flow.isReal(i) || deferral.isConcurrent(i)) {
            return Need.NONE;
        }
        AbstractInsnNode insn = flow.insns[i];
        int opcode = insn.getOpcode();
        if (Operands.isReturn(opcode)) {
            return ofReturn();
        }
        if (deferral.hasDeferredOperand(i)) {
            return withDeferredOperand(i);
        }
        if (insn instanceof MethodInsnNode call) {
            return lambdas.isReplaced(i) ? Need.NONE : ofCall(i, call);
        }
        if (insn instanceof FieldInsnNode field) {
            return ofField(field);
        }
        if (insn instanceof InvokeDynamicInsnNode indy) {
            boolean harmless =
                    Purity.isLambda(indy)
                            || Purity.isSwitch(indy)
                            || Purity.isConcatOfValues(indy, flow.operandTypes(i));
            return harmless
                    ? Need.NONE
                    : Need.everything(
                            Purity.isConcat(indy)
                                    ? "a text made of an object: its toString() may read anything"
                                    : "dynamic call of " + indy.name);
        }
        if (Operands.isStore(opcode)) {
            return ofLocalWrite(i, ((VarInsnNode) insn).var);
        }
        if (insn instanceof IincInsnNode iinc) {
            return ofLocalWrite(i, iinc.var);
        }
        if (opcode >= Opcodes.IALOAD && opcode <= Opcodes.SALOAD) {
            return Need.of(Need.Kind.ARRAY_READ, "", "reading an array element");
        }
        if (opcode >= Opcodes.IASTORE && opcode <= Opcodes.SASTORE) {
            return Need.of(Need.Kind.ARRAY_WRITE, "", "writing an array element");
        }
        if (opcode == Opcodes.MONITORENTER || opcode == Opcodes.MONITOREXIT) {
            return Need.everything("synchronized");
        }
        return Need.NONE;
    }

    private Need ofReturn() {
        return switch (role) {
            case METHOD -> Need.everything("return");
            case STAGE ->
                    hasEffects
                            ? Need.everything("the next element may see what this one assigns")
                            : Need.NONE;
            case LOOP -> Need.NONE;
        };
    }

    private Need withDeferredOperand(int i) {
        for (int slot = 0; slot < flow.operandCount(i); slot++) {
            if (deferral.isDeferred(i, slot) && deferral.role(i, slot) == Deferral.Role.NOW) {
                return Need.everything(
                        "call of "
                                + nameOf((MethodInsnNode) flow.insns[i])
                                + ": needs its argument");
            }
        }
        return Need.NONE;
    }

    private Need ofLocalWrite(int i, int local) {
        return flow.isLiveInHandler(i, local)
                ? Need.everything(
                        "assignment of " + localName(i, local) + ", which a catch or finally reads")
                : Need.NONE;
    }

    private Need ofField(FieldInsnNode field) {
        Classes.FieldMember found = classes.field(field.owner, field.name, field.desc);
        int opcode = field.getOpcode();
        boolean read = opcode == Opcodes.GETFIELD || opcode == Opcodes.GETSTATIC;
        if (found != null && found.isVolatile()) {
            return Need.everything("volatile field " + field.name);
        }
        if (read && found != null && found.isFinal()) {
            return Need.NONE;
        }
        if (opcode == Opcodes.GETSTATIC) {
            if (Classes.ofThePlatform(field.owner)) {
                return Need.NONE;
            }
            return found == null
                    ? Need.everything("static field " + field.name)
                    : Need.of(
                            Need.Kind.STATIC_READ,
                            found.owner().name + '.' + field.name,
                            "reading static field " + field.name);
        }
        if (opcode == Opcodes.GETFIELD) {
            return Need.of(Need.Kind.FIELD_READ, field.name, "reading field " + field.name);
        }
        if (fieldsWrittenLater.contains(field.name) || mayShareFields) {
            return Need.everything("assignment of field " + field.name);
        }
        // a running call may be about to change the object; no call changes a static of this
        // process
        return callsMadeLater || opcode == Opcodes.PUTFIELD
                ? Need.of(Need.Kind.FIELD_WRITE, field.name, "assignment of field " + field.name)
                : Need.NONE;
    }

    private Need ofCall(int i, MethodInsnNode call) {
        Object[] arguments = deferral.argumentTypes(i);
        if (purity.isPure(call, arguments)
                || deferral.isPartOfText(i)
                || Library.makesFresh(call.owner, call.name, call.desc, arguments)
                || Library.givesView(call.owner, call.name, call.desc)) {
            return Need.NONE;
        }
        if (call.owner.equals("java/util/Iterator")) {
            return ofIterator(i, call);
        }
        if (call.owner.equals("java/util/Map$Entry")) {
            int map = call.name.equals("setValue") ? Flow.NOWHERE : entrySource(i);
            return map < 0
                    ? Need.everything(
                            "Map.Entry." + call.name + "() of a map that is not visible here")
                    : Need.through(Need.Kind.ENTRY, map, 0, call.name + "() on an entry");
        }
        if (call.name.equals("iterator") && Library.isCollection(call.owner)) {
            int view = viewOf(i);
            if (view >= 0) {
                return Need.through(
                        Need.Kind.ITERATION, view, Bridge.STRUCTURE, "iterator() of a map's view");
            }
        }
        if (call.name.equals("computeIfAbsent")
                && Library.isMap(call.owner)
                && isPureLambda(origin(i, 2))) {
            return Need.container(Bridge.BY_NAME, "computeIfAbsent() on a map");
        }
        int guard = Library.guardOf(call.owner, call.name, call.desc, arguments);
        return guard >= 0
                ? Need.container(guard, call.name + "() on a " + simple(call.owner))
                : Need.everything("call of " + nameOf(call) + ": may read or write anything");
    }

    private Need ofIterator(int i, MethodInsnNode call) {
        boolean steps = call.name.equals("hasNext") || call.name.equals("next");
        int iterator = steps ? origin(i, 0) : Flow.NOWHERE;
        if (!isIteratorCall(iterator)) {
            return Need.everything(
                    "Iterator." + call.name + "() of a container that is not visible here");
        }
        int view = viewOf(iterator);
        int kind =
                view >= 0 && !((MethodInsnNode) flow.insns[view]).name.equals("values")
                        ? Bridge.STRUCTURE
                        : Bridge.ANYTHING;
        return Need.through(
                Need.Kind.ITERATION, view >= 0 ? view : iterator, kind, "a step of an iteration");
    }

    /** The call whose receiver is the map that an entry belongs to, or {@link Flow#NOWHERE}. */
    int entrySource(int i) {
        int next = origin(i, 0);
        boolean steps =
                next >= 0
                        && flow.insns[next] instanceof MethodInsnNode call
                        && call.owner.equals("java/util/Iterator")
                        && call.name.equals("next");
        int iterator = steps ? origin(next, 0) : Flow.NOWHERE;
        int view = isIteratorCall(iterator) ? viewOf(iterator) : Flow.NOWHERE;
        return view >= 0 && ((MethodInsnNode) flow.insns[view]).name.equals("entrySet")
                ? view
                : Flow.NOWHERE;
    }

    private boolean isIteratorCall(int i) {
        return i >= 0
                && flow.insns[i] instanceof MethodInsnNode call
                && call.name.equals("iterator")
                && Library.isCollection(call.owner);
    }

    /** The call that made the view of a map which is this call's receiver, or NOWHERE. */
    int viewOf(int i) {
        int view = origin(i, 0);
        return view >= 0
                        && flow.insns[view] instanceof MethodInsnNode call
                        && Library.givesView(call.owner, call.name, call.desc)
                ? view
                : Flow.NOWHERE;
    }

    /** The one instruction that made an operand, through locals and casts, or NOWHERE. */
    int origin(int i, int slot) {
        int producer = flow.onlySource(i, slot);
        while (producer >= 0) {
            AbstractInsnNode insn = flow.insns[producer];
            if (Operands.isLoad(insn.getOpcode())) {
                int[] stores = flow.reaching(producer, ((VarInsnNode) insn).var);
                boolean one =
                        stores.length == 1
                                && stores[0] >= 0
                                && Operands.isStore(flow.insns[stores[0]].getOpcode());
                producer = one ? flow.onlySource(stores[0], 0) : Flow.NOWHERE;
            } else if (insn.getOpcode() == Opcodes.CHECKCAST) {
                producer = flow.onlySource(producer, 0);
            } else {
                return producer;
            }
        }
        return Flow.NOWHERE;
    }

    private boolean isPureLambda(int i) {
        if (i < 0
                || !(flow.insns[i] instanceof InvokeDynamicInsnNode indy)
                || !Purity.isLambda(indy)) {
            return false;
        }
        Handle body = (Handle) indy.bsmArgs[1];
        MethodInsnNode call =
                new MethodInsnNode(
                        body.getTag() == Opcodes.H_INVOKESTATIC
                                ? Opcodes.INVOKESTATIC
                                : Opcodes.INVOKESPECIAL,
                        body.getOwner(),
                        body.getName(),
                        body.getDesc(),
                        body.isInterface());
        boolean direct =
                body.getTag() == Opcodes.H_INVOKESTATIC
                        || body.getTag() == Opcodes.H_INVOKESPECIAL
                        || body.getTag() == Opcodes.H_NEWINVOKESPECIAL;
        Object[] nothing = {};
        return direct
                && (Library.makesFresh(call.owner, call.name, call.desc, nothing)
                        || purity.isPure(call, nothing));
    }

    /** The name of a local variable, or a substitute if the class file does not tell. */
    String localName(int i, int local) {
        return Locals.name(flow, i, local);
    }

    static String nameOf(MethodInsnNode call) {
        return simple(call.owner)
                + (call.name.equals("<init>") ? "'s constructor" : '.' + call.name);
    }

    static String simple(@Nullable String internalName) {
        if (internalName == null) {
            return "";
        }
        String name = internalName.substring(internalName.lastIndexOf('/') + 1);
        return name.substring(name.lastIndexOf('$') + 1);
    }
}
