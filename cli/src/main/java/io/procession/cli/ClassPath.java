package io.procession.cli;

import io.procession.Task;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The jars and folders that this command line runs from, and a user's notation for more. */
final class ClassPath {

    private ClassPath() {}

    /**
     * Procession's core: the first entry of every program. An archive of its classes stays valid
     * whatever is appended.
     */
    static String core() {
        return origin(Task.class);
    }

    /**
     * Procession's own classes without the libraries of the command line: what every program gets.
     */
    static List<String> coreAndCli() {
        return List.of(origin(Task.class), origin(Main.class));
    }

    /** Everything that this JVM runs with. */
    static List<String> ownEntries() {
        return split(System.getProperty("java.class.path"));
    }

    /**
     * The entries of a path, made absolute; an empty one is the current directory, as it is for
     * java.
     */
    static List<String> split(String path) {
        return Arrays.stream(path.split(File.pathSeparator, -1)).map(ClassPath::absolute).toList();
    }

    private static String absolute(String entry) {
        if (entry.endsWith("*")) { // a folder of jars: java expands it, and no file has that name
            return absolute(entry.substring(0, entry.length() - 1)) + File.separator + "*";
        }
        return Path.of(entry).toAbsolutePath().normalize().toString();
    }

    private static String origin(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("class has no file: class=" + type.getName(), e);
        }
    }
}
