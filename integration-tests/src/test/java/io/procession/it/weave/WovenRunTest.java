package io.procession.it.weave;

import static io.procession.it.weave.BuiltJars.CORE;
import static io.procession.it.weave.BuiltJars.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.procession.it.weave.BuiltJars.Ended;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code procession run} and {@code explain} through the launcher, with programs that are woven.
 */
class WovenRunTest {

    @TempDir Path directory;

    private Path sources;
    private Path classes;

    @BeforeEach
    void jarsAreBuilt() throws Exception {
        BuiltJars.assume();
        sources = directory.resolve("sources");
        classes = directory.resolve("classes");
        BuiltJars.write(sources, "com/acme/Ways.java", WovenPrograms.WAYS);
    }

    @Test
    void source_isWoven() throws Exception {
        Ended ended = procession("run", "sources/com/acme/Ways.java");

        assertThat(ended.out()).isEqualTo(WovenPrograms.ALL_ELSEWHERE);
        assertThat(ended.exitCode()).isZero();
    }

    @Test
    void mainClass_isWovenWhileItIsLoaded() throws Exception {
        BuiltJars.compile(sources, classes, "-cp", CORE.toString());

        Ended ended = procession("run", "-cp", "classes", "com.acme.Ways");

        assertThat(ended.out()).isEqualTo(WovenPrograms.ALL_ELSEWHERE);
    }

    @Test
    void jar_isWovenWhileItIsLoaded() throws Exception {
        Ended ended = procession("run", jar().toString());

        assertThat(ended.out()).isEqualTo(WovenPrograms.ALL_ELSEWHERE);
    }

    @Test
    void source_explained_isRunAllTheSame() throws Exception {
        Ended ended = procession("run", "--explain", "sources/com/acme/Ways.java");

        assertThat(ended.err())
                .contains(
                        "  loop (Ways.java)", "pids[i] = pid(i);", "deferred", "classes looked at");
        assertThat(ended.out()).isEqualTo(WovenPrograms.ALL_ELSEWHERE);
    }

    @Test
    void mainClass_explained_isRunAllTheSame() throws Exception {
        BuiltJars.compile(sources, classes, "-cp", CORE.toString());

        Ended ended = procession("run", "--explain", "-cp", "classes", "com.acme.Ways");

        assertThat(ended.err()).contains("  loop (Ways.java)", "deferred", "classes looked at");
        assertThat(ended.out()).isEqualTo(WovenPrograms.ALL_ELSEWHERE);
    }

    @Test
    void backendInline_runsEverythingHere() throws Exception {
        Ended ended = procession("run", "--backend", "inline", "sources/com/acme/Ways.java");

        assertThat(ended.out())
                .startsWith("call false\nreference false\nreflection false\nfuture false\n")
                .endsWith("woven true\n");
    }

    @Test
    void source_thatCannotBeWoven_isNotRun() throws Exception {
        BuiltJars.write(
                sources,
                "Taken.java",
                """
                class Taken {
                    @io.procession.Concurrent static int work() { return 1; }
                    static int work$concurrent() { return 2; }
                    public static void main(String[] args) { System.out.println("ran"); }
                }
                """);

        Ended ended = procession("run", "sources/Taken.java");

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .contains("Taken.java:2: error: work$concurrent exists already")
                .contains("procession: cannot be woven: 1 error");
    }

    @Test
    void explain_ofAJar_endsWithItsSum() throws Exception {
        Ended ended = procession("explain", jar().toString());

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out()).contains("3 classes looked at: ").contains("errors: 0");
    }

    private Path jar() throws Exception {
        BuiltJars.compile(sources, classes, "-cp", CORE.toString());
        Path jar = directory.resolve("app.jar");
        int result =
                ToolProvider.findFirst("jar")
                        .orElseThrow()
                        .run(
                                System.out,
                                System.err,
                                "--create",
                                "--file",
                                jar.toString(),
                                "--main-class",
                                "com.acme.Ways",
                                "-C",
                                classes.toString(),
                                ".");
        assertThat(result).isZero();
        return jar;
    }

    private Ended procession(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(ROOT.resolve("procession").toString());
        command.addAll(List.of(arguments));
        return BuiltJars.run(directory, directory, command);
    }
}
