package io.procession.weaver;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.tree.AnnotationNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * What a concurrent method does to its arguments, as its class file tells it at run time.
 *
 * @param fixed bit i: nothing that is reached from parameter i can be written to, the receiver
 *     being the first
 * @param readsWhatItWrites whether what it writes to an argument may depend on what was there
 * @param names the parameters in the source, {@code this} first; empty if unknown
 */
record MethodEffects(long fixed, boolean readsWhatItWrites, List<String> names) {

    /** Whether nothing that is reached from a parameter can be written to. */
    boolean isFixed(int parameter) {
        return parameter < Long.SIZE && (fixed & 1L << parameter) != 0;
    }

    /** Lets a method carry this. */
    void mark(MethodNode method) {
        AnnotationNode annotation = new AnnotationNode(Bridge.EFFECTS);
        annotation.values =
                new ArrayList<>(
                        List.of(
                                "fixed", fixed,
                                "readsWhatItWrites", readsWhatItWrites,
                                "names", names));
        if (method.visibleAnnotations == null) {
            method.visibleAnnotations = new ArrayList<>();
        }
        method.visibleAnnotations.removeIf(each -> each.desc.equals(Bridge.EFFECTS));
        method.visibleAnnotations.add(annotation);
    }
}
