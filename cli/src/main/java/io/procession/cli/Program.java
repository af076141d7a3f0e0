package io.procession.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code procession run} was asked to run, ready to be started.
 *
 * @param mainClass the name of the class that has the main method
 * @param classPath what it needs beside Procession itself
 */
record Program(String mainClass, List<String> classPath) {

    private static final Pattern CLASS_NAME =
            Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)*");

    /**
     * Tells by its name what the program is; compiles it into the directory if it is a source file.
     */
    static Program prepare(String program, @Nullable String classPath, Path directory)
            throws IOException {
        if (program.endsWith(".java")) {
            return compiled(existing(program, "source file"), classPath, directory);
        }
        if (program.endsWith(".jar")) {
            return ofJar(existing(program, "jar"), classPath);
        }
        if (!CLASS_NAME.matcher(program).matches()) {
            throw new CliException(
                    Main.USAGE,
                    "neither a .java file, nor a .jar, nor the name of a class: " + program);
        }
        return new Program(program, ClassPath.split(classPath == null ? "." : classPath));
    }

    /** The file of this name, which is there and can be read. */
    static Path existing(String name, String kind) {
        Path file = Path.of(name);
        if (Files.isRegularFile(file) && Files.isReadable(file)) {
            return file;
        }
        String reason =
                !Files.exists(file)
                        ? "no such file"
                        : Files.isDirectory(file) ? "it is a directory" : "it cannot be read";
        throw new CliException(
                Main.USAGE, kind + " " + name + ": " + reason + ": " + file.toAbsolutePath());
    }

    private static Program compiled(Path source, @Nullable String classPath, Path directory)
            throws IOException {
        Path classes = Files.createDirectories(directory.resolve("classes"));
        List<String> given = classPath == null ? List.of() : ClassPath.split(classPath);
        String mainClass = new SourceCompiler(source, given, classes).compileProgram();
        List<String> entries = new ArrayList<>(List.of(classes.toString()));
        entries.addAll(given);
        return new Program(mainClass, entries);
    }

    private static Program ofJar(Path jar, @Nullable String classPath) throws IOException {
        List<String> entries =
                new ArrayList<>(List.of(jar.toAbsolutePath().normalize().toString()));
        if (classPath != null) {
            entries.addAll(ClassPath.split(classPath));
        }
        return new Program(mainClassOf(jar), entries);
    }

    private static String mainClassOf(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            String name =
                    manifest == null
                            ? null
                            : manifest.getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
            if (name == null) {
                throw new CliException(
                        Main.USAGE,
                        "jar names no main class in its manifest: "
                                + jar
                                + "; run it by name: procession run -cp "
                                + jar
                                + " Main");
            }
            return name.strip();
        } catch (java.util.zip.ZipException e) {
            throw new CliException(Main.USAGE, "not a jar: " + jar + ": " + e.getMessage());
        }
    }
}
