package io.procession.weaver;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/** Writes the small pieces of woven code that are plain calls. */
final class Emit {

    private static final String SCOPE_END = Bridge.SCOPE_TYPE.getDescriptor() + ')';

    private final Slots slots;

    Emit(Slots slots) {
        this.slots = slots;
    }

    void loadScope(InsnList code) {
        code.add(new VarInsnNode(Opcodes.ALOAD, slots.scope()));
    }

    /** Opens the scope of the method whose name is on the stack. */
    void open(InsnList code, int flags) {
        if (flags != 0) {
            code.add(new InsnNode(Opcodes.ICONST_0 + flags)); // at most 3
        }
        String descriptor =
                (flags == 0 ? "(Ljava/lang/String;)" : "(Ljava/lang/String;I)")
                        + Bridge.SCOPE_TYPE.getDescriptor();
        code.add(call(Opcodes.INVOKESTATIC, Bridge.SCOPE, "open", descriptor));
        code.add(new VarInsnNode(Opcodes.ASTORE, slots.scope()));
    }

    void text(InsnList code, String text) {
        code.add(new LdcInsnNode(text));
    }

    void sync(InsnList code) {
        loadScope(code);
        onScope(code, "sync", "()V");
    }

    void onScope(InsnList code, String name, String descriptor) {
        code.add(call(Opcodes.INVOKEVIRTUAL, Bridge.SCOPE, name, descriptor));
    }

    /** A static method of the scope's class, with the scope as the last argument. */
    void scopeCall(InsnList code, String name, String start, String result) {
        loadScope(code);
        code.add(call(Opcodes.INVOKESTATIC, Bridge.SCOPE, name, start + SCOPE_END + result));
    }

    void onDeferred(InsnList code, String name, String arguments) {
        String descriptor = arguments + Bridge.DEFERRED_TYPE.getDescriptor();
        code.add(call(Opcodes.INVOKESTATIC, Bridge.DEFERRED, name, descriptor));
    }

    /** The deferred value on the stack becomes the value. */
    void get(InsnList code, Type type) {
        Type computational = Bridge.computational(type);
        scopeCall(
                code,
                Bridge.getter(type),
                '(' + Bridge.DEFERRED_TYPE.getDescriptor(),
                computational.getDescriptor());
        if (computational == Bridge.OBJECT_TYPE) {
            cast(code, type.getInternalName());
        }
    }

    /** The value of a local that was just loaded, or the one of its shadow. */
    void force(InsnList code, VarInsnNode load, int shadow, @Nullable Object verifierType) {
        String type = Operands.moved(load.getOpcode()).getDescriptor();
        code.add(new VarInsnNode(Opcodes.ALOAD, shadow));
        scopeCall(code, "force", '(' + type + Bridge.DEFERRED_TYPE.getDescriptor(), type);
        if (load.getOpcode() == Opcodes.ALOAD && verifierType instanceof String name) {
            cast(code, name);
        }
    }

    private static void cast(InsnList code, String internalName) {
        if (!internalName.equals("java/lang/Object")) {
            code.add(new TypeInsnNode(Opcodes.CHECKCAST, internalName));
        }
    }

    /** The instruction that pushes a dummy of a type. */
    static int zero(Type type) {
        return switch (type.getSort()) {
            case Type.INT -> Opcodes.ICONST_0;
            case Type.LONG -> Opcodes.LCONST_0;
            case Type.FLOAT -> Opcodes.FCONST_0;
            case Type.DOUBLE -> Opcodes.DCONST_0;
            default -> Opcodes.ACONST_NULL;
        };
    }

    private static MethodInsnNode call(int opcode, String owner, String name, String descriptor) {
        return new MethodInsnNode(opcode, owner, name, descriptor, /* isInterface= */ false);
    }
}
