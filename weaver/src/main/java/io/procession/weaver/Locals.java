package io.procession.weaver;

import org.objectweb.asm.tree.LocalVariableNode;

/** The names of local variables, for people. */
final class Locals {

    /** The substitute. */
    static final String UNNAMED = "a local variable";

    private Locals() {}

    /** The name of a local at an instruction or right after it, or a substitute. */
    static String name(Flow flow, int i, int local) {
        if (flow.method.localVariables != null) {
            for (LocalVariableNode variable : flow.method.localVariables) {
                int start = flow.indexOf(variable.start);
                int end = flow.indexOf(variable.end);
                boolean near = start <= flow.nextReal(i) && i < end;
                if (variable.index == local && near) {
                    return variable.name;
                }
            }
        }
        return UNNAMED;
    }
}
