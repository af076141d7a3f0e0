package io.procession.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.procession.ProcessPool;
import io.procession.Procession;
import io.procession.internal.launch.ArchiveStore;
import io.procession.testkit.BadGuests;
import io.procession.testkit.ChildJvm;
import io.procession.testkit.FullDisk;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Timeouts;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Where the directory for temporary files, or that of the archives, is full: workers start all the
 * same, and what cannot be done without a file is refused in words.
 */
@ExtendWith(ProcessCensus.class)
class FullDiskTest {

    private static final int ROOM_FOR_SCRIPT_BUT_NOT_FOR_ARCHIVE = 1024; // kilobytes

    @TempDir Path directory;
    @TempDir Path elsewhere;

    private ChildJvm.Builder on(FullDisk disk, int kilobytes, Class<?> main, String... arguments) {
        assumeTrue(disk.isPossible(directory), "this system does not let us make such a disk");
        return ChildJvm.of(main, arguments)
                .under(disk.under(directory, kilobytes))
                .temporary(directory);
    }

    /** Maps, crashes a worker, maps again. */
    static final class CrashMain {
        public static void main(String[] arguments) {
            try (ProcessPool pool = ProcessPool.create(2)) {
                System.out.println("results " + pool.map(x -> x * x, List.of(1, 2, 3)));
                Throwable death =
                        catchThrowable(() ->
                                pool.submit(new BadGuests.Segfaults()).result(Timeouts.MEDIUM));
                System.out.println("death " + String.valueOf(death).lines().findFirst().orElse(""));
                System.out.println("after " + pool.map(x -> x * x, List.of(1, 2, 3)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void submit_withoutRoom_worksAndTellsOfACrash(FullDisk disk) {
        try (ChildJvm child = on(disk, 0, CrashMain.class).start()) {
            assertSurvives(child);
        }
    }

    @ParameterizedTest
    @EnumSource
    void submit_overASocketWithoutRoom_worksAndTellsOfACrash(FullDisk disk) {
        try (ChildJvm child =
                on(disk, 0, CrashMain.class).flags("-Dprocession.transport=socket").start()) {
            assertSurvives(child);
        }
    }

    private void assertSurvives(ChildJvm child) {
        assertThat(child.await("results")).isEqualTo("[1, 4, 9]");
        assertThat(child.await("death")).contains("WorkerDiedException").contains("SIGSEGV");
        assertThat(child.await("after")).isEqualTo("[1, 4, 9]");
        assertThat(child.awaitExit()).isZero();
        assertThat(files()).isEmpty();
    }

    // ---- the file of arguments
    // --------------------------------------------------------------------------------------

    /** Tells how a call fails. */
    static final class FailingMain {
        public static void main(String[] arguments) {
            try (ProcessPool pool = ProcessPool.create(1)) {
                Throwable error =
                        catchThrowable(() -> pool.submit(() -> 1).result(Timeouts.MEDIUM));
                System.out.println("error " + String.valueOf(error).lines().findFirst().orElse(""));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void submit_withAClassPathThatNeedsAFileWithoutRoom_saysSo(FullDisk disk) {
        StringBuilder classPath = new StringBuilder(System.getProperty("java.class.path"));
        for (int i = 0; classPath.length() < 110_000; i++) {
            classPath.append(File.pathSeparator).append(elsewhere.resolve("missing " + i));
        }
        try (ChildJvm child =
                on(disk, 0, FailingMain.class).classPath(classPath.toString()).start()) {
            assertThat(child.await("error"))
                    .contains("WorkerDiedException: worker did not start")
                    .contains("class path is too long for a command line");
            assertThat(child.awaitExit()).isZero();
            assertThat(files()).isEmpty();
        }
    }

    // ---- the archive
    // ------------------------------------------------------------------------------------------------

    /** Tries to make an archive, and runs a worker without. */
    static final class ArchiveMain {
        public static void main(String[] arguments) throws IOException {
            System.out.println("trained " + ArchiveStore.trainNow(null));
            System.out.println("state " + ArchiveStore.describe(null));
            try (ProcessPool pool = ProcessPool.create(1)) {
                System.out.println("results " + pool.map(x -> x * x, List.of(1, 2, 3)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void trainNow_withoutRoom_goesOnWithoutAnArchive(FullDisk disk) throws Exception {
        assertGoesOnWithoutArchive(disk, 0);
    }

    @ParameterizedTest
    @EnumSource
    void trainNow_withTooLittleRoom_goesOnWithoutAnArchive(FullDisk disk) throws Exception {
        assertGoesOnWithoutArchive(disk, ROOM_FOR_SCRIPT_BUT_NOT_FOR_ARCHIVE);
    }

    private void assertGoesOnWithoutArchive(FullDisk disk, int kilobytes) throws Exception {
        try (ChildJvm child =
                on(disk, kilobytes, ArchiveMain.class)
                        .flags("-Dprocession.archive=" + directory.resolve("archives"))
                        .classPath(withJar())
                        .start()) {
            assertThat(child.await("trained")).isEqualTo("false");
            assertThat(child.await("state")).startsWith("none: it could not be made");
            assertThat(child.await("results")).isEqualTo("[1, 4, 9]");
            assertThat(child.awaitExit()).isZero();
            assertThat(child.stderr()).isEmpty();
        }
    }

    /** The class path of the test with Procession as a jar, which archives are made of only. */
    private String withJar() throws URISyntaxException {
        Path core =
                Path.of(
                        Procession.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        String classPath = System.getProperty("java.class.path");
        if (!Files.isDirectory(core)) {
            return classPath;
        }
        Path jar = elsewhere.resolve("procession-core.jar");
        ToolProvider tool = ToolProvider.findFirst("jar").orElseThrow();
        assertThat(
                        tool.run(
                                System.out,
                                System.err,
                                "cf",
                                jar.toString(),
                                "-C",
                                core.toString(),
                                "."))
                .isZero();
        return classPath.replace(core.toString(), jar.toString());
    }

    private List<String> files() {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
