package io.procession.internal.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The options that this JVM was started with: what stands on its command line before the main
 * class, argument files expanded, each option with its value in one string ({@code
 * --add-opens=a/b=ALL-UNNAMED}).
 *
 * <p>Read from the operating system, since the bean that knows them takes tens of milliseconds to
 * load, and a module. Empty where this JVM was not started by a {@code java} command. What comes
 * from JDK_JAVA_OPTIONS and JAVA_TOOL_OPTIONS is not among them: workers have the same environment.
 *
 * @param startedFromJar the jar of {@code java -jar}, or null
 */
record ParentOptions(List<String> options, @Nullable String startedFromJar) {

    private static final Set<String> CLASS_PATH = Set.of("-cp", "-classpath", "--class-path");
    private static final Set<String> WITH_VALUE =
            Set.of(
                    "-p",
                    "--module-path",
                    "--upgrade-module-path",
                    "--add-modules",
                    "--limit-modules",
                    "--add-exports",
                    "--add-opens",
                    "--add-reads",
                    "--patch-module",
                    "--enable-native-access",
                    "--source");

    /** Those of this JVM. */
    static ParentOptions ofThisJvm() {
        String[] line = Procfs.ownCommandLine();
        if (line == null) {
            Optional<String> command = ProcessHandle.current().info().command();
            String[] arguments = ProcessHandle.current().info().arguments().orElse(new String[0]);
            return command.isPresent() && isJava(command.get())
                    ? parse(arguments)
                    : parse(new String[0]);
        }
        return isJava(line[0])
                ? parse(Arrays.copyOfRange(line, 1, line.length))
                : parse(new String[0]);
    }

    private static boolean isJava(String command) {
        String name =
                command.substring(
                        Math.max(command.lastIndexOf('/'), command.lastIndexOf('\\')) + 1);
        return Set.of("java", "java.exe", "javaw", "javaw.exe").contains(name);
    }

    static ParentOptions parse(String[] arguments) {
        List<String> line = expanded(arguments);
        List<String> options = new ArrayList<>();
        for (int i = 0; i < line.size(); i++) {
            String option = line.get(i);
            boolean hasNext = i + 1 < line.size();
            if (option.equals("-jar")) {
                return new ParentOptions(List.copyOf(options), hasNext ? line.get(i + 1) : null);
            } else if (!option.startsWith("-")
                    || option.equals("-m")
                    || option.equals("--module")) {
                break; // the main class: what follows is the program's
            } else if (CLASS_PATH.contains(option)) {
                i++; // java.class.path says it better, after expansion of wildcards
            } else if (WITH_VALUE.contains(option) && hasNext) {
                options.add(option + "=" + line.get(++i));
            } else {
                options.add(option);
            }
        }
        return new ParentOptions(List.copyOf(options), null);
    }

    private static List<String> expanded(String[] arguments) {
        List<String> line = new ArrayList<>();
        boolean expands = true;
        for (String argument : arguments) {
            expands &= !argument.equals("--disable-@files");
            if (expands && argument.startsWith("@@")) {
                line.add(argument.substring(1));
            } else if (expands && argument.startsWith("@")) {
                line.addAll(contents(argument.substring(1)));
            } else {
                line.add(argument);
            }
        }
        return line;
    }

    private static List<String> contents(String file) {
        try {
            return ArgFile.parse(Files.readString(Path.of(file), NativeEncoding.CHARSET));
        } catch (IOException e) {
            return List.of(); // deleted since: what it held can no longer be known
        }
    }
}
