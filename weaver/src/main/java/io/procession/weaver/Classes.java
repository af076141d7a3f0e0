package io.procession.weaver;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.AnnotationNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * What is known of the classes that a class refers to, read from their class files while that one
 * class is woven. Nothing is loaded.
 */
final class Classes {

    /** A method and the class that declares it. */
    record Member(ClassNode owner, MethodNode method) {}

    /** A field and the class that declares it. */
    record FieldMember(ClassNode owner, FieldNode field) {

        boolean isFinal() {
            return (field.access & Opcodes.ACC_FINAL) != 0;
        }

        boolean isVolatile() {
            return (field.access & Opcodes.ACC_VOLATILE) != 0;
        }
    }

    private static final Set<String> FUTURES =
            Set.of(
                    "java/util/concurrent/CompletableFuture",
                    "java/util/concurrent/CompletionStage",
                    "java/util/concurrent/Future");

    private final ClassFiles files;
    private final ClassNode self;
    private final Map<String, @Nullable ClassNode> nodes = new HashMap<>();
    private final Map<String, Boolean> concurrent = new HashMap<>();

    Classes(ClassFiles files, ClassNode self) {
        this.files = files;
        this.self = self;
        nodes.put(self.name, self);
    }

    ClassNode self() {
        return self;
    }

    static boolean ofThePlatform(String internalName) {
        return internalName.startsWith("java/")
                || internalName.startsWith("javax/")
                || internalName.startsWith("jdk/")
                || internalName.startsWith("sun/")
                || internalName.startsWith("io/procession/bridge/")
                || internalName.startsWith("[");
    }

    /** A class by name, with its code; null for a class of the platform and for a missing one. */
    @Nullable ClassNode node(@Nullable String internalName) {
        if (internalName == null || ofThePlatform(internalName)) {
            return null;
        }
        if (!nodes.containsKey(internalName)) {
            nodes.put(internalName, read(internalName));
        }
        return nodes.get(internalName);
    }

    private @Nullable ClassNode read(String internalName) {
        byte[] bytes = files.find(internalName);
        if (bytes == null) {
            return null;
        }
        try {
            ClassNode node = new ClassNode();
            new ClassReader(bytes).accept(node, ClassReader.SKIP_FRAMES);
            return node;
        } catch (RuntimeException e) {
            return null; // not a class file that we can read: as good as missing
        }
    }

    static boolean isAnnotated(MethodNode method, String annotation) {
        return has(method.visibleAnnotations, annotation)
                || has(method.invisibleAnnotations, annotation);
    }

    static boolean has(@Nullable List<AnnotationNode> annotations, String annotation) {
        return annotations != null && annotations.stream().anyMatch(a -> a.desc.equals(annotation));
    }

    static boolean givesFuture(String descriptor) {
        Type result = Type.getReturnType(descriptor);
        return result.getSort() == Type.OBJECT && FUTURES.contains(result.getInternalName());
    }

    /**
     * Whether calls of a method run in a worker: it is annotated, overrides an annotated one, or is
     * a compiler's accessor of one. One that returns a future is not: its caller need not wait.
     */
    boolean isConcurrent(String owner, String name, String descriptor) {
        if (name.startsWith("<") || ofThePlatform(owner) || givesFuture(descriptor)) {
            return false;
        }
        String key = owner + '.' + name + descriptor;
        Boolean known = concurrent.get(key);
        if (known == null) {
            concurrent.put(key, false); // an accessor that calls itself
            known =
                    overridesAnnotated(owner, name, descriptor)
                            || accesses(owner, name, descriptor);
            concurrent.put(key, known);
        }
        return known;
    }

    /** Whether a method is annotated, or overrides one that is; also if it returns a future. */
    boolean isMarked(String owner, String name, String descriptor) {
        return !name.startsWith("<") && overridesAnnotated(owner, name, descriptor);
    }

    private boolean overridesAnnotated(String owner, String name, String descriptor) {
        Set<String> descriptors = new HashSet<>(Set.of(descriptor));
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(owner));
        while (!open.isEmpty()) {
            String next = open.removeFirst();
            ClassNode node = seen.add(next) ? node(next) : null;
            if (node == null) {
                continue;
            }
            for (MethodNode m : node.methods) {
                if (!m.name.equals(name)) {
                    continue;
                }
                if (descriptors.contains(m.desc)) {
                    if (isAnnotated(m, Bridge.CONCURRENT)) {
                        return true;
                    }
                    if ((m.access & (Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC)) != 0) {
                        return false; // overrides nothing
                    }
                } else if ((m.access & Opcodes.ACC_BRIDGE) != 0 && bridges(m, descriptors)) {
                    descriptors.add(m.desc);
                }
            }
            if (node.superName != null) {
                open.add(node.superName);
            }
            open.addAll(node.interfaces);
        }
        return false;
    }

    private static boolean bridges(MethodNode bridge, Set<String> descriptors) {
        for (AbstractInsnNode insn : bridge.instructions) {
            if (insn instanceof MethodInsnNode call
                    && call.name.equals(bridge.name)
                    && descriptors.contains(call.desc)) {
                return true;
            }
        }
        return false;
    }

    private boolean accesses(String owner, String name, String descriptor) {
        boolean accessor = name.startsWith("access$");
        if (!accessor && !name.endsWith("$default")) {
            return false;
        }
        Member member = method(owner, name, descriptor);
        if (member == null
                || (member.method.access & Opcodes.ACC_STATIC) == 0
                || (member.method.access & Opcodes.ACC_SYNTHETIC) == 0) {
            return false;
        }
        MethodInsnNode only = null;
        for (AbstractInsnNode insn : member.method.instructions) {
            if (insn instanceof MethodInsnNode call) {
                boolean own = accessor || name.equals(call.name + "$default");
                if (own && only != null) {
                    return false;
                }
                only = own ? call : only;
            }
        }
        return only != null && isConcurrent(only.owner, only.name, only.desc);
    }

    /** The method that a call finds, or null if its class file is not there. */
    @Nullable Member method(String owner, String name, String descriptor) {
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(owner));
        while (!open.isEmpty()) {
            String next = open.removeFirst();
            ClassNode node = seen.add(next) ? node(next) : null;
            if (node == null) {
                continue;
            }
            for (MethodNode m : node.methods) {
                if (m.name.equals(name) && m.desc.equals(descriptor)) {
                    return new Member(node, m);
                }
            }
            if (node.superName != null) {
                open.addFirst(node.superName);
            }
            open.addAll(node.interfaces);
        }
        return null;
    }

    /** The field that an access finds, or null if its class file is not there. */
    @Nullable FieldMember field(String owner, String name, String descriptor) {
        ClassNode node = node(owner);
        if (node == null) {
            return null;
        }
        for (FieldNode f : node.fields) {
            if (f.name.equals(name) && f.desc.equals(descriptor)) {
                return new FieldMember(node, f);
            }
        }
        for (String parent : node.interfaces) {
            FieldMember found = field(parent, name, descriptor);
            if (found != null) {
                return found;
            }
        }
        return node.superName == null ? null : field(node.superName, name, descriptor);
    }
}
