package io.procession.weaver;

import org.objectweb.asm.tree.InsnList;

/** The lambdas of a method that are woven, too. */
final class Lambdas {

    boolean isReplaced(int i) {
        return false;
    }

    boolean isLoop(int i) {
        return false;
    }

    boolean hasLoops() {
        return false;
    }

    InsnList replacement(int i, Slots slots) {
        return new InsnList();
    }
}
