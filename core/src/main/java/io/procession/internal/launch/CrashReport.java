package io.procession.internal.launch;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file that the JVM writes when it crashes (hs_err), and what of it a person wants to read
 * first.
 */
final class CrashReport {

    /** The value of -XX:ErrorFile within the private directory; the JVM puts its pid in. */
    static final String FILE_PATTERN = "hs_err_%p.log";

    private static final int MOST_STACK_LINES = 20;
    private static final int MOST_LINES_READ = 400;

    private CrashReport() {}

    /** The excerpt of a dead worker's report, which is then removed; null if there is none. */
    static @Nullable String take(@Nullable Path directory, long pid) {
        if (directory == null) {
            return null;
        }
        Path file = directory.resolve(FILE_PATTERN.replace("%p", Long.toString(pid)));
        try {
            String excerpt = Files.exists(file) ? excerpt(file) : "";
            return excerpt.isEmpty() ? null : excerpt; // empty where the disk was full
        } catch (IOException e) {
            return null;
        } finally {
            remove(file);
        }
    }

    private static String excerpt(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        try (BufferedReader reader =
                Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) { // never malformed
            for (String line = reader.readLine();
                    line != null && lines.size() < MOST_LINES_READ;
                    line = reader.readLine()) {
                lines.add(line);
            }
        }
        return excerpt(lines);
    }

    /** The head's sentences, the current thread, and the top of its stack. */
    static String excerpt(List<String> lines) {
        List<String> kept = new ArrayList<>();
        int stackLines = 0;
        boolean inStack = false;
        for (String line : lines) {
            inStack = inStack ? !line.isBlank() : isStackHeader(line);
            if (inStack && stackLines++ <= MOST_STACK_LINES || isTelling(line)) {
                kept.add(line);
            }
        }
        return String.join("\n", kept);
    }

    private static boolean isStackHeader(String line) {
        return line.startsWith("Native frames:") || line.startsWith("Java frames:");
    }

    private static boolean isTelling(String line) {
        return line.startsWith("#")
                        && line.length() > 1
                        && !line.contains("bugreport")
                        && !line.contains("core dump")
                        && !line.contains("submit a bug")
                        && !line.contains("outside the Java Virtual Machine")
                        && !line.contains("See problematic frame")
                || line.startsWith("Current thread")
                || line.startsWith("siginfo:");
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // it goes with its directory
        }
    }
}
