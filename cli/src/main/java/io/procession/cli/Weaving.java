package io.procession.cli;

import io.procession.weaver.Finding;
import io.procession.weaver.build.FolderWeaver;
import io.procession.weaver.build.Report;
import io.procession.weaver.build.ReportText;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a program comes to be woven: compiled classes where they lie, so that workers find them
 * woven, too; all others by the agent, while they are loaded.
 */
final class Weaving {

    /** Where the launcher says the agent's jar is. */
    private static final String AGENT = "procession.agent";

    private Weaving() {}

    /**
     * Weaves what was compiled, and returns what there is to say about it.
     *
     * @throws CliException if something cannot be woven: its file and line were printed
     */
    static Report weave(Path classes, List<String> classPath, PrintWriter err) throws IOException {
        Report report = FolderWeaver.weave(classes, paths(classPath));
        List<Finding> errors = report.errors();
        if (!errors.isEmpty()) {
            errors.forEach(each -> err.println(ReportText.line(each)));
            throw new CliException(
                    Main.FAILED,
                    "cannot be woven: "
                            + errors.size()
                            + (errors.size() == 1 ? " error" : " errors"));
        }
        return report;
    }

    /** The jar of the agent, or null if there is none beside this command line. */
    static @Nullable Path agent() {
        String given = System.getProperty(AGENT);
        if (given != null) {
            return Path.of(given);
        }
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(Weaving::isAgent)
                .findFirst()
                .orElse(null);
    }

    private static boolean isAgent(Path entry) {
        String name = entry.getFileName() == null ? "" : entry.getFileName().toString();
        return name.startsWith("procession-agent")
                && name.endsWith(".jar")
                && Files.isRegularFile(entry);
    }

    /** The entries of a class path that are there; wildcards are not expanded. */
    static List<Path> paths(List<String> classPath) {
        return classPath.stream()
                .filter(entry -> !entry.endsWith("*"))
                .map(Path::of)
                .filter(Files::exists)
                .toList();
    }
}
