package io.procession.weaver;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** Finds out what the concurrent methods of a class do to their arguments. */
final class ArgumentEffects {

    private final ClassNode owner;
    private final Classes classes;

    private ArgumentEffects(ClassNode owner, Classes classes) {
        this.owner = owner;
        this.classes = classes;
    }

    /** For each concurrent method with a body, before anything is rewritten. */
    static Map<MethodNode, MethodEffects> of(ClassNode owner, Classes classes) {
        return new ArgumentEffects(owner, classes).find();
    }

    private Map<MethodNode, MethodEffects> find() {
        Map<MethodNode, MethodEffects> found = new LinkedHashMap<>();
        int none =
                Opcodes.ACC_ABSTRACT
                        | Opcodes.ACC_NATIVE
                        | Opcodes.ACC_BRIDGE
                        | Opcodes.ACC_SYNTHETIC;
        for (MethodNode method : owner.methods) {
            if ((method.access & none) == 0
                    && classes.isMarked(owner.name, method.name, method.desc)) {
                found.put(method, of(method));
            }
        }
        return found;
    }

    private MethodEffects of(MethodNode method) {
        long fixed = 0;
        List<Type> types = Parameters.types(owner.name, method);
        for (int i = 0; i < types.size() && i < Long.SIZE; i++) {
            fixed |= Library.isValue(types.get(i)) ? 1L << i : 0;
        }
        boolean mayWrite = types.stream().anyMatch(type -> !Library.isValue(type));
        return new MethodEffects(fixed, mayWrite, Parameters.names(owner.name, method));
    }
}
