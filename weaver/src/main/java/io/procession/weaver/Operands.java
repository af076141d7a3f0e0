package io.procession.weaver;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MultiANewArrayInsnNode;
import org.objectweb.asm.tree.analysis.Frame;
import org.objectweb.asm.tree.analysis.Value;

/** How many values an instruction takes from the operand stack; a long counts as one. */
final class Operands {

    private Operands() {}

    static int count(AbstractInsnNode insn, Frame<? extends Value> before) {
        int opcode = insn.getOpcode();
        if (insn instanceof MethodInsnNode call) {
            int receiver = opcode == Opcodes.INVOKESTATIC ? 0 : 1;
            return Type.getArgumentTypes(call.desc).length + receiver;
        }
        if (insn instanceof InvokeDynamicInsnNode indy) {
            return Type.getArgumentTypes(indy.desc).length;
        }
        if (insn instanceof MultiANewArrayInsnNode array) {
            return array.dims;
        }
        if (opcode >= Opcodes.IALOAD && opcode <= Opcodes.SALOAD) {
            return 2;
        }
        if (opcode >= Opcodes.IASTORE && opcode <= Opcodes.SASTORE) {
            return 3;
        }
        if (isStore(opcode)) {
            return 1;
        }
        if (opcode >= Opcodes.POP && opcode <= Opcodes.SWAP) {
            return ofStackOperation(opcode, before);
        }
        if (opcode >= Opcodes.IADD && opcode <= Opcodes.LXOR) {
            return opcode >= Opcodes.INEG && opcode <= Opcodes.DNEG ? 1 : 2;
        }
        if (opcode >= Opcodes.I2L && opcode <= Opcodes.I2S) {
            return 1;
        }
        if (opcode >= Opcodes.LCMP && opcode <= Opcodes.DCMPG) {
            return 2;
        }
        return ofOther(opcode);
    }

    private static int ofOther(int opcode) {
        return switch (opcode) {
            case Opcodes.IFEQ,
                    Opcodes.IFNE,
                    Opcodes.IFLT,
                    Opcodes.IFGE,
                    Opcodes.IFGT,
                    Opcodes.IFLE,
                    Opcodes.IFNULL,
                    Opcodes.IFNONNULL,
                    Opcodes.TABLESWITCH,
                    Opcodes.LOOKUPSWITCH,
                    Opcodes.IRETURN,
                    Opcodes.LRETURN,
                    Opcodes.FRETURN,
                    Opcodes.DRETURN,
                    Opcodes.ARETURN,
                    Opcodes.PUTSTATIC,
                    Opcodes.GETFIELD,
                    Opcodes.NEWARRAY,
                    Opcodes.ANEWARRAY,
                    Opcodes.ARRAYLENGTH,
                    Opcodes.ATHROW,
                    Opcodes.CHECKCAST,
                    Opcodes.INSTANCEOF,
                    Opcodes.MONITORENTER,
                    Opcodes.MONITOREXIT ->
                    1;
            case Opcodes.IF_ICMPEQ,
                    Opcodes.IF_ICMPNE,
                    Opcodes.IF_ICMPLT,
                    Opcodes.IF_ICMPGE,
                    Opcodes.IF_ICMPGT,
                    Opcodes.IF_ICMPLE,
                    Opcodes.IF_ACMPEQ,
                    Opcodes.IF_ACMPNE,
                    Opcodes.PUTFIELD ->
                    2;
            default -> 0;
        };
    }

    private static int ofStackOperation(int opcode, Frame<? extends Value> f) {
        return switch (opcode) {
            case Opcodes.POP, Opcodes.DUP -> 1;
            case Opcodes.POP2, Opcodes.DUP2 -> pairAt(f, 0);
            case Opcodes.DUP_X1, Opcodes.SWAP -> 2;
            case Opcodes.DUP_X2 -> 1 + pairAt(f, 1);
            case Opcodes.DUP2_X1 -> pairAt(f, 0) + 1;
            default -> pairAt(f, 0) + pairAt(f, pairAt(f, 0)); // DUP2_X2
        };
    }

    /** How many values the two slots are that begin this many values below the top. */
    static int pairAt(Frame<? extends Value> f, int below) {
        return f.getStack(f.getStackSize() - 1 - below).getSize() == 2 ? 1 : 2;
    }

    static boolean isStore(int opcode) {
        return opcode >= Opcodes.ISTORE && opcode <= Opcodes.ASTORE;
    }

    static boolean isLoad(int opcode) {
        return opcode >= Opcodes.ILOAD && opcode <= Opcodes.ALOAD;
    }

    static boolean isReturn(int opcode) {
        return opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN;
    }

    static boolean isDup(int opcode) {
        return opcode >= Opcodes.DUP && opcode <= Opcodes.SWAP;
    }

    static boolean isArithmetic(int opcode) {
        return (opcode >= Opcodes.IADD && opcode <= Opcodes.LXOR)
                || (opcode >= Opcodes.I2L && opcode <= Opcodes.I2S)
                || (opcode >= Opcodes.LCMP && opcode <= Opcodes.DCMPG);
    }

    /** The type that a load or a store instruction moves. */
    static Type moved(int opcode) {
        int base = isLoad(opcode) ? opcode - Opcodes.ILOAD : opcode - Opcodes.ISTORE;
        return switch (base) {
            case 0 -> Type.INT_TYPE;
            case 1 -> Type.LONG_TYPE;
            case 2 -> Type.FLOAT_TYPE;
            case 3 -> Type.DOUBLE_TYPE;
            default -> Bridge.OBJECT_TYPE;
        };
    }

    /** The type of the result of arithmetic, a conversion or a comparison. */
    static Type resultOfArithmetic(int opcode) {
        if (opcode >= Opcodes.LCMP) {
            return Type.INT_TYPE;
        }
        if (opcode >= Opcodes.I2L) {
            return switch (opcode) {
                case Opcodes.I2L, Opcodes.F2L, Opcodes.D2L -> Type.LONG_TYPE;
                case Opcodes.I2F, Opcodes.L2F, Opcodes.D2F -> Type.FLOAT_TYPE;
                case Opcodes.I2D, Opcodes.L2D, Opcodes.F2D -> Type.DOUBLE_TYPE;
                default -> Type.INT_TYPE;
            };
        }
        if (opcode >= Opcodes.ISHL) {
            return (opcode - Opcodes.ISHL) % 2 == 0 ? Type.INT_TYPE : Type.LONG_TYPE;
        }
        return switch ((opcode - Opcodes.IADD) % 4) {
            case 0 -> Type.INT_TYPE;
            case 1 -> Type.LONG_TYPE;
            case 2 -> Type.FLOAT_TYPE;
            default -> Type.DOUBLE_TYPE;
        };
    }
}
