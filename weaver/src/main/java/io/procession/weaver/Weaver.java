package io.procession.weaver;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** Rewrites class files. Thread-safe; keeps no class and no bytes but what {@link ClassFiles} keeps. */
public final class Weaver {

    private final ClassFiles classFiles;

    /** A weaver that looks up other classes here. */
    public Weaver(ClassFiles classFiles) {
        this.classFiles = classFiles;
    }

    /** Weaves one class. Never throws for what is in a class file: that is a finding. */
    public WovenClass weave(byte[] classFile) {
        ClassNode type = new ClassNode();
        new ClassReader(classFile).accept(type, ClassReader.EXPAND_FRAMES);
        List<Finding> findings = new ArrayList<>();
        boolean changed = Entrances.rewrite(type, Weaver::isAnnotated, findings::add);
        if (!changed) {
            return new WovenClass(classFile, /* changed= */ false, findings);
        }
        type.visitAnnotation("Lio/procession/bridge/Woven;", true).visit("value", 1);
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        type.accept(writer);
        return new WovenClass(writer.toByteArray(), /* changed= */ true, findings);
    }

    private static boolean isAnnotated(MethodNode method) {
        return method.visibleAnnotations != null
                && method.visibleAnnotations.stream()
                        .anyMatch(each -> each.desc.equals("Lio/procession/Concurrent;"));
    }

    ClassFiles classFiles() {
        return classFiles;
    }
}
