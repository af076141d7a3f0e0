package io.procession.weaver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.tree.AnnotationNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** What woven classes tell of their concurrent methods at run time. */
final class ArgumentEffectsTest {

    private static final String HEAD =
            "import io.procession.*; import java.util.*;\nclass Sample { int total;\n";

    private static AnnotationNode effectsOf(byte[] classFile, String method) {
        ClassNode type = Rewriting.read(classFile);
        MethodNode found = Rewriting.method(type, method);
        return Objects.requireNonNull(found.visibleAnnotations, method).stream()
                .filter(each -> each.desc.equals(Bridge.EFFECTS))
                .findFirst()
                .orElseThrow();
    }

    private static Object value(AnnotationNode annotation, String name) {
        return annotation.values.get(annotation.values.indexOf(name) + 1);
    }

    @Test
    void body_ofAWovenMethod_tellsNamesAndWhatIsFixed() {
        Map<String, byte[]> plain =
                Sources.compile(
                        "Sample",
                        HEAD
                                + "@Concurrent void work(String name, List<Integer> all, long n) {"
                                + " all.add(1); total = 2; } }",
                        "-g");

        byte[] woven =
                new Weaver(plain::get).weave(Objects.requireNonNull(plain.get("Sample"))).bytes();

        AnnotationNode effects = effectsOf(woven, "work$concurrent");
        assertThat(value(effects, "names")).isEqualTo(List.of("this", "name", "all", "n"));
        assertThat(value(effects, "fixed")).isEqualTo(0b1010L);
        assertThat(new Weaver(plain::get).weave(woven).bytes()).isSameAs(woven);
    }

    @Test
    void overridingMethod_withoutAnAnnotation_tellsItsOwn() {
        Map<String, byte[]> plain =
                Sources.compile(
                        "Sample",
                        HEAD
                                + "@Concurrent void work(int[] a) {} static class Sub extends"
                                + " Sample { @Override void work(int[] b) { b[0] = 1; } } }",
                        "-g:none",
                        "-parameters");

        byte[] woven =
                new Weaver(plain::get)
                        .weave(Objects.requireNonNull(plain.get("Sample$Sub")))
                        .bytes();

        assertThat(value(effectsOf(woven, "work$concurrent"), "names"))
                .isEqualTo(List.of("this", "b"));
    }

    @Test
    void body_withoutDebugInformation_tellsNoNames() {
        Map<String, byte[]> plain =
                Sources.compile("Sample", HEAD + "@Concurrent void work(int[] a) {} }", "-g:none");

        byte[] woven =
                new Weaver(plain::get).weave(Objects.requireNonNull(plain.get("Sample"))).bytes();

        assertThat(value(effectsOf(woven, "work$concurrent"), "names")).isEqualTo(List.of());
    }
}
