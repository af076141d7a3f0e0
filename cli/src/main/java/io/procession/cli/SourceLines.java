package io.procession.cli;

import io.procession.weaver.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The source files that findings are about, as far as they are at hand. For one thread. */
final class SourceLines {

    private final List<Path> roots;
    private final @Nullable Path single;
    private final Map<String, @Nullable List<String>> read = new HashMap<>();

    private SourceLines(List<Path> roots, @Nullable Path single) {
        this.roots = roots;
        this.single = single;
    }

    /** That of a source file, and of those in the packages around it. */
    static SourceLines of(Path source, Path root) {
        return new SourceLines(List.of(root), source);
    }

    /** None: line numbers have to do. */
    static SourceLines none() {
        return new SourceLines(List.of(), null);
    }

    /** Those of a folder of classes, if it is where Maven or Gradle puts them. */
    static SourceLines besides(Path classes) {
        Path folder = classes.toAbsolutePath().normalize();
        for (String built : List.of("target/classes", "build/classes/java/main")) {
            if (folder.endsWith(built)) {
                Path project = folder.resolve("../".repeat(Path.of(built).getNameCount()));
                return new SourceLines(List.of(project.resolve("src/main/java").normalize()), null);
            }
        }
        return none();
    }

    /** The lines of a finding's file, or null if it is not found. */
    @Nullable List<String> of(Finding finding) {
        int end = finding.className().lastIndexOf('.');
        String packageName = end < 0 ? "" : finding.className().substring(0, end);
        String place = packageName.replace('.', '/') + (end < 0 ? "" : "/") + finding.file();
        if (!read.containsKey(place)) {
            read.put(place, read(place, finding.file()));
        }
        return read.get(place);
    }

    private @Nullable List<String> read(String place, String file) {
        for (Path root : roots) {
            if (Files.isRegularFile(root.resolve(place))) {
                return lines(root.resolve(place));
            }
        }
        return single != null && single.endsWith(file) ? lines(single) : null;
    }

    private static @Nullable List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return null; // line numbers have to do
        }
    }
}
