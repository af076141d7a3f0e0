package io.procession.weaver;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodTooLargeException;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AnnotationNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.AnalyzerException;

/**
 * Rewrites class files. Thread-safe; keeps no class and no bytes but what {@link ClassFiles} keeps.
 */
public final class Weaver {

    private static final int OLDEST = Opcodes.V1_8;
    private static final int NEWEST = Opcodes.V26;

    private final ClassFiles classFiles;

    /** A weaver that looks up other classes here. */
    public Weaver(ClassFiles classFiles) {
        this.classFiles = classFiles;
    }

    /** Weaves one class. Never throws for what is in a class file: that is a finding. */
    public WovenClass weave(byte[] classFile) {
        return weave(classFile, WeaveMode.BUILD);
    }

    /**
     * Weaves one class for a certain place. Never throws for what is in a class file: that is a
     * finding, and the class stays as it is.
     *
     * @throws IllegalArgumentException or another RuntimeException if it is no class file
     */
    public WovenClass weave(byte[] classFile, WeaveMode mode) {
        ClassHeader header = ClassHeader.of(classFile);
        if (header.majorVersion() < OLDEST || header.majorVersion() > NEWEST) {
            return ofOtherVersion(classFile, header);
        }
        ClassNode node = new ClassNode();
        new ClassReader(classFile).accept(node, ClassReader.EXPAND_FRAMES);
        int version = wovenVersion(node);
        if (version == Bridge.VERSION) {
            return new WovenClass(classFile, /* changed= */ false, List.of());
        }
        Findings findings = new Findings(node);
        if (version > 0) {
            findings.refuse(
                    null,
                    "class was woven by version "
                            + version
                            + " of the weaver, this is version "
                            + Bridge.VERSION
                            + "; clean and rebuild");
            return new WovenClass(classFile, /* changed= */ false, findings.sorted());
        }
        return new Session(node, mode, findings).weave(classFile);
    }

    ClassFiles classFiles() {
        return classFiles;
    }

    /** One class being woven. */
    private final class Session {

        private final ClassNode node;
        private final WeaveMode mode;
        private final Findings findings;
        private @Nullable MethodNode current;

        Session(ClassNode node, WeaveMode mode, Findings findings) {
            this.node = node;
            this.mode = mode;
            this.findings = findings;
        }

        WovenClass weave(byte[] classFile) {
            try {
                Classes classes = new Classes(classFiles, node);
                Lints.look(node, classes, findings);
                ArgumentEffects arguments = new ArgumentEffects(node, classes);
                Map<MethodNode, MethodEffects> effects = arguments.ofSelf();
                ArgumentReport report = new ArgumentReport(classes, arguments);
                report.look(node, effects.keySet(), findings);
                boolean changed = weaveCallers(classes, report);
                current = null;
                changed |= Entrances.rewrite(node, mode, classes, effects, findings::add);
                if (changed && !findings.hasErrors()) {
                    return new WovenClass(write(), /* changed= */ true, findings.sorted());
                }
            } catch (NotWovenException e) {
                findings.refuse(current, String.valueOf(e.getMessage()));
            } catch (MethodTooLargeException e) {
                findings.refuse(
                        findings.method(e.getMethodName(), e.getDescriptor()),
                        e.getMethodName()
                                + " is over 64 KB after weaving ("
                                + e.getCodeSize()
                                + " bytes); split the method");
            } catch (AnalyzerException | RuntimeException | LinkageError | StackOverflowError e) {
                findings.refuse(
                        current,
                        "the weaver failed, and left the class as it is; please report this: " + e);
            }
            return new WovenClass(classFile, /* changed= */ false, findings.sorted());
        }

        private boolean weaveCallers(Classes classes, ArgumentReport arguments)
                throws AnalyzerException {
            MethodWeaver weaver =
                    new MethodWeaver(node, classes, mode.addsMembers(), arguments, findings);
            boolean changed = false;
            for (MethodNode method : List.copyOf(node.methods)) {
                if (Classes.isAnnotated(method, Bridge.SYNCHRONIZED)
                        && (method.access & Opcodes.ACC_BRIDGE) == 0) {
                    current = method;
                    changed |= weaveCaller(method, weaver);
                }
            }
            return changed;
        }

        private boolean weaveCaller(MethodNode method, MethodWeaver weaver)
                throws AnalyzerException {
            if (method.name.startsWith("<")) {
                throw new NotWovenException(
                        "@Synchronized on a constructor is not supported; move the calls into a"
                                + " method");
            }
            if ((method.access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) != 0) {
                throw new NotWovenException(
                        "@Synchronized on a method without a body; annotate the methods that"
                                + " implement it");
            }
            if (method.desc.contains("Lkotlin/coroutines/Continuation;)")) {
                throw new NotWovenException(
                        "@Synchronized on a Kotlin suspend function is not supported: it is cut"
                                + " into states by the compiler. Move the loop into an ordinary"
                                + " function");
            }
            boolean changed = weaver.weave(method, findings.site(method));
            if (!changed) {
                findings.add(
                        method,
                        Finding.Severity.WARNING,
                        Finding.Kind.NO_EFFECT,
                        findings.firstLine(method),
                        "@Synchronized has no effect: no call of a @Concurrent method in its own"
                                + " body");
            }
            return changed;
        }

        private byte[] write() {
            if (mode.registers()) {
                Registration.add(node);
            }
            AnnotationNode mark = new AnnotationNode(Bridge.WOVEN);
            mark.values = new ArrayList<>(List.of("value", Bridge.VERSION));
            if (node.visibleAnnotations == null) {
                node.visibleAnnotations = new ArrayList<>();
            }
            node.visibleAnnotations.add(mark);
            ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
            node.accept(writer);
            return writer.toByteArray();
        }
    }

    private static WovenClass ofOtherVersion(byte[] classFile, ClassHeader header) {
        if (!header.isAnnotated()) {
            return new WovenClass(classFile, /* changed= */ false, List.of());
        }
        boolean old = header.majorVersion() < OLDEST;
        String name = header.name().replace('/', '.');
        String text =
                "class file version "
                        + header.majorVersion()
                        + (old
                                ? " is older than Java 8 (52); recompile with --release 8 or later"
                                : " is newer than this weaver knows ("
                                        + NEWEST
                                        + "); update the weaver");
        Finding finding =
                new Finding(
                        Finding.Severity.ERROR,
                        Finding.Kind.NOT_WOVEN,
                        name,
                        "",
                        Needs.simple(header.name()),
                        0,
                        text);
        return new WovenClass(classFile, /* changed= */ false, List.of(finding));
    }

    private static int wovenVersion(ClassNode node) {
        if (node.visibleAnnotations != null) {
            for (AnnotationNode annotation : node.visibleAnnotations) {
                if (annotation.desc.equals(Bridge.WOVEN) && annotation.values != null) {
                    return (Integer) annotation.values.get(1);
                }
            }
        }
        return 0;
    }
}
