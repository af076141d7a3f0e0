package io.procession.weaver;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** Finds out what concurrent methods do to their arguments. */
final class ArgumentEffects {

    private final ClassNode self;
    private final Classes classes;
    private final ValueTypes values;
    private final Summaries summaries;

    /** Of a class, as it was compiled, and of those that it calls. */
    ArgumentEffects(ClassNode self, Classes classes) {
        this.self = self;
        this.classes = classes;
        this.values = new ValueTypes(classes);
        this.summaries = new Summaries(classes, values);
    }

    /** For each concurrent method of the class that has a body, before anything is rewritten. */
    Map<MethodNode, MethodEffects> ofSelf() {
        Map<MethodNode, MethodEffects> found = new LinkedHashMap<>();
        int none =
                Opcodes.ACC_ABSTRACT
                        | Opcodes.ACC_NATIVE
                        | Opcodes.ACC_BRIDGE
                        | Opcodes.ACC_SYNTHETIC;
        for (MethodNode method : self.methods) {
            if ((method.access & none) == 0
                    && classes.isMarked(self.name, method.name, method.desc)) {
                found.put(method, of(self, method));
            }
        }
        return found;
    }

    MethodEffects of(ClassNode owner, MethodNode method) {
        Summary summary = summary(owner, method);
        long fixed = 0;
        List<Type> types = Parameters.types(owner.name, method);
        for (int i = 0; i < types.size() && i < Long.SIZE; i++) {
            boolean isFixed =
                    values.isValue(types.get(i)) || (summary != null && summary.isFixed(i));
            fixed |= isFixed ? 1L << i : 0;
        }
        boolean isAllFixed = types.stream().allMatch(values::isValue);
        boolean readsWhatItWrites = summary == null ? !isAllFixed : summary.mayReadWhatItWrites();
        return new MethodEffects(fixed, readsWhatItWrites, Parameters.names(owner.name, method));
    }

    /** What is known of a method, or null if it may do anything. */
    @Nullable Summary summary(ClassNode owner, MethodNode method) {
        return summaries.of(owner, method, /* receiver= */ null);
    }

    boolean isValue(Type type) {
        return values.isValue(type);
    }
}
