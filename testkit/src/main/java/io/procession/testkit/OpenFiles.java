package io.procession.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The file descriptors of this process that are open now. */
public final class OpenFiles {

    private static final Path DIRECTORY = Path.of("/proc/self/fd");

    private OpenFiles() {}

    /** Whether this system tells. */
    public static boolean areKnown() {
        return Files.isDirectory(DIRECTORY);
    }

    /** How many there are. */
    public static int count() {
        return list().size();
    }

    /** What they point to, such as {@code pipe:[4711]}. */
    public static List<String> list() {
        try (Stream<Path> entries = Files.list(DIRECTORY)) {
            return entries.map(OpenFiles::target)
                    .filter(target -> !target.contains("/fd"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(Path entry) {
        try {
            return Files.readSymbolicLink(entry).toString();
        } catch (IOException e) {
            return "/fd"; // closed between the list and the look, as that of the list itself
        }
    }
}
