package io.procession.weaver;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.LocalVariableNode;
import org.objectweb.asm.tree.MethodNode;

/** The parameters of a method, the receiver being the first if there is one. */
final class Parameters {

    private Parameters() {}

    static boolean hasReceiver(MethodNode method) {
        return (method.access & Opcodes.ACC_STATIC) == 0;
    }

    /** Their types. */
    static List<Type> types(String owner, MethodNode method) {
        List<Type> types = new ArrayList<>();
        if (hasReceiver(method)) {
            types.add(Type.getObjectType(owner));
        }
        types.addAll(List.of(Type.getArgumentTypes(method.desc)));
        return types;
    }

    /** Their names in the source; empty if the class file does not tell all of them. */
    static List<String> names(String owner, MethodNode method) {
        List<String> names = new ArrayList<>();
        int local = 0;
        int declared = hasReceiver(method) ? -1 : 0;
        for (Type type : types(owner, method)) {
            String name = declared < 0 ? "this" : name(method, declared, local);
            if (name.isEmpty()) {
                return List.of();
            }
            names.add(name);
            local += type.getSize();
            declared++;
        }
        return names;
    }

    private static String name(MethodNode method, int declared, int local) {
        int count = Type.getArgumentTypes(method.desc).length;
        if (method.parameters != null
                && method.parameters.size() == count
                && method.parameters.get(declared).name != null) {
            return method.parameters.get(declared).name;
        }
        LocalVariableNode first = null;
        for (LocalVariableNode each :
                method.localVariables == null
                        ? List.<LocalVariableNode>of()
                        : method.localVariables) {
            boolean isEarlier =
                    first == null
                            || method.instructions.indexOf(each.start)
                                    < method.instructions.indexOf(first.start);
            if (each.index == local && isEarlier) {
                first = each; // its slot may be used again later
            }
        }
        return first == null ? "" : first.name;
    }
}
