package io.procession.weaver;

import java.util.LinkedHashSet;
import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/** What values are used for, in words. */
final class Uses {

    private final Flow flow;
    private final Deferral deferral;

    Uses(Flow flow, Deferral deferral) {
        this.flow = flow;
        this.deferral = deferral;
    }

    /** Where a deferred value goes: "through Math.max -> held in local best until read". */
    String path(int producer) {
        Set<String> steps = new LinkedHashSet<>();
        follow(producer, steps, 0);
        return String.join(" -> ", steps);
    }

    private void follow(int producer, Set<String> steps, int depth) {
        for (Flow.Use use : flow.uses(producer)) {
            int c = use.consumer();
            if (!flow.isReal(c) || depth > 8) {
                continue;
            }
            switch (deferral.role(c, use.slot())) {
                case LIFT -> {
                    String name = operation(c);
                    if (!name.isEmpty()) {
                        steps.add("through " + name);
                    }
                    if (deferral.isKept(c)) {
                        follow(c, steps, depth + 1);
                    }
                }
                case STORE -> followLocal(c, steps, depth);
                case EFFECT -> steps.add(effect(c) + " at a wait, in program order");
                case NOW -> steps.add("handed to " + operation(c) + ", which waits");
                case IGNORED -> steps.add("nobody reads the result");
                case RESULT -> steps.add("a result of the stream's stage");
                default -> {}
            }
        }
    }

    private void followLocal(int store, Set<String> steps, int depth) {
        int local = ((VarInsnNode) flow.insns[store]).var;
        String name = Locals.name(flow, store, local);
        if (!name.equals(Locals.UNNAMED)) {
            steps.add("held in " + name + " until it is read");
            return;
        }
        for (int i = 0; i < flow.size(); i++) { // a copy that the weaver made
            if (flow.isReachable(i)
                    && flow.insns[i] instanceof VarInsnNode load
                    && load.var == local
                    && deferral.isKept(i)) {
                follow(i, steps, depth + 1);
            }
        }
        if (steps.isEmpty()) {
            steps.add("held in " + name + " until it is read");
        }
    }

    private String effect(int c) {
        AbstractInsnNode insn = flow.insns[c];
        if (insn instanceof MethodInsnNode call) {
            return "handed to " + call.name + "()";
        }
        return insn instanceof FieldInsnNode field
                ? "assigned to " + field.name
                : "written to an array element";
    }

    private String operation(int c) {
        AbstractInsnNode insn = flow.insns[c];
        if (insn instanceof MethodInsnNode call) {
            boolean boxing = call.name.equals("valueOf") || call.name.endsWith("Value");
            return boxing && call.owner.startsWith("java/lang/") ? "" : Needs.nameOf(call);
        }
        if (insn instanceof InvokeDynamicInsnNode) {
            return "a text";
        }
        return insn.getOpcode() == Opcodes.CHECKCAST || insn.getOpcode() >= Opcodes.I2L
                ? ""
                : "arithmetic";
    }

    /** What keeps a value from being deferred. */
    String obstacle(int producer) {
        for (Flow.Use use : flow.uses(producer)) {
            int c = use.consumer();
            if (flow.isReal(c) && deferral.role(c, use.slot()) == Deferral.Role.NONE) {
                return describe(c, use.slot());
            }
        }
        return "code that it meets with another value";
    }

    private String describe(int c, int slot) {
        AbstractInsnNode insn = flow.insns[c];
        String at = " at line " + flow.line(c);
        int opcode = insn.getOpcode();
        if (insn instanceof MethodInsnNode call) {
            return deferral.isConcurrent(c)
                    ? "the concurrent call of "
                            + call.name
                            + at
                            + " (let one of them call the other)"
                    : "the call of " + Needs.nameOf(call) + at;
        }
        if (insn instanceof InvokeDynamicInsnNode indy) {
            return (Purity.isLambda(indy) ? "a lambda" : "a text of an object") + at;
        }
        if (insn instanceof FieldInsnNode field) {
            return "access to its field " + field.name + at;
        }
        if (Operands.isStore(opcode)) {
            return "a catch or finally block, which reads "
                    + Locals.name(flow, c, ((VarInsnNode) insn).var);
        }
        if (Operands.isReturn(opcode)) {
            return "return" + at;
        }
        if (opcode >= Opcodes.IALOAD && opcode <= Opcodes.SALOAD
                || opcode >= Opcodes.IASTORE && opcode <= Opcodes.SASTORE) {
            return (slot == 1 ? "an array index" : "access to its elements") + at;
        }
        return switch (opcode) {
            case Opcodes.TABLESWITCH, Opcodes.LOOKUPSWITCH -> "a switch" + at;
            case Opcodes.ATHROW -> "throw" + at;
            case Opcodes.INSTANCEOF -> "instanceof" + at;
            case Opcodes.MONITORENTER, Opcodes.MONITOREXIT -> "synchronized" + at;
            case Opcodes.ARRAYLENGTH -> "its length" + at;
            case Opcodes.NEWARRAY, Opcodes.ANEWARRAY, Opcodes.MULTIANEWARRAY ->
                    "the length of an array" + at;
            default -> "a condition" + at;
        };
    }
}
