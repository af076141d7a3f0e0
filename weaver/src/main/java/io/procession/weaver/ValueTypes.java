package io.procession.weaver;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;

/**
 * Tells which types are values: nothing can be written to them, nor to what is reached from them.
 * Enums count, since their constants are each process's own.
 */
final class ValueTypes {

    private static final Set<String> OF_THE_PLATFORM =
            Set.of(
                    "java/lang/Void",
                    "java/io/File",
                    "java/net/InetAddress",
                    "java/net/InetSocketAddress",
                    "java/net/URI",
                    "java/net/URL",
                    "java/math/RoundingMode",
                    "java/nio/ByteOrder",
                    "java/nio/charset/Charset",
                    "java/nio/file/Path",
                    "java/util/Currency",
                    "java/util/Locale",
                    "java/util/OptionalDouble",
                    "java/util/OptionalInt",
                    "java/util/OptionalLong",
                    "java/util/concurrent/TimeUnit",
                    "java/util/regex/Pattern");

    private final Classes classes;
    private final Map<String, Boolean> known = new HashMap<>();

    ValueTypes(Classes classes) {
        this.classes = classes;
    }

    boolean isValue(Type type) {
        return Library.isValue(type)
                || (type.getSort() == Type.OBJECT && isValue(type.getInternalName()));
    }

    private boolean isValue(String name) {
        if (Classes.ofThePlatform(name)) {
            return OF_THE_PLATFORM.contains(name)
                    || (name.startsWith("java/time/") && !name.endsWith("Clock"));
        }
        Boolean answer = known.get(name);
        if (answer == null) {
            known.put(name, true); // a record that refers to its like
            answer = look(name);
            if (!answer) {
                known.values().removeIf(value -> value); // some may rest on this one
            }
            known.put(name, answer);
        }
        return answer;
    }

    private boolean look(String name) {
        ClassNode node = classes.node(name);
        if (node == null) {
            return false;
        }
        if ((node.access & Opcodes.ACC_ENUM) != 0) {
            return true;
        }
        if (!"java/lang/Record".equals(node.superName)) {
            return false;
        }
        for (FieldNode field : node.fields) {
            boolean isStatic = (field.access & Opcodes.ACC_STATIC) != 0;
            if (!isStatic && !isValue(Type.getType(field.desc))) {
                return false;
            }
        }
        return true;
    }
}
