package io.procession.internal.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveStoreTest {

    @TempDir Path directory;

    private Path cache;
    private Path core;

    @BeforeEach
    void makeJar() {
        cache = directory.resolve("cache");
        core = directory.resolve("procession-core.jar");
        int code =
                ToolProvider.findFirst("jar")
                        .orElseThrow()
                        .run(
                                System.out,
                                System.err,
                                "cf",
                                core.toString(),
                                "-C",
                                "target/classes",
                                ".");
        assertThat(code).isZero();
    }

    @Test
    void trainNow_withJarBehindFolders_makesArchiveThatWorkersUse() throws Exception {
        try (ParentJvm parent = start()) {
            assertThat(parent.fact("trained")).isEqualTo("true");
            assertThat(parent.fact("found")).isEqualTo("true");
            assertThat(parent.fact("lines")).isEqualTo("[]");
        }
        List<String> made = files();
        assertThat(made)
                .hasSize(3)
                .anyMatch(name -> name.endsWith(".key"))
                .anyMatch(name -> name.endsWith(".lock"));
        try (ParentJvm parent = start()) {
            assertThat(parent.fact("trained")).isEqualTo("true");
        }
        assertThat(files()).isEqualTo(made);
    }

    @Test
    void launch_withFlagsThatAreNotKnownToBeHarmless_usesNoArchive() throws Exception {
        try (ParentJvm parent = start("-XX:+UseParallelGC")) {
            assertThat(parent.fact("trained")).isEqualTo("true");
            assertThat(parent.fact("found")).isEqualTo("false");
        }
    }

    @Test
    void launch_withBrokenArchive_startsWithoutAWord() throws Exception {
        try (ParentJvm parent = start()) {
            assertThat(parent.fact("found")).isEqualTo("true");
        }
        Path archive =
                cache.resolve(
                        files().stream()
                                .filter(name -> name.matches(".*\\.(jsa|aot)"))
                                .findFirst()
                                .orElseThrow());
        Files.delete(archive);
        Files.write(archive, new byte[100_000]);
        try (ParentJvm parent = start()) {
            assertThat(parent.fact("found")).isEqualTo("false");
            assertThat(parent.fact("lines")).isEqualTo("[]");
        }
    }

    @Test
    void launch_afterJarChanged_makesAnotherArchive() throws Exception {
        start().close();
        Files.setLastModifiedTime(core, FileTime.from(Instant.now().minusSeconds(100)));
        start().close();
        assertThat(files()).hasSize(6);
    }

    @Test
    void trainNow_afterAFailedTry_triesAgainADayLater() throws Exception {
        start().close();
        Path archive =
                cache.resolve(
                        files().stream()
                                .filter(name -> name.matches(".*\\.(jsa|aot)"))
                                .findFirst()
                                .orElseThrow());
        Files.delete(archive);
        Path hopeless = Files.createFile(cache.resolve(archive.getFileName() + ".hopeless"));
        try (ParentJvm parent = start()) {
            assertThat(parent.fact("trained")).isEqualTo("false");
            assertThat(parent.fact("state")).contains("could not be made", hopeless.toString());
        }
        Files.setLastModifiedTime(hopeless, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        try (ParentJvm parent = start()) {
            assertThat(parent.fact("trained")).isEqualTo("true");
            assertThat(parent.fact("state")).startsWith(archive.toString());
        }
        assertThat(hopeless).doesNotExist();
    }

    @Test
    void removeUnused_afterThirtyDays_removesOldOnes() throws Exception {
        Files.createDirectories(cache);
        Path old = Files.createFile(cache.resolve("1.jsa"));
        Path oldKey = Files.createFile(cache.resolve("1.jsa.key"));
        Path kept = Files.createFile(cache.resolve("2.jsa"));
        Files.createFile(cache.resolve("2.jsa.key"));
        FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofDays(31)));
        for (Path each : List.of(old, oldKey, kept)) {
            Files.setLastModifiedTime(each, longAgo);
        }
        ArchiveStore.removeUnused(cache);
        assertThat(files()).containsExactly("2.jsa", "2.jsa.key");
    }

    private ParentJvm start(String... poolFlags) throws IOException {
        String classPath =
                String.join(
                        File.pathSeparator,
                        Path.of("target/test-classes").toAbsolutePath().toString(),
                        core.toString());
        List<String> line =
                new ArrayList<>(
                        List.of(
                                "-Dprocession.archive=" + cache,
                                "-cp",
                                classPath,
                                ArchiveMain.class.getName()));
        line.addAll(List.of(poolFlags));
        return ParentJvm.start(directory, line);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
