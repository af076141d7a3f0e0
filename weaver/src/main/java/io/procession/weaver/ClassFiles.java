package io.procession.weaver;

import org.jspecify.annotations.Nullable;

/**
 * Where the weaver looks up the class files of other classes, to see which of their methods are
 * concurrent. Nothing is ever loaded. May be called by several threads.
 */
@FunctionalInterface
public interface ClassFiles {

    /**
     * The class file of a class, or null if there is none; what is missing makes the weaver wait
     * more often, no more.
     *
     * @param internalName as in class files: {@code com/acme/Outer$Inner}
     */
    byte @Nullable [] find(String internalName);
}
