package io.procession.weaver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is read of a class file without ASM, and which classes that makes the weaver's business. */
class ClassHeaderTest {

    private static final String SOURCE =
            """
            import io.procession.*;
            public class Sample {
                interface Marked { @Concurrent int work(); }
                interface Further extends Marked, java.io.Serializable {}
                static abstract class Middle implements Further {}
                static class Last extends Middle { public int work() { return 1; } }
                static class Caller { @Synchronized void call() {} }
                static class Plain extends java.util.ArrayList<String> {
                    static final long LARGE = 1L << 40;
                    static final double EXACT = 0.1;
                    String text() { return "Lio/procession/Concurrent" + LARGE + EXACT; }
                }
            }
            """;

    private static Map<String, byte[]> compiled() throws IOException {
        return new HashMap<>(CompiledSource.of(SOURCE));
    }

    private static byte[] classFile(Map<String, byte[]> compiled, String name) {
        return Objects.requireNonNull(compiled.get(name), name);
    }

    private static ClassHeader header(Map<String, byte[]> compiled, String name) {
        return ClassHeader.of(classFile(compiled, name));
    }

    @Test
    void header_tellsNameAndSupertypes() throws IOException {
        Map<String, byte[]> compiled = compiled();
        ClassHeader header = header(compiled, "Sample$Further");

        assertThat(header.name()).isEqualTo("Sample$Further");
        assertThat(header.superName()).isEqualTo("java/lang/Object");
        assertThat(header.interfaces()).containsExactly("Sample$Marked", "java/io/Serializable");
        assertThat(header.majorVersion()).isEqualTo(44 + Runtime.version().feature());
        assertThat(header.isWoven()).isFalse();
    }

    @Test
    void annotations_areSeenByTheirNames() throws IOException {
        Map<String, byte[]> compiled = compiled();

        assertThat(header(compiled, "Sample$Marked").isAnnotated()).isTrue();
        assertThat(header(compiled, "Sample$Caller").isAnnotated()).isTrue();
        assertThat(header(compiled, "Sample$Plain").isAnnotated()).isFalse();
    }

    @Test
    void object_hasNoSuperclass() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(Object.class.getResourceAsStream("Object.class"))) {
            assertThat(ClassHeader.of(in.readAllBytes()).superName()).isNull();
        }
    }

    @Test
    void everyLengthOfACutFile_isRefusedOrRead() throws IOException {
        byte[] whole = classFile(compiled(), "Sample$Plain");
        int refused = 0;
        for (int length = 0; length < whole.length; length++) {
            try {
                ClassHeader.of(Arrays.copyOf(whole, length));
            } catch (IllegalArgumentException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(whole.length / 2);
    }

    @Test
    void text_isNoClassFile() {
        byte[] text = "This is not a class file".getBytes(java.nio.charset.StandardCharsets.UTF_8);

        assertThatThrownBy(() -> ClassHeader.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not begin with CAFEBABE");
    }

    @Test
    void concerned_areTheAnnotatedAndAllThatInheritFromThem() throws IOException {
        Map<String, byte[]> compiled = compiled();
        Concerned concerned = new Concerned(compiled::get);

        assertThat(
                        compiled.keySet().stream()
                                .filter(name -> concerned.isConcerned(header(compiled, name))))
                .containsExactlyInAnyOrder(
                        "Sample$Marked",
                        "Sample$Further",
                        "Sample$Middle",
                        "Sample$Last",
                        "Sample$Caller");
    }

    @Test
    void concerned_withoutTheSupertypesFile_isWhatCanBeSeen() throws IOException {
        ClassHeader last = header(compiled(), "Sample$Last");

        assertThat(new Concerned(name -> null).isConcerned(last)).isFalse();
    }

    @Test
    void wovenClass_isNobodysBusiness() throws IOException {
        Map<String, byte[]> compiled = compiled();
        WovenClass woven = new Weaver(compiled::get).weave(classFile(compiled, "Sample$Last"));

        assertThat(woven.changed()).isTrue();
        ClassHeader header = ClassHeader.of(woven.bytes());
        assertThat(header.isWoven()).isTrue();
        assertThat(new Concerned(compiled::get).isConcerned(header)).isFalse();
        assertThat(List.of(header.name())).containsExactly("Sample$Last");
    }
}
