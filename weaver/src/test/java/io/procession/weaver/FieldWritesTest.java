package io.procession.weaver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;

/** What woven code asks of its scope where it writes, and where it opens it. */
final class FieldWritesTest {

    private static List<String> callsOfScope(String annotation, String body) {
        Map<String, byte[]> plain =
                Sources.compile(
                        "Sample",
                        "import io.procession.*; class Sample { int i; long j; double d; Object o;"
                                + " static int st; final int fin = 1;"
                                + " @Concurrent static void work(Sample s) {} "
                                + annotation
                                + " static void go(Sample s, byte[] b, char[] c, long[] l,"
                                + " Object[] a) { "
                                + body
                                + " } }",
                        "-g");
        WovenProgram program = new WovenProgram(plain);
        assertThat(program.verify()).isEmpty();
        List<String> calls = new ArrayList<>();
        for (AbstractInsnNode each :
                Rewriting.method(
                                Rewriting.read(
                                        Objects.requireNonNull(program.wovenBytes().get("Sample"))),
                                "go")
                        .instructions) {
            if (each instanceof MethodInsnNode call && call.owner.equals(Bridge.SCOPE)) {
                int before = each.getPrevious().getOpcode() - Opcodes.ICONST_0;
                calls.add(
                        call.name
                                + call.desc.replaceAll("Lio/[a-z/]*/Scope;", "S")
                                + (call.desc.contains("String;I)") ? " " + before : ""));
            }
        }
        return calls;
    }

    @ParameterizedTest
    @CsvSource({"s.i = 1", "s.j = 2", "s.d = 3", "s.o = null", "s.i += 1", "s.j++"})
    void fieldWrite_withACallPending_asksTheOwner(String write) {
        assertThat(callsOfScope("@Synchronized", "work(s); " + write + ";"))
                .contains("write(Ljava/lang/Object;Ljava/lang/String;S)V");
    }

    @ParameterizedTest
    @CsvSource({
        "b[0] = 1, plain(Ljava/lang/Object;IIS)V",
        "c[0] = 1, plain(Ljava/lang/Object;IIS)V",
        "l[0] = 1, plain(Ljava/lang/Object;IJS)V",
        "a[0] = s, plain(Ljava/lang/Object;ILjava/lang/Object;S)V"
    })
    void arrayWrite_withACallPending_asksTheArray(String write, String call) {
        assertThat(callsOfScope("@Synchronized", "work(s); " + write + ";")).contains(call);
    }

    @Test
    void fieldWrite_withNothingPending_isPlain() {
        assertThat(callsOfScope("@Synchronized", "s.i = 1; work(s);"))
                .noneMatch(call -> call.startsWith("write") || call.startsWith("field"));
    }

    @Test
    void finalFieldAndStatic_withACallPending_areNotGuarded() {
        assertThat(callsOfScope("@Synchronized", "work(s); int x = s.fin; st = x;"))
                .noneMatch(call -> call.startsWith("write") || call.startsWith("field"));
    }

    @ParameterizedTest
    @CsvSource({
        "@Synchronized(verify = true), 2",
        "@Synchronized(conflicts = Conflicts.LAST_CALL_WINS), 1",
        "'@Synchronized(conflicts = Conflicts.LAST_CALL_WINS, verify = true)', 3"
    })
    void scope_ofAnAnnotationThatSaysMore_isOpenedWithIt(String annotation, int flags) {
        assertThat(callsOfScope(annotation, "work(s);").get(0))
                .isEqualTo("open(Ljava/lang/String;I)S " + flags);
    }

    @Test
    void scope_ofAnAnnotationThatSaysTheDefaults_isOpenedPlainly() {
        assertThat(
                        callsOfScope(
                                "@Synchronized(conflicts = Conflicts.FAIL, verify = false)",
                                "work(s);"))
                .contains("open(Ljava/lang/String;)S");
    }
}
