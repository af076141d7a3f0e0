package io.procession.weaver;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;

/** Makes the dynamic calls that take the place of a method's own operations. */
final class Calls {

    /** As many argument slots as a call may have, less what the run time adds. */
    private static final int MOST_SLOTS = 250;

    private final Flow flow;
    private final Deferral deferral;
    private final Site site;

    Calls(Flow flow, Deferral deferral, Site site) {
        this.flow = flow;
        this.deferral = deferral;
        this.site = site;
    }

    String where() {
        return site.where();
    }

    int flags() {
        return site.flags();
    }

    InvokeDynamicInsnNode submit(int i) {
        MethodInsnNode call = (MethodInsnNode) flow.insns[i];
        String descriptor = descriptor(declared(call), Bridge.DEFERRED_TYPE);
        return new InvokeDynamicInsnNode(
                call.name,
                descriptor,
                Bridge.SUBMIT,
                handle(call),
                site.file(),
                flow.line(i),
                site.method());
    }

    /** A pure operation on deferred operands. */
    InvokeDynamicInsnNode lift(int i) {
        AbstractInsnNode insn = flow.insns[i];
        if (insn instanceof MethodInsnNode call) {
            String descriptor = descriptor(operands(i, call), Bridge.DEFERRED_TYPE);
            return new InvokeDynamicInsnNode(nameOf(call), descriptor, Bridge.LIFT, handle(call));
        }
        if (insn instanceof InvokeDynamicInsnNode indy) {
            return liftDynamic(i, indy);
        }
        if (insn instanceof TypeInsnNode cast) {
            String descriptor = descriptor(List.of(Bridge.DEFERRED_TYPE), Bridge.DEFERRED_TYPE);
            return new InvokeDynamicInsnNode(
                    "cast", descriptor, Bridge.LIFT_CAST, Type.getObjectType(cast.desc));
        }
        List<Type> types = new ArrayList<>();
        Object[] onStack = flow.operandTypes(i);
        for (int slot = 0; slot < flow.operandCount(i); slot++) {
            types.add(
                    deferral.isDeferred(i, slot)
                            ? Bridge.DEFERRED_TYPE
                            : Normalizer.typeOf(onStack[slot]));
        }
        return new InvokeDynamicInsnNode(
                "operation",
                descriptor(types, Bridge.DEFERRED_TYPE),
                Bridge.LIFT_OP,
                insn.getOpcode());
    }

    /** A value that is known when everything before it is done. */
    InvokeDynamicInsnNode last() {
        return new InvokeDynamicInsnNode(
                "cast",
                descriptor(List.of(Bridge.DEFERRED_TYPE), Bridge.DEFERRED_TYPE),
                Bridge.LIFT_CAST,
                Bridge.OBJECT_TYPE);
    }

    private InvokeDynamicInsnNode liftDynamic(int i, InvokeDynamicInsnNode indy) {
        List<Type> types = withDeferred(i, List.of(Type.getArgumentTypes(indy.desc)));
        Object[] arguments = new Object[indy.bsmArgs.length + 2];
        arguments[0] = Type.getMethodType(indy.desc);
        arguments[1] = indy.bsm;
        System.arraycopy(indy.bsmArgs, 0, arguments, 2, indy.bsmArgs.length);
        return new InvokeDynamicInsnNode(
                indy.name, descriptor(types, Bridge.DEFERRED_TYPE), Bridge.LIFT_INDY, arguments);
    }

    /** A call whose result nobody reads, made later in program order. */
    InvokeDynamicInsnNode effect(int i, boolean withOwner) {
        MethodInsnNode call = (MethodInsnNode) flow.insns[i];
        List<Type> types = operands(i, call);
        if (withOwner) {
            types.add(Bridge.OBJECT_TYPE);
        }
        return new InvokeDynamicInsnNode(
                nameOf(call),
                descriptor(types, Type.VOID_TYPE),
                Bridge.EFFECT,
                handle(call),
                withOwner ? 1 : 0);
    }

