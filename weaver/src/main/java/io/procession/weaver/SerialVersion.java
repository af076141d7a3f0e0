package io.procession.weaver;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.SerialVersionUIDAdder;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;

/**
 * Keeps the serial version of a class that declares none: it is computed from the members, and
 * would change with them, so that a woven and an unwoven class could not read each other's objects.
 */
final class SerialVersion {

    private static final String FIELD = "serialVersionUID";
    private static final int WITHOUT =
            Opcodes.ACC_INTERFACE | Opcodes.ACC_ENUM | Opcodes.ACC_RECORD;

    private SerialVersion() {}

    /**
     * Declares the version that the class has now, unless it declares one. Call before changing it.
     */
    static void keep(ClassNode type) {
        if ((type.access & WITHOUT) != 0
                || type.fields.stream().anyMatch(field -> field.name.equals(FIELD))) {
            return;
        }
        ClassNode copy = new ClassNode();
        type.accept(new SerialVersionUIDAdder(copy));
        for (FieldNode field : copy.fields) {
            if (field.name.equals(FIELD)) {
                type.fields.add(field);
            }
        }
    }
}
