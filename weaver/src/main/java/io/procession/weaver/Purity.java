package io.procession.weaver;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.Frame;
import org.objectweb.asm.tree.analysis.SourceInterpreter;
import org.objectweb.asm.tree.analysis.SourceValue;

/**
 * Tells which calls are functions of their arguments: what they give does not depend on when they
 * run, and nobody sees that they ran. Of the program's own methods these are the ones that cannot
 * be overridden and whose code uses only locals, arithmetic, values, fresh objects and final
 * fields. Only methods of records and of the same package are looked into, since other code may
 * change without this class being woven again.
 */
final class Purity {

    private static final Object[] NO_TYPES = {};

    private final Classes classes;
    private final Map<String, Boolean> known = new HashMap<>();

    Purity(Classes classes) {
        this.classes = classes;
    }

    /**
     * Whether a call is pure.
     *
     * @param arguments the verifier's types of its arguments, without the receiver
     */
    boolean isPure(MethodInsnNode call, Object[] arguments) {
        if (call.owner.startsWith("[")) {
            return false; // clone() reads the elements
        }
        if (Library.isPure(call.owner, call.name, call.desc, arguments)) {
            return true;
        }
        if (call.desc.equals("()I") && call.name.equals("ordinal")
                || call.desc.equals("()Ljava/lang/String;") && call.name.equals("name")) {
            ClassNode owner = classes.node(call.owner);
            if (owner != null && "java/lang/Enum".equals(owner.superName)) {
                return true;
            }
        }
        return isPureMethod(call);
    }

    private boolean isPureMethod(MethodInsnNode call) {
        String key = call.getOpcode() + call.owner + '.' + call.name + call.desc;
        Boolean answer = known.get(key);
        if (answer == null) {
            known.put(key, true); // a method that calls itself
            answer = looksPure(call);
            if (!answer) {
                known.values().removeIf(pure -> pure); // some may rest on this one
            }
            known.put(key, answer);
        }
        return answer;
    }

    private boolean looksPure(MethodInsnNode call) {
        Classes.Member member = classes.method(call.owner, call.name, call.desc);
        if (member == null) {
            return false;
        }
        ClassNode owner = member.owner();
        MethodNode m = member.method();
        boolean record = "java/lang/Record".equals(owner.superName);
        if (!record && !packageOf(owner.name).equals(packageOf(classes.self().name))) {
            return false;
        }
        int odd = Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE | Opcodes.ACC_SYNCHRONIZED;
        if ((m.access & odd) != 0
                || Classes.isAnnotated(m, Bridge.SYNCHRONIZED)
                || Classes.isAnnotated(m, Bridge.CONCURRENT)) {
            return false;
        }
        boolean dispatched =
                call.getOpcode() == Opcodes.INVOKEVIRTUAL
                        || call.getOpcode() == Opcodes.INVOKEINTERFACE;
        int fixed = Opcodes.ACC_FINAL | Opcodes.ACC_PRIVATE;
        if (dispatched && (m.access & fixed) == 0 && (owner.access & Opcodes.ACC_FINAL) == 0) {
            return false;
        }
        return isEnumTable(owner, m) || (m.tryCatchBlocks.isEmpty() && hasPureBody(owner, m));
    }

    /** The methods that compilers make for enums; they read arrays that nobody changes. */
    private static boolean isEnumTable(ClassNode owner, MethodNode m) {
        return m.name.startsWith("$SWITCH_TABLE$")
                || ("java/lang/Enum".equals(owner.superName)
                        && m.name.equals("values")
                        && m.desc.startsWith("()"));
    }

    private boolean hasPureBody(ClassNode owner, MethodNode m) {
        @Nullable Frame<SourceValue>[] frames;
        try {
            frames = new Analyzer<>(new SourceInterpreter()).analyze(owner.name, m);
        } catch (AnalyzerException | RuntimeException e) {
            return false;
        }
        AbstractInsnNode[] insns = m.instructions.toArray();
        for (int i = 0; i < insns.length; i++) {
            Frame<SourceValue> frame = frames[i];
            if (frame != null && !isPure(owner, m, insns[i], frame)) {
                return false;
            }
        }
        return true;
    }

