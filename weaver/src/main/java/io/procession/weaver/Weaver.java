package io.procession.weaver;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.tree.AnnotationNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.AnalyzerException;

/** Rewrites class files. Thread-safe; keeps no class and no bytes but what {@link ClassFiles} keeps. */
public final class Weaver {

    private final ClassFiles classFiles;

    /** A weaver that looks up other classes here. */
    public Weaver(ClassFiles classFiles) {
        this.classFiles = classFiles;
    }

    /** Weaves one class. Never throws for what is in a class file: that is a finding. */
    public WovenClass weave(byte[] classFile) {
        return weave(classFile, WeaveMode.BUILD);
    }

    /** Weaves one class for a certain place. */
    public WovenClass weave(byte[] classFile, WeaveMode mode) {
        try {
            ClassNode node = new ClassNode();
            new ClassReader(classFile).accept(node, ClassReader.EXPAND_FRAMES);
            List<Finding> findings = new ArrayList<>();
            Classes classes = new Classes(classFiles, node);
            MethodWeaver weaver = new MethodWeaver(node, classes, new Purity(classes));
            boolean changed = false;
            for (MethodNode m : List.copyOf(node.methods)) {
                if (Classes.isAnnotated(m, Bridge.SYNCHRONIZED)) {
                    changed |= weaver.weave(m, new Site(node.name, m.name, node.sourceFile == null ? "" : node.sourceFile));
                }
            }
            changed |= Entrances.rewrite(node, mode, classes, findings::add);
            if (!changed) {
                return new WovenClass(classFile, /* changed= */ false, findings);
            }
            if (mode.registers()) {
                Registration.add(node);
            }
            ClassWriter w = new ClassWriter(ClassWriter.COMPUTE_MAXS);
            if (node.visibleAnnotations == null) {
                node.visibleAnnotations = new ArrayList<>();
            }
            AnnotationNode mark = new AnnotationNode(Bridge.WOVEN);
            mark.values = new ArrayList<>(List.of("value", Bridge.VERSION));
            node.visibleAnnotations.add(mark);
            node.accept(w);
            return new WovenClass(w.toByteArray(), /* changed= */ true, findings);
        } catch (AnalyzerException e) {
            throw new IllegalStateException(e);
        }
    }

    ClassFiles classFiles() {
        return classFiles;
    }
}
