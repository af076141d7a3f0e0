package io.procession.weaver;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.bridge.Woven;
import java.io.ObjectStreamClass;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.LocalVariableNode;
import org.objectweb.asm.tree.MethodNode;

/** What weaving leaves of a class as it was, and what it refuses. */
final class WeaverTest {

    private static final String CALLER =
            """
            package t;
            import io.procession.*;
            public class Caller implements java.io.Serializable {
                int kept;
                @Concurrent static int work(int i) { return i; }
                @Synchronized public static int[] all(int n) {
                    int[] results = new int[n];
                    for (int index = 0; index < n; index++) {
                        results[index] = work(index);
                    }
                    java.util.List.of(1, 2).forEach(x -> results[x] = work(x));
                    return results;
                }
            }
            """;

    private static WovenClass weave(String name, String source) {
        Map<String, byte[]> files = Sources.compile(name.replace('/', '.'), source, "-g");
        return new Weaver(files::get).weave(file(files, name));
    }

    @Test
    void weave_classWovenBefore_isTheSame() {
        byte[] woven = weave("t/Caller", CALLER).bytes();

        WovenClass again = new Weaver(name -> null).weave(woven);

        assertThat(again.changed()).isFalse();
        assertThat(again.bytes()).isSameAs(woven);
        assertThat(again.findings()).isEmpty();
    }

    @Test
    void weave_twice_givesTheSameBytes() {
        assertThat(weave("t/Caller", CALLER).bytes()).isEqualTo(weave("t/Caller", CALLER).bytes());
    }

    @Test
    void weave_classWithoutAnnotations_isTheSame() {
        byte[] plain = file(Sources.compile("t.Plain", "package t; class Plain {}"), "t/Plain");

        WovenClass woven = new Weaver(name -> null).weave(plain);

        assertThat(woven.bytes()).isSameAs(plain);
        assertThat(woven.changed()).isFalse();
    }

    @Test
    void weave_caller_marksTheClassAndHidesWhatItAdds() {
        ClassNode node = read(weave("t/Caller", CALLER).bytes());

        assertThat(node.visibleAnnotations)
                .extracting(a -> a.desc)
                .contains("L" + Woven.class.getName().replace('.', '/') + ";");
        assertThat(node.methods)
                .filteredOn(m -> m.name.contains("$"))
                .allMatch(m -> (m.access & Opcodes.ACC_SYNTHETIC) != 0)
                .allMatch(m -> (m.access & Opcodes.ACC_PRIVATE) != 0);
    }

    @Test
    void weave_caller_keepsLinesAndVariables() {
        Map<String, byte[]> files = Sources.compile("t.Caller", CALLER, "-g");
        MethodNode before = method(read(file(files, "t/Caller")), "all");
        MethodNode after =
                method(read(new Weaver(files::get).weave(file(files, "t/Caller")).bytes()), "all");

        assertThat(lines(after)).isEqualTo(lines(before));
        assertThat(after.localVariables)
                .extracting((LocalVariableNode v) -> v.name + v.desc + v.index)
                .isEqualTo(
                        before.localVariables.stream()
                                .map(v -> v.name + v.desc + v.index)
                                .toList());
    }

    @Test
    void weave_serializableClass_keepsItsSerialVersion() throws Exception {
        WovenProgram program = new WovenProgram(Sources.compile("t.Caller", CALLER, "-g"));

        long plain = version(Class.forName("t.Caller", false, program.plain()));
        long woven = version(Class.forName("t.Caller", false, program.woven()));

        assertThat(woven).isEqualTo(plain);
    }

    private static long version(Class<?> type) {
        return ObjectStreamClass.lookup(type).getSerialVersionUID();
    }

    @ParameterizedTest
    @ValueSource(ints = {51, 99})
    void weave_classOfAnotherVersion_isRefused(int version) {
        byte[] file = file(Sources.compile("t.Caller", CALLER), "t/Caller").clone();
        file[7] = (byte) version;

        WovenClass woven = new Weaver(name -> null).weave(file);

        assertThat(woven.bytes()).isSameAs(file);
        assertThat(errors(woven))
                .singleElement()
                .asString()
                .contains("class file version " + version)
                .containsAnyOf("recompile with --release 8 or later", "update the weaver");
    }

    @Test
    void weave_methodWithoutBody_isRefused() {
        WovenClass woven =
                weave(
                        "t/None",
                        """
                        package t;
                        abstract class None {
                            @io.procession.Synchronized abstract void run();
                        }
                        """);

        assertThat(errors(woven))
                .singleElement()
                .asString()
                .contains("t.None.run")
                .contains("@Synchronized on a method without a body");
    }

    @Test
    void weave_methodThatGetsTooLarge_isRefused() {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            body.append("r[").append(i % 1000).append("] = work(").append(i).append(");\n");
        }
        Map<String, byte[]> files =
                Sources.compile(
                        "t.Large",
                        "package t; class Large {"
                                + "@io.procession.Concurrent static int work(int i) { return i; }\n"
                                + "@io.procession.Synchronized static void run(int[] r) {\n"
                                + body
                                + "}}");

        WovenClass woven = new Weaver(files::get).weave(file(files, "t/Large"));

        assertThat(woven.bytes()).isSameAs(file(files, "t/Large"));
        assertThat(errors(woven))
                .singleElement()
                .asString()
                .contains("run is over 64 KB after weaving")
                .contains("split the method");
    }

    @Test
    void weave_callWithTooManyArguments_isRefused() {
        String parameters = "int a0" + numbered(", int a", 1, 252);
        String arguments = "0" + numbered(", ", 1, 252);
        WovenClass woven =
                weave(
                        "t/Many",
                        "package t; class Many {"
                                + "@io.procession.Concurrent static int work("
                                + parameters
                                + ") { return a0; }\n"
                                + "@io.procession.Synchronized static int run() { return work("
                                + arguments
                                + "); }}");

        assertThat(errors(woven)).isNotEmpty();
        assertThat(errors(woven).toString()).contains("pass an object");
    }

    private static String numbered(String text, int from, int to) {
        StringBuilder all = new StringBuilder();
        for (int i = from; i < to; i++) {
            all.append(text).append(i);
        }
        return all.toString();
    }

    @Test
    void weave_calleeThatIsMissing_isAPlainCall() {
        Map<String, byte[]> files = new LinkedHashMap<>(Sources.compile("t.Caller", CALLER));
        WovenClass woven = new Weaver(name -> null).weave(file(files, "t/Caller"));

        assertThat(woven.changed()).isTrue(); // the class itself is known
        assertThat(errors(woven)).isEmpty();
    }

    private static byte[] file(Map<String, byte[]> files, String name) {
        return Objects.requireNonNull(files.get(name), name);
    }

    private static List<Finding> errors(WovenClass woven) {
        return woven.findings().stream()
                .filter(f -> f.severity() == Finding.Severity.ERROR)
                .toList();
    }

    private static ClassNode read(byte[] bytes) {
        ClassNode node = new ClassNode();
        new ClassReader(bytes).accept(node, 0);
        return node;
    }

    private static MethodNode method(ClassNode node, String name) {
        return node.methods.stream().filter(m -> m.name.equals(name)).findFirst().orElseThrow();
    }

    private static TreeSet<Integer> lines(MethodNode method) {
        TreeSet<Integer> lines = new TreeSet<>();
        for (AbstractInsnNode insn : method.instructions) {
            if (insn instanceof LineNumberNode line) {
                lines.add(line.line);
            }
        }
        return lines;
    }
}
