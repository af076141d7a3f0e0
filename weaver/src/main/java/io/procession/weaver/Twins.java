package io.procession.weaver;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LocalVariableNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;
import org.objectweb.asm.tree.analysis.AnalyzerException;

/**
 * The woven twins of lambda bodies. The body itself stays, for whoever else calls it. The twin of a
 * stream's function gives a deferred value and has a scope of its own; the twin of a loop's body
 * gets the scope of the method as one more captured variable.
 */
final class Twins {

    private static final int HIDDEN = Opcodes.ACC_PRIVATE | Opcodes.ACC_SYNTHETIC;

    private final ClassNode owner;
    private final Classes classes;
    private final MethodWeaver weaver;
    private final boolean addsMembers;
    private final Map<String, Handle> made = new HashMap<>();

    Twins(ClassNode owner, Classes classes, MethodWeaver weaver, boolean addsMembers) {
        this.owner = owner;
        this.classes = classes;
        this.weaver = weaver;
        this.addsMembers = addsMembers;
    }

    /** Whether the code behind a lambda or a method reference calls a concurrent method. */
    boolean callsConcurrent(Handle body) {
        if (classes.isConcurrent(body.getOwner(), body.getName(), body.getDesc())) {
            return true;
        }
        MethodNode lambda = bodyOf(body);
        if (lambda == null) {
            return false;
        }
        for (AbstractInsnNode insn : lambda.instructions) {
            if (insn instanceof MethodInsnNode call
                    && classes.isConcurrent(call.owner, call.name, call.desc)) {
                return true;
            }
            if (insn instanceof InvokeDynamicInsnNode inner
                    && Purity.isLambda(inner)
                    && inner.bsmArgs[1] instanceof Handle handle
                    && !handle.equals(body)
                    && callsConcurrent(handle)) {
                return true;
            }
        }
        return false;
    }

    private @Nullable MethodNode bodyOf(Handle body) {
        for (MethodNode m : owner.methods) {
            if (body.getOwner().equals(owner.name)
                    && m.name.equals(body.getName())
                    && m.desc.equals(body.getDesc())
                    && (m.access & Opcodes.ACC_SYNTHETIC) != 0) {
                return m;
            }
        }
        return null;
    }

    /** The twin of a function for a stage of a stream; null if it cannot have one. */
    @Nullable Handle ofStage(Handle body, InvokeDynamicInsnNode indy, Site site, int line) {
        return of(body, indy, site, line, MethodWeaver.Role.STAGE);
    }

    /** The twin of the body of a loop; null if it cannot have one. */
    @Nullable Handle ofLoop(Handle body, InvokeDynamicInsnNode indy, Site site, int line) {
        return of(body, indy, site, line, MethodWeaver.Role.LOOP);
    }

    private @Nullable Handle of(
            Handle body, InvokeDynamicInsnNode indy, Site site, int line, MethodWeaver.Role role) {
        MethodNode lambda = bodyOf(body);
        boolean isReference = lambda == null;
        if (!addsMembers || (isReference && !References.canBeWritten(body, owner.name))) {
            return null;
        }
        String suffix = role == MethodWeaver.Role.STAGE ? "$deferred" : "$each";
        String name =
                isReference
                        ? "lambda$" + site.method() + '$' + body.getName() + '$' + made.size()
                        : body.getName() + suffix;
        String key = isReference ? name + suffix : name + body.getDesc();
        Handle known = made.get(key);
        if (known == null) {
            MethodNode twin =
                    lambda == null
                            ? References.method(name + suffix, body, indy, line)
                            : copy(lambda, name);
            known = weave(twin, body, isReference, indy, site, role);
            if (known != null) {
                made.put(key, known);
            }
        }
        return known;
    }

    private MethodNode copy(MethodNode lambda, String name) {
        MethodNode copy =
                new MethodNode(
                        Opcodes.ASM9,
                        lambda.access,
                        name,
                        lambda.desc,
                        /* signature= */ null,
                        lambda.exceptions.toArray(new String[0]));
        lambda.accept(copy);
        copy.parameters = null;
        return copy;
    }

    private @Nullable Handle weave(
            MethodNode twin,
            Handle body,
            boolean isReference,
            InvokeDynamicInsnNode indy,
            Site site,
            MethodWeaver.Role role) {
        twin.access = HIDDEN | (twin.access & Opcodes.ACC_STATIC);
        int scope = -1;
        if (role == MethodWeaver.Role.LOOP) {
            int captured = Type.getArgumentTypes(indy.desc).length;
            boolean receiver = (twin.access & Opcodes.ACC_STATIC) == 0;
            scope = insertScope(twin, receiver ? captured - 1 : captured);
        }
        owner.methods.add(twin);
        try {
            if (!weaver.weave(twin, site, role, scope)) {
                owner.methods.remove(twin);
                return null;
            }
        } catch (AnalyzerException e) {
            throw new NotWovenException("lambda cannot be analysed: " + e.getMessage());
        }
        if (role == MethodWeaver.Role.STAGE) {
            twin.desc =
                    Type.getMethodDescriptor(
                            Bridge.DEFERRED_TYPE, Type.getArgumentTypes(twin.desc));
        }
        boolean isInterface = (owner.access & Opcodes.ACC_INTERFACE) != 0;
        int tag = isReference ? Opcodes.H_INVOKESTATIC : body.getTag();
        return new Handle(tag, owner.name, twin.name, twin.desc, isInterface);
    }

    /** Adds a parameter for the scope at this index, and moves the locals behind it. */
    private static int insertScope(MethodNode method, int index) {
        List<Type> types = new ArrayList<>(List.of(Type.getArgumentTypes(method.desc)));
        int slot = (method.access & Opcodes.ACC_STATIC) == 0 ? 1 : 0;
        for (int i = 0; i < index; i++) {
            slot += types.get(i).getSize();
        }
        types.add(index, Bridge.SCOPE_TYPE);
        method.desc =
                Type.getMethodDescriptor(
                        Type.getReturnType(method.desc), types.toArray(Type[]::new));
        for (AbstractInsnNode insn : method.instructions) {
            if (insn instanceof VarInsnNode var && var.var >= slot) {
                var.var++;
            } else if (insn instanceof IincInsnNode iinc && iinc.var >= slot) {
                iinc.var++;
            } else if (insn instanceof FrameNode frame) {
                frame.local = withScope(frame.local, slot);
            }
        }
        if (method.localVariables != null) {
            for (LocalVariableNode variable : method.localVariables) {
                variable.index += variable.index >= slot ? 1 : 0;
            }
        }
        method.maxLocals++;
        return slot;
    }

    private static List<Object> withScope(@Nullable List<Object> locals, int slot) {
        List<Object> all = new ArrayList<>(locals == null ? List.of() : locals);
        int used = 0;
        int index = 0;
        while (used < slot) {
            if (index == all.size()) {
                all.add(Opcodes.TOP);
            }
            Object type = all.get(index++);
            used += type == Opcodes.LONG || type == Opcodes.DOUBLE ? 2 : 1;
        }
        all.add(index, Bridge.SCOPE);
        return all;
    }
}
