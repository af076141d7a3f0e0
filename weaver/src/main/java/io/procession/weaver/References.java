package io.procession.weaver;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/** Writes the lambda that a method reference stands for: {@code T::work} is x -> T.work(x). */
final class References {

    private References() {}

    /** Whether the target can be called from a static method of the class. */
    static boolean canBeWritten(Handle target, String owner) {
        return target.getTag() != Opcodes.H_NEWINVOKESPECIAL
                && (target.getTag() != Opcodes.H_INVOKESPECIAL || target.getOwner().equals(owner));
    }

    /** A static method with the captured values and the function's parameters. */
    static MethodNode method(String name, Handle target, InvokeDynamicInsnNode indy, int line) {
        Type function = (Type) indy.bsmArgs[2];
        List<Type> given = new ArrayList<>(List.of(Type.getArgumentTypes(indy.desc)));
        given.addAll(List.of(Type.getArgumentTypes(function.getDescriptor())));
        Type result = Type.getReturnType(function.getDescriptor());
        MethodNode method =
                new MethodNode(
                        Opcodes.ASM9,
                        Opcodes.ACC_STATIC,
                        name,
                        Type.getMethodDescriptor(result, given.toArray(Type[]::new)),
                        /* signature= */ null,
                        /* exceptions= */ null);
        InsnList code = method.instructions;
        LabelNode start = new LabelNode();
        code.add(start);
        code.add(new LineNumberNode(line, start));
        List<Type> wanted = new ArrayList<>();
        if (target.getTag() != Opcodes.H_INVOKESTATIC) {
            wanted.add(Type.getObjectType(target.getOwner()));
        }
        wanted.addAll(List.of(Type.getArgumentTypes(target.getDesc())));
        int local = 0;
        for (int i = 0; i < given.size(); i++) {
            code.add(new VarInsnNode(given.get(i).getOpcode(Opcodes.ILOAD), local));
            local += given.get(i).getSize();
            convert(code, given.get(i), wanted.get(i));
        }
        code.add(
                new MethodInsnNode(
                        opcode(target),
                        target.getOwner(),
                        target.getName(),
                        target.getDesc(),
                        target.isInterface()));
        finish(code, Type.getReturnType(target.getDesc()), result);
        method.maxLocals = local;
        method.maxStack = local + 4;
        return method;
    }

    private static int opcode(Handle target) {
        return switch (target.getTag()) {
            case Opcodes.H_INVOKESTATIC -> Opcodes.INVOKESTATIC;
            case Opcodes.H_INVOKEINTERFACE -> Opcodes.INVOKEINTERFACE;
            case Opcodes.H_INVOKEVIRTUAL -> Opcodes.INVOKEVIRTUAL;
            default -> Opcodes.INVOKESPECIAL; // a private method of the class
        };
    }

    private static void finish(InsnList code, Type from, Type to) {
        if (to == Type.VOID_TYPE) {
            if (from != Type.VOID_TYPE) {
                code.add(new InsnNode(from.getSize() == 2 ? Opcodes.POP2 : Opcodes.POP));
            }
        } else {
            convert(code, from, to);
        }
        code.add(new InsnNode(to.getOpcode(Opcodes.IRETURN)));
    }

    /** Boxes, unboxes, widens and casts, as a method reference does by itself. */
    private static void convert(InsnList code, Type from, Type to) {
        boolean fromPrimitive = from.getSort() < Type.ARRAY;
        boolean toPrimitive = to.getSort() < Type.ARRAY;
        if (fromPrimitive && toPrimitive) {
            widen(code, from, to);
        } else if (fromPrimitive) {
            String box = box(from);
            String descriptor = Type.getMethodDescriptor(Type.getObjectType(box), from);
            code.add(new MethodInsnNode(Opcodes.INVOKESTATIC, box, "valueOf", descriptor, false));
        } else if (toPrimitive) {
            Type unboxed = unboxed(from, to);
            String box = box(unboxed);
            code.add(new TypeInsnNode(Opcodes.CHECKCAST, box));
            code.add(
                    new MethodInsnNode(
                            Opcodes.INVOKEVIRTUAL,
                            box,
                            unboxed.getClassName() + "Value",
                            "()" + unboxed.getDescriptor(),
                            false));
            widen(code, unboxed, to);
        } else if (!from.equals(to) && !to.equals(Bridge.OBJECT_TYPE)) {
            code.add(new TypeInsnNode(Opcodes.CHECKCAST, to.getInternalName()));
        }
    }

    private static Type unboxed(Type box, Type otherwise) {
        return switch (box.getInternalName()) {
            case "java/lang/Boolean" -> Type.BOOLEAN_TYPE;
            case "java/lang/Byte" -> Type.BYTE_TYPE;
            case "java/lang/Short" -> Type.SHORT_TYPE;
            case "java/lang/Character" -> Type.CHAR_TYPE;
            case "java/lang/Integer" -> Type.INT_TYPE;
            case "java/lang/Long" -> Type.LONG_TYPE;
            case "java/lang/Float" -> Type.FLOAT_TYPE;
            case "java/lang/Double" -> Type.DOUBLE_TYPE;
            default -> otherwise;
        };
    }

    private static String box(Type primitive) {
        return switch (primitive.getSort()) {
            case Type.BOOLEAN -> "java/lang/Boolean";
            case Type.BYTE -> "java/lang/Byte";
            case Type.SHORT -> "java/lang/Short";
            case Type.CHAR -> "java/lang/Character";
            case Type.INT -> "java/lang/Integer";
            case Type.LONG -> "java/lang/Long";
            case Type.FLOAT -> "java/lang/Float";
            default -> "java/lang/Double";
        };
    }

    private static void widen(InsnList code, Type from, Type to) {
        Type start = Bridge.computational(from);
        Type end = Bridge.computational(to);
        if (start.equals(end)) {
            return;
        }
        int opcode =
                switch (start.getDescriptor() + end.getDescriptor()) {
                    case "IJ" -> Opcodes.I2L;
                    case "IF" -> Opcodes.I2F;
                    case "ID" -> Opcodes.I2D;
                    case "JF" -> Opcodes.L2F;
                    case "JD" -> Opcodes.L2D;
                    case "FD" -> Opcodes.F2D;
                    default -> throw new NotWovenException("conversion of " + from + " to " + to);
                };
        code.add(new InsnNode(opcode));
    }
}
