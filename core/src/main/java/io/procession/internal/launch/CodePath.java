package io.procession.internal.launch;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a worker finds the classes that this JVM has: its class path and module path, made absolute.
 *
 * @param classPath entries of the class path; may be empty
 * @param modulePath entries of the module path; empty where Procession is on the class path
 * @param modules the modules to resolve beside Procession's own
 */
record CodePath(List<String> classPath, List<String> modulePath, Set<String> modules) {

    private static final String MODULE = "io.procession";

    /** That of this JVM. */
    static CodePath ofThisJvm() throws IOException {
        refuseCodeInMemory();
        List<String> classPath = absolute(System.getProperty("java.class.path", ""));
        if (CodePath.class.getModule().isNamed()) {
            return new CodePath(classPath, absolute(System.getProperty("jdk.module.path", "")), modulesOfUser());
        }
        Path own = ownLocation();
        if (own != null && !isOnSystemClassPath()) {
            classPath.add(own.toString());
        }
        return new CodePath(classPath, List.of(), Set.of());
    }

    boolean usesModules() {
        return !modulePath.isEmpty();
    }

    /** The launcher's arguments up to the main class and with it. */
    List<String> arguments(String mainClass) {
        List<String> arguments = new ArrayList<>();
        if (!classPath.isEmpty()) {
            arguments.add("-cp");
            arguments.add(String.join(File.pathSeparator, classPath));
        }
        if (usesModules()) {
            arguments.add("--module-path=" + String.join(File.pathSeparator, modulePath));
            if (!modules.isEmpty()) {
                arguments.add("--add-modules=" + String.join(",", modules));
            }
            arguments.add("-m");
            arguments.add(MODULE + "/" + mainClass);
        } else {
            arguments.add(mainClass);
        }
        return arguments;
    }

    private static void refuseCodeInMemory() throws IOException {
        String command = System.getProperty("sun.java.command", "");
        if (command.startsWith("jdk.compiler/com.sun.tools.javac.launcher.")) {
            throw new IOException("workers cannot find the classes of a program that runs from source (java File.java): they"
                    + " exist in this JVM's memory only; start it with: procession run File.java");
        }
        if (command.contains("jdk.jshell.execution.RemoteExecutionControl")) {
            throw new IOException("workers cannot find what is defined in JShell: it exists in this JVM's memory only;"
                    + " put the code into a file and start it with: procession run File.java,"
                    + " or use Backend.THREADS");
        }
    }

    /** Entries as the launcher has them (an empty one is the working directory), duplicates dropped. */
    static List<String> absolute(String path) {
        if (path.isEmpty()) {
            return new ArrayList<>();
        }
        return Arrays.stream(path.split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .distinct()
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** All modules of the boot layer that are not the JDK's: what a service needs here is there, too. */
    private static Set<String> modulesOfUser() {
        Set<String> names = new TreeSet<>();
        ModuleLayer.boot().configuration().modules().forEach(module -> {
            URI location = module.reference().location().orElse(null);
            if (location != null && !"jrt".equals(location.getScheme())) {
                names.add(module.name());
            }
        });
        names.remove(MODULE);
        return new LinkedHashSet<>(names);
    }

    private static boolean isOnSystemClassPath() {
        String self = CodePath.class.getName().replace('.', '/') + ".class";
        return ClassLoader.getSystemResource(self) != null;
    }

    /** The jar or directory that Procession itself was loaded from, or null where it has no place of its own. */
    static @Nullable Path ownLocation() {
        CodeSource source = CodePath.class.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return null;
        }
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            return null; // within another jar
        }
    }
}
