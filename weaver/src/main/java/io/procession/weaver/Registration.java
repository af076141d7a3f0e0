package io.procession.weaver;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Lets a class of a named module hand over the right to call its methods when it is initialised, so
 * that workers may call those that its module does not open.
 */
final class Registration {

    private static final String LOOKUP = "java/lang/invoke/MethodHandles$Lookup";

    private Registration() {}

    /** Puts it before all else that the class does when it is initialised. */
    static void add(ClassNode type) {
        MethodNode initialiser = initialiser(type);
        InsnList code = new InsnList();
        code.add(
                new MethodInsnNode(
                        Opcodes.INVOKESTATIC,
                        "java/lang/invoke/MethodHandles",
                        "lookup",
                        "()L" + LOOKUP + ";"));
        code.add(
                new MethodInsnNode(
                        Opcodes.INVOKESTATIC, Bridge.BOOT, "register", "(L" + LOOKUP + ";)V"));
        initialiser.instructions.insert(code);
        initialiser.maxStack = Math.max(initialiser.maxStack, 1);
    }

    private static MethodNode initialiser(ClassNode type) {
        for (MethodNode each : type.methods) {
            if (each.name.equals("<clinit>")) {
                return each;
            }
        }
        SerialVersion.keep(type); // an initialiser is part of it
        MethodNode initialiser = new MethodNode(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
        initialiser.instructions.add(new InsnNode(Opcodes.RETURN));
        type.methods.add(initialiser);
        return initialiser;
    }
}
