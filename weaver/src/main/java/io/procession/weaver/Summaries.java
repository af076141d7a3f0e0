package io.procession.weaver;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.AnalyzerException;

/*
 * Methods that call each other in a circle are gone through again, with what was found the time
 * before, until nothing new is found; the first time the inner call is taken to do nothing. What is
 * known so far only becomes final when the outermost method of the circle is done.
 */

/**
 * What methods may do to what they are given. Looks into every method whose class file is there, as
 * far as its budget for one woven class goes.
 */
final class Summaries {

    private static final int BUDGET = 400_000; // instructions looked at for one woven class
    private static final int MOST_ROUNDS = 20;
    private static final int DEEPEST = 60;

    private record Key(String owner, String name, String descriptor, @Nullable String receiver) {}

    private final Classes classes;
    private final ValueTypes values;
    private final Subclasses subclasses;
    private final Map<Key, @Nullable Summary> done = new HashMap<>();
    private final Map<Key, @Nullable Summary> current = new LinkedHashMap<>();
    private final Set<Key> visited = new HashSet<>();
    private final Set<Key> open = new HashSet<>();
    private final Map<String, Integer> labels = new HashMap<>();
    private final Work work = new Work();
    private int budget = BUDGET;
    private boolean hasCircle;
    private boolean changed;

    Summaries(Classes classes, ValueTypes values) {
        this.classes = classes;
        this.values = values;
        this.subclasses = new Subclasses(classes);
    }

    /** What may be done for one woven class. */
    Work work() {
        return work;
    }

    /** The numbers of the fields that {@link Reach} tells apart. */
    Map<String, Integer> labels() {
        return labels;
    }

    Subclasses subclasses() {
        return subclasses;
    }

    Classes classes() {
        return classes;
    }

    /**
     * What a method does, or null if it may do anything.
     *
     * @param receiver the class of its receiver, if that is known exactly
     */
    @Nullable Summary of(ClassNode owner, MethodNode method, @Nullable String receiver) {
        boolean isFinal = (owner.access & Opcodes.ACC_FINAL) != 0;
        String exact = receiver == null && isFinal ? owner.name : receiver;
        boolean isStatic = (method.access & Opcodes.ACC_STATIC) != 0;
        Key key = new Key(owner.name, method.name, method.desc, isStatic ? null : exact);
        if (done.containsKey(key)) {
            return done.get(key);
        }
        if (!open.isEmpty()) {
            return ofInner(key, owner, method);
        }
        int rounds = 0;
        do {
            if (rounds++ > MOST_ROUNDS) {
                current.clear();
                return null;
            }
            visited.clear();
            hasCircle = false;
            changed = false;
            look(key, owner, method);
        } while (hasCircle && changed);
        done.putAll(current);
        current.clear();
        return done.get(key);
    }

    private @Nullable Summary ofInner(Key key, ClassNode owner, MethodNode method) {
        if (open.contains(key)) {
            hasCircle = true;
            return current.containsKey(key) ? current.get(key) : Summary.NOTHING;
        }
        if (!visited.contains(key)) {
            look(key, owner, method);
        }
        return current.get(key);
    }

    private void look(Key key, ClassNode owner, MethodNode method) {
        visited.add(key);
        open.add(key);
        Summary found = trace(key, owner, method);
        open.remove(key);
        boolean isKnown = current.containsKey(key);
        Summary before = current.put(key, found);
        changed |= !isKnown || (before == null ? found != null : !before.equals(found));
    }

    private @Nullable Summary trace(Key key, ClassNode owner, MethodNode method) {
        int unseen = Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE;
        budget -= method.instructions.size();
        if ((method.access & unseen) != 0 || budget < 0 || open.size() > DEEPEST) {
            return null;
        }
        try {
            return Tracer.trace(owner.name, method, key.receiver(), this, values);
        } catch (AnalyzerException | RuntimeException e) {
            return null; // it may do anything
        }
    }
}
