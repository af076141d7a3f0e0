package io.procession.weaver;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Replaces the stack operations (dup, swap and their kin) that touch a value which may come from a
 * concurrent call by stores and loads of fresh locals, so that every such value has one use.
 */
final class Normalizer {

    private Normalizer() {}

    /** Whether anything was replaced: then what is known of the method is out of date. */
    static boolean normalize(MethodNode method, Flow flow, Deferral deferral) {
        boolean changed = false;
        for (int i = 0; i < flow.size(); i++) {
            if (flow.isReachable(i)
                    && Operands.isDup(flow.insns[i].getOpcode())
                    && touchesReached(flow, deferral, i)) {
                method.instructions.insert(flow.insns[i], throughLocals(method, flow, i));
                method.instructions.remove(flow.insns[i]);
                changed = true;
            }
        }
        return changed;
    }

    private static boolean touchesReached(Flow flow, Deferral deferral, int i) {
        for (int slot = 0; slot < flow.operandCount(i); slot++) {
            for (int source : flow.sources(i, slot)) {
                if (source >= 0 && deferral.isReached(source)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static InsnList throughLocals(MethodNode method, Flow flow, int i) {
        Object[] types = flow.operandTypes(i);
        int[] locals = new int[types.length];
        InsnList code = new InsnList();
        for (int slot = types.length - 1; slot >= 0; slot--) {
            Type type = typeOf(types[slot]);
            locals[slot] = method.maxLocals;
            method.maxLocals += type.getSize();
            code.add(new VarInsnNode(type.getOpcode(Opcodes.ISTORE), locals[slot]));
        }
        for (int slot : order(flow.insns[i].getOpcode(), types)) {
            Type type = typeOf(types[slot]);
            code.add(new VarInsnNode(type.getOpcode(Opcodes.ILOAD), locals[slot]));
        }
        return code;
    }

    /** The type of a value by its verifier's type; every reference is an Object. */
    static Type typeOf(Object verifierType) {
        if (verifierType == Opcodes.INTEGER) {
            return Type.INT_TYPE;
        }
        if (verifierType == Opcodes.LONG) {
            return Type.LONG_TYPE;
        }
        if (verifierType == Opcodes.FLOAT) {
            return Type.FLOAT_TYPE;
        }
        return verifierType == Opcodes.DOUBLE ? Type.DOUBLE_TYPE : Bridge.OBJECT_TYPE;
    }

    /** Which operands are on the stack afterwards, from the bottom. */
    private static List<Integer> order(int opcode, Object[] types) {
        int count = types.length;
        int moved =
                switch (opcode) {
                    case Opcodes.DUP2, Opcodes.DUP2_X1, Opcodes.DUP2_X2 ->
                            typeOf(types[count - 1]).getSize() == 2 ? 1 : 2;
                    default -> 1;
                };
        List<Integer> order = new ArrayList<>();
        for (int slot = count - moved; slot < count; slot++) {
            order.add(slot);
        }
        int kept = opcode == Opcodes.SWAP ? count - 1 : count;
        for (int slot = 0; slot < kept; slot++) {
            order.add(slot);
        }
        return order;
    }
}