    private boolean isPure(
            ClassNode owner, MethodNode m, AbstractInsnNode insn, Frame<SourceValue> frame) {
        int opcode = insn.getOpcode();
        if (insn instanceof FieldInsnNode field) {
            return isPureAccess(owner, m, field, frame);
        }
        if (insn instanceof MethodInsnNode call) {
            if (call.name.equals("<init>")
                    && Library.makesFresh(call.owner, call.name, call.desc, NO_TYPES)) {
                return true;
            }
            return !classes.isConcurrent(call.owner, call.name, call.desc)
                    && isPure(call, NO_TYPES);
        }
        if (insn instanceof InvokeDynamicInsnNode indy) {
            return isPure(indy);
        }
        boolean array =
                (opcode >= Opcodes.IALOAD && opcode <= Opcodes.SALOAD)
                        || (opcode >= Opcodes.IASTORE && opcode <= Opcodes.SASTORE);
        return !array
                && opcode != Opcodes.MONITORENTER
                && opcode != Opcodes.MONITOREXIT
                && opcode != Opcodes.JSR
                && opcode != Opcodes.RET;
    }

    private boolean isPureAccess(
            ClassNode owner, MethodNode m, FieldInsnNode field, Frame<SourceValue> frame) {
        if (field.getOpcode() == Opcodes.PUTFIELD) {
            return m.name.equals("<init>")
                    && field.owner.equals(owner.name)
                    && isThis(frame.getStack(frame.getStackSize() - 2));
        }
        if (field.getOpcode() == Opcodes.PUTSTATIC) {
            return false;
        }
        if (field.getOpcode() == Opcodes.GETSTATIC && Classes.ofThePlatform(field.owner)) {
            return true;
        }
        Classes.FieldMember found = classes.field(field.owner, field.name, field.desc);
        return found != null && found.isFinal();
    }

    private static boolean isThis(SourceValue value) {
        if (value.insns.size() != 1) {
            return false;
        }
        AbstractInsnNode source = value.insns.iterator().next();
        return source instanceof VarInsnNode load
                && load.getOpcode() == Opcodes.ALOAD
                && load.var == 0;
    }

    /** Lambdas are made without looking at anything; texts are, if they are made of values. */
    static boolean isPure(InvokeDynamicInsnNode indy) {
        return isLambda(indy) || isSwitch(indy) || isConcatOfValues(indy, NO_TYPES);
    }

    static boolean isLambda(InvokeDynamicInsnNode indy) {
        return indy.bsm.getOwner().equals("java/lang/invoke/LambdaMetafactory");
    }

    static boolean isSwitch(InvokeDynamicInsnNode indy) {
        return indy.bsm.getOwner().equals("java/lang/runtime/SwitchBootstraps");
    }

    static boolean isConcat(InvokeDynamicInsnNode indy) {
        return indy.bsm.getOwner().equals("java/lang/invoke/StringConcatFactory");
    }

    /** Whether a text is made of values only, so that no {@code toString} of a user runs. */
    static boolean isConcatOfValues(InvokeDynamicInsnNode indy, Object[] onStack) {
        if (!isConcat(indy)) {
            return false;
        }
        Type[] arguments = Type.getArgumentTypes(indy.desc);
        for (int i = 0; i < arguments.length; i++) {
            boolean onlyDeclared = i >= onStack.length;
            boolean value =
                    Library.isValue(arguments[i])
                            || (!onlyDeclared && Library.isValueOnStack(onStack[i]));
            if (!value) {
                return false;
            }
        }
        return true;
    }

    private static String packageOf(String internalName) {
        int slash = internalName.lastIndexOf('/');
        return slash < 0 ? "" : internalName.substring(0, slash);
    }
}