    /** An assignment of a field, made later in program order. */
    InvokeDynamicInsnNode fieldEffect(int i) {
        FieldInsnNode field = (FieldInsnNode) flow.insns[i];
        boolean isStatic = field.getOpcode() == Opcodes.PUTSTATIC;
        List<Type> types = new ArrayList<>();
        if (!isStatic) {
            types.add(Type.getObjectType(field.owner));
        }
        types.add(Bridge.DEFERRED_TYPE);
        Handle handle =
                new Handle(
                        isStatic ? Opcodes.H_PUTSTATIC : Opcodes.H_PUTFIELD,
                        field.owner,
                        field.name,
                        field.desc,
                        /* isInterface= */ false);
        return new InvokeDynamicInsnNode(
                field.name, descriptor(types, Type.VOID_TYPE), Bridge.EFFECT, handle, 0);
    }

    /** A call that waits for everything and then runs. */
    InvokeDynamicInsnNode now(int i) {
        MethodInsnNode call = (MethodInsnNode) flow.insns[i];
        return new InvokeDynamicInsnNode(
                nameOf(call),
                descriptor(operands(i, call), result(call)),
                Bridge.NOW,
                handle(call));
    }

    /** A call of a container that waits for what it looks at. */
    InvokeDynamicInsnNode guard(int i, int kind) {
        MethodInsnNode call = (MethodInsnNode) flow.insns[i];
        return new InvokeDynamicInsnNode(
                nameOf(call),
                descriptor(declared(call), result(call)),
                Bridge.GUARD,
                handle(call),
                kind);
    }

    private static Type result(MethodInsnNode call) {
        return call.name.equals("<init>")
                ? Type.getObjectType(call.owner)
                : Type.getReturnType(call.desc);
    }

    private static String nameOf(MethodInsnNode call) {
        return call.name.equals("<init>") ? "new" : call.name;
    }

    /** The types of a call's operands, the receiver's first, as they are declared. */
    private List<Type> declared(MethodInsnNode call) {
        List<Type> types = new ArrayList<>();
        boolean made = call.name.equals("<init>");
        if (call.getOpcode() != Opcodes.INVOKESTATIC && !made) {
            boolean special = call.getOpcode() == Opcodes.INVOKESPECIAL;
            types.add(Type.getObjectType(special ? site.owner() : call.owner));
        }
        types.addAll(List.of(Type.getArgumentTypes(call.desc)));
        return types;
    }

    private List<Type> operands(int i, MethodInsnNode call) {
        List<Type> types = declared(call);
        int offset = flow.operandCount(i) - types.size(); // the object that <init> is given
        for (int slot = 0; slot < types.size(); slot++) {
            if (deferral.isDeferred(i, slot + offset)) {
                types.set(slot, Bridge.DEFERRED_TYPE);
            }
        }
        return types;
    }

    private List<Type> withDeferred(int i, List<Type> declared) {
        List<Type> types = new ArrayList<>(declared);
        for (int slot = 0; slot < types.size(); slot++) {
            if (deferral.isDeferred(i, slot)) {
                types.set(slot, Bridge.DEFERRED_TYPE);
            }
        }
        return types;
    }

    private static String descriptor(List<Type> types, Type result) {
        List<Type> all = new ArrayList<>(types);
        all.add(Bridge.SCOPE_TYPE);
        int slots = all.stream().mapToInt(Type::getSize).sum();
        if (slots > MOST_SLOTS) {
            throw new NotWovenException(
                    "a call has too many arguments: slots="
                            + (slots - 1)
                            + ", most="
                            + (MOST_SLOTS - 1)
                            + "; pass an object instead");
        }
        return Type.getMethodDescriptor(result, all.toArray(Type[]::new));
    }

    static Handle handle(MethodInsnNode call) {
        int tag =
                switch (call.getOpcode()) {
                    case Opcodes.INVOKESTATIC -> Opcodes.H_INVOKESTATIC;
                    case Opcodes.INVOKEINTERFACE -> Opcodes.H_INVOKEINTERFACE;
                    case Opcodes.INVOKEVIRTUAL -> Opcodes.H_INVOKEVIRTUAL;
                    default ->
                            call.name.equals("<init>")
                                    ? Opcodes.H_NEWINVOKESPECIAL
                                    : Opcodes.H_INVOKESPECIAL;
                };
        return new Handle(tag, call.owner, call.name, call.desc, call.itf);
    }
}
