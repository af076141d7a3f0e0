package io.procession.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the transformer looks at, and what it does with what it cannot read. */
class WeavingTransformerTest {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private WeavingTransformer transformer(String options) {
        return new WeavingTransformer(
                AgentOptions.parse(options),
                (module, loader) -> {},
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java/lang/String",
                "io/procession/Task",
                "io/procession/internal/pool/Call",
                "io/procession/agent/weaver/Weaver",
                "org/objectweb/asm/ClassReader",
                "org/junit/jupiter/api/Test"
            })
    void classes_ofTheJdkAndOfOthersWhoCallNothingHere_areNotLookedAt(String name) {
        assertThat(transformer("").looksAt(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Main", "com/acme/Main", "io/procession/it/Case", "io/processional/X"})
    void classes_ofPrograms_areLookedAt(String name) {
        assertThat(transformer("").looksAt(name)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "com/acme/Main, true",
        "com/acme/deep/Main$Inner, true",
        "com/acmes/Main, false",
        "org/One, true",
        "org/One$Inner, true",
        "org/OneMore, false"
    })
    void prefixes_nameWholePackagesOrClasses(String name, boolean looksAt) {
        assertThat(transformer("com.acme, report, org.One").looksAt(name)).isEqualTo(looksAt);
    }

    @Test
    void classFile_thatCannotBeRead_isToldAndLeftAlone() {
        byte[] garbage = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

        byte[] transformed =
                transformer("")
                        .transform(
                                getClass().getModule(),
                                getClass().getClassLoader(),
                                "com/acme/Broken",
                                null,
                                null,
                                garbage);

        assertThat(transformed).isNull();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("procession: NOT woven: com.acme.Broken: ")
                .contains("not a class file");
    }

    @Test
    void classFile_withoutAnnotations_passes() throws IOException {
        byte[] transformed =
                transformer("")
                        .transform(
                                getClass().getModule(),
                                getClass().getClassLoader(),
                                "com/acme/Plain",
                                null,
                                null,
                                ownClassFile());

        assertThat(transformed).isNull();
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    private byte[] ownClassFile() throws IOException {
        String name = getClass().getSimpleName() + ".class";
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream(name))) {
            return in.readAllBytes();
        }
    }
}
