package io.procession.weaver;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AnnotationNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.MethodNode;

/** Which methods get no entrance, which get one with a warning, and what the class keeps. */
class EntranceRefusalsTest {

    private final Rewriting rewriting = new Rewriting();

    @Test
    void synchronizedMethod_locksInItsBodyAndIsWarnedOf() throws Exception {
        String source =
                """
                class Sample implements java.io.Serializable {
                    @Concurrent synchronized boolean locks() { return Thread.holdsLock(this); }
                    static boolean run() { return new Sample().locks(); }
                }
                """;
        Rewriting.Loader loader = rewriting.woven(source);
        Class<?> sample = loader.loadClass("Sample");

        assertThat(Rewriting.call(loader, "run")).isEqualTo(true);
        assertThat(Modifier.isSynchronized(sample.getDeclaredMethod("locks").getModifiers()))
                .isFalse();
        assertThat(rewriting.findings).hasSize(1);
        assertThat(rewriting.findings.get(0).severity()).isEqualTo(Finding.Severity.WARNING);
        assertThat(rewriting.findings.get(0).toString())
                .contains("Sample.locks (Sample.java:3)", "each worker has a lock of its own");
    }

    @Test
    void serialVersion_ofASynchronizedMethodsClass_staysAsItWas() throws Exception {
        String source =
                """
                class Sample implements java.io.Serializable {
                    int field;
                    @Concurrent synchronized void work() {}
                    public static long version() {
                        return java.io.ObjectStreamClass.lookup(Sample.class).getSerialVersionUID(); }
                }
                """;
        Map<String, byte[]> compiled = CompiledSource.of(Rewriting.IMPORTS + source);

        Object before = Rewriting.call(new Rewriting.Loader(compiled), "version");

        assertThat(Rewriting.call(rewriting.woven(compiled), "version")).isEqualTo(before);
    }

    @Test
    void serialVersion_ofAnyOtherClass_needsNoField() throws Exception {
        String source =
                """
                class Sample implements java.io.Serializable {
                    @Concurrent protected int work(int n) { return n; }
                    static long version() {
                        return java.io.ObjectStreamClass.lookup(Sample.class).getSerialVersionUID(); }
                }
                """;
        Map<String, byte[]> compiled = CompiledSource.of(Rewriting.IMPORTS + source);
        Rewriting.Loader loader = rewriting.woven(compiled);

        assertThat(Rewriting.call(loader, "version"))
                .isEqualTo(Rewriting.call(new Rewriting.Loader(compiled), "version"));
        assertThat(loader.loadClass("Sample").getDeclaredFields()).isEmpty();
    }

    @Test
    void abstractMethod_isLeftAlone_andItsClassMarked() throws Exception {
        byte[] compiled =
                CompiledSource.sampleOf(
                        Rewriting.IMPORTS + "interface Sample { @Concurrent int work(int n); }");
        ClassNode type = Rewriting.read(compiled);

        assertThat(
                        Entrances.rewrite(
                                type, Rewriting::isAnnotated, Map.of(), rewriting.findings::add))
                .isTrue();
        assertThat(type.methods).extracting(method -> method.name).containsExactly("work");
        assertThat(rewriting.findings).isEmpty();
    }

    @Test
    void nativeMethod_staysAndIsWarnedOf() throws Exception {
        byte[] compiled =
                CompiledSource.sampleOf(
                        Rewriting.IMPORTS
                                + "class Sample { @Concurrent static native int work(); }");

        assertThat(rewriting.rewritten(compiled)).isSameAs(compiled);
        assertThat(rewriting.findings).hasSize(1);
        assertThat(rewriting.findings.get(0).text())
                .contains("native method", "call it from a Java method, and annotate that");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<init>", "<clinit>"})
    void initialiser_isRefusedWithItsLine(String name) throws Exception {
        byte[] compiled =
                CompiledSource.sampleOf(
                        """
                        class Sample {
                            static int count;
                            static { count = 3; }
                            Sample() {
                                count++;
                            }
                        }
                        """);
        ClassNode type = Rewriting.read(compiled);
        Rewriting.method(type, name).visibleAnnotations =
                new ArrayList<>(List.of(new AnnotationNode("Lio/procession/Concurrent;")));

        assertThat(
                        Entrances.rewrite(
                                type, Rewriting::isAnnotated, Map.of(), rewriting.findings::add))
                .isFalse();
        assertThat(rewriting.findings).hasSize(1);
        Finding finding = rewriting.findings.get(0);
        assertThat(finding.severity()).isEqualTo(Finding.Severity.ERROR);
        assertThat(finding.kind()).isEqualTo(Finding.Kind.NOT_WOVEN);
        assertThat(finding.file() + ":" + finding.line())
                .isEqualTo(name.equals("<init>") ? "Sample.java:4" : "Sample.java:3");
        assertThat(finding.text())
                .contains(name.equals("<init>") ? "a constructor" : "a class initialiser")
                .contains("annotate a static method that returns it");
    }

    @Test
    void arguments_moreThanACallSiteTakes_areRefused() throws Exception {
        Rewriting.Loader loader = rewriting.woven(Rewriting.manyParameters(254));

        assertThat(Rewriting.call(loader, "run")).isEqualTo(254 * 255 / 2);
        assertThat(loader.calls()).isEmpty();
        assertThat(rewriting.findings).hasSize(1);
        assertThat(rewriting.findings.get(0).text())
                .contains("254 argument slots", "pass an object");
    }

    @Test
    void method_whoseBodysNameIsTaken_isRefused() throws Exception {
        byte[] compiled =
                CompiledSource.sampleOf(
                        Rewriting.IMPORTS
                                + "class Sample { @Concurrent void a() {} void a$concurrent() {} }");

        assertThat(rewriting.rewritten(compiled)).isSameAs(compiled);
        assertThat(rewriting.findings).hasSize(1);
        assertThat(rewriting.findings.get(0).text())
                .contains("a$concurrent exists already", "rename it");
    }

    @Test
    void suspendFunction_isRefused() {
        ClassNode type = new ClassNode();
        type.version = Opcodes.V17;
        type.name = "SampleKt";
        type.superName = "java/lang/Object";
        MethodNode method =
                new MethodNode(
                        Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC,
                        "load",
                        "(ILkotlin/coroutines/Continuation;)Ljava/lang/Object;",
                        null,
                        null);
        method.instructions.add(new InsnNode(Opcodes.ACONST_NULL));
        method.instructions.add(new InsnNode(Opcodes.ARETURN));
        type.methods.add(method);

        assertThat(Entrances.rewrite(type, each -> true, Map.of(), rewriting.findings::add))
                .isFalse();
        assertThat(rewriting.findings.get(0).text()).contains("suspend function is not supported");
    }
}
