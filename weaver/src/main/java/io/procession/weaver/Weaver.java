package io.procession.weaver;

import java.util.List;

/** Rewrites class files. Thread-safe; keeps no class and no bytes but what {@link ClassFiles} keeps. */
public final class Weaver {

    private final ClassFiles classFiles;

    /** A weaver that looks up other classes here. */
    public Weaver(ClassFiles classFiles) {
        this.classFiles = classFiles;
    }

    /** Weaves one class. Never throws for what is in a class file: that is a finding. */
    public WovenClass weave(byte[] classFile) {
        return new WovenClass(classFile, /* changed= */ false, List.of());
    }

    ClassFiles classFiles() {
        return classFiles;
    }
}
