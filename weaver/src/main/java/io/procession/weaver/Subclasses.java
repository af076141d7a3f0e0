package io.procession.weaver;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InnerClassNode;

/**
 * Tells which classes an object of a declared type may be of, where the language lets nobody add
 * one: final classes, sealed ones, and those that only the classes around them can extend, since
 * they or all their constructors are private.
 */
final class Subclasses {

    private static final int NESTS = 55; // since Java 11 a class file tells who is nested

    private final Classes classes;
    private final Map<String, List<String>> known = new HashMap<>();

    Subclasses(Classes classes) {
        this.classes = classes;
    }

    /** The classes that have objects; empty if others may come. */
    List<String> of(String type) {
        List<String> answer = known.get(type);
        if (answer == null) {
            Set<String> found = new LinkedHashSet<>();
            answer = addAll(type, found, 0) ? List.copyOf(found) : List.of();
            known.put(type, answer);
        }
        return answer;
    }

    private boolean addAll(String type, Set<String> found, int depth) {
        ClassNode node = classes.node(type);
        if (node == null || depth > 20) {
            return false;
        }
        boolean isFinal = (node.access & Opcodes.ACC_FINAL) != 0;
        boolean isAbstract = (node.access & Opcodes.ACC_ABSTRACT) != 0;
        List<String> below = isFinal ? List.of() : below(node);
        if (below == null) {
            return false;
        }
        if (!isAbstract) {
            found.add(type);
        }
        for (String each : below) {
            if (!addAll(each, found, depth + 1)) {
                return false;
            }
        }
        return true;
    }

    /** The direct subtypes; null if they are not known. */
    private @Nullable List<String> below(ClassNode node) {
        if (node.permittedSubclasses != null) {
            return node.permittedSubclasses;
        }
        if (!isPrivate(node) && !hasOnlyPrivateConstructors(node)) {
            return null;
        }
        ClassNode host = node.nestHostClass == null ? node : classes.node(node.nestHostClass);
        if (host == null || (host.version & 0xFFFF) < NESTS) {
            return null;
        }
        Set<String> below = new LinkedHashSet<>();
        Set<String> nest = new LinkedHashSet<>(Set.of(host.name));
        nest.addAll(host.nestMembers == null ? List.of() : host.nestMembers);
        for (String each : nest) {
            ClassNode member = classes.node(each);
            if (member == null) {
                return null;
            }
            if (node.name.equals(member.superName) || member.interfaces.contains(node.name)) {
                below.add(each);
            }
        }
        return List.copyOf(below);
    }

    private static boolean isPrivate(ClassNode node) {
        for (InnerClassNode each : node.innerClasses) {
            if (each.name.equals(node.name)) {
                boolean isLocal = each.outerName == null; // in a method, or anonymous
                return isLocal || (each.access & Opcodes.ACC_PRIVATE) != 0;
            }
        }
        return false;
    }

    private static boolean hasOnlyPrivateConstructors(ClassNode node) {
        return (node.access & Opcodes.ACC_INTERFACE) == 0
                && node.methods.stream()
                        .filter(method -> method.name.equals("<init>"))
                        .allMatch(method -> (method.access & Opcodes.ACC_PRIVATE) != 0);
    }
}
