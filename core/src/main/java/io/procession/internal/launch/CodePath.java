package io.procession.internal.launch;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where a worker finds the classes that this JVM has: its class path and module path, made
 * absolute.
 *
 * <p>Folders, jars, jars whose manifest names others (surefire) and fat jars of unpacked classes go
 * over as they are. Within a jar of jars, as Spring Boot builds it, the jar's own loader is
 * started, and starts the worker.
 *
 * @param classPath entries of the class path; may be empty
 * @param modulePath entries of the module path; empty where Procession is on the class path
 * @param modules the modules to resolve beside Procession's own
 * @param loaderMain the main class that opens a jar of jars, or null
 */
record CodePath(
        List<String> classPath,
        List<String> modulePath,
        Set<String> modules,
        @Nullable String loaderMain) {

    private static final String MODULE = "io.procession";
    private static final List<String> LOADERS_OF_NESTED_JARS =
            List.of( // the first since Spring Boot 3.2
                    "org.springframework.boot.loader.launch.PropertiesLauncher",
                    "org.springframework.boot.loader.PropertiesLauncher");

    /** That of this JVM. */
    static CodePath ofThisJvm() throws IOException {
        refuseCodeInMemory();
        List<String> classPath = absolute(System.getProperty("java.class.path", ""));
        if (CodePath.class.getModule().isNamed()) {
            List<String> modulePath = absolute(System.getProperty("jdk.module.path", ""));
            return new CodePath(classPath, modulePath, modulesOfUser(), null);
        }
        if (isOnSystemClassPath()) {
            return new CodePath(classPath, List.of(), Set.of(), null);
        }
        return withOwnLocation(classPath);
    }

    /** For a Procession that a loader of its own has loaded. */
    private static CodePath withOwnLocation(List<String> classPath) throws IOException {
        URL location = ownUrl();
        Path own = asPath(location);
        if (own != null) {
            classPath.add(own.toString());
            return new CodePath(classPath, List.of(), Set.of(), null);
        }
        for (String loader : LOADERS_OF_NESTED_JARS) {
            if (isResource(loader)) {
                return new CodePath(classPath, List.of(), Set.of(), loader);
            }
        }
        throw new IOException(
                "workers cannot find Procession: it was loaded from "
                        + location
                        + ", which is no file; put procession-core.jar on the class path, or unpack the jar that holds it");
    }

    /** Whether classes are found in another way than by a plain class path. */
    boolean isSpecial() {
        return !modulePath.isEmpty() || loaderMain != null;
    }

    /** Whether an entry is the first of the class path. */
    boolean startsWith(Path entry) {
        return !classPath.isEmpty() && classPath.get(0).equals(entry.toString());
    }

    /** The same, with this entry in the first place. */
    CodePath beginningWith(Path entry) {
        List<String> reordered = new ArrayList<>(classPath);
        reordered.remove(entry.toString());
        reordered.add(0, entry.toString());
        return new CodePath(reordered, modulePath, modules, loaderMain);
    }

    /** The launcher's arguments from the class path to the main class. */
    List<String> arguments(String mainClass) {
        List<String> arguments = new ArrayList<>();
        if (!classPath.isEmpty()) {
            arguments.add("-cp");
            arguments.add(String.join(File.pathSeparator, classPath));
        }
        if (loaderMain != null) {
            arguments.add("-Dloader.main=" + mainClass);
            arguments.add(loaderMain);
        } else if (modulePath.isEmpty()) {
            arguments.add(mainClass);
        } else {
            addModules(arguments, mainClass);
        }
        return arguments;
    }

    private void addModules(List<String> arguments, String mainClass) {
        arguments.add("--module-path=" + String.join(File.pathSeparator, modulePath));
        if (!modules.isEmpty()) {
            arguments.add("--add-modules=" + String.join(",", modules));
        }
        arguments.add("-m");
        arguments.add(MODULE + "/" + mainClass);
    }

    private static void refuseCodeInMemory() throws IOException {
        String refusal = refusal(System.getProperty("sun.java.command", ""));
        if (refusal != null) {
            throw new IOException(refusal);
        }
    }

    /**
     * Why workers cannot have the classes of a program that was started so, or null if they can.
     */
    static @Nullable String refusal(String command) {
        if (command.startsWith("jdk.compiler/com.sun.tools.javac.launcher.")) {
            return "workers cannot find the classes of a program that runs from source (java File.java): they exist in"
                    + " this JVM's memory only; start it with: procession run File.java";
        }
        if (command.contains("jdk.jshell.execution.RemoteExecutionControl")) {
            return "workers cannot find what is defined in JShell: it exists in this JVM's memory only; put it into a file"
                    + " and start that with: procession run File.java";
        }
        return null;
    }

    /**
     * Entries as the launcher has them (an empty one is the working directory), duplicates dropped.
     */
    static List<String> absolute(String path) {
        if (path.isEmpty()) {
            return new ArrayList<>();
        }
        Set<String> entries = new LinkedHashSet<>();
        for (String entry : path.split(File.pathSeparator, -1)) {
            entries.add(new File(entry).getAbsolutePath());
        }
        return new ArrayList<>(entries);
    }

    /**
     * All modules of the boot layer that are not the JDK's: what a service finds here it finds
     * there, too.
     */
    private static Set<String> modulesOfUser() {
        Set<String> names = new TreeSet<>();
        ModuleLayer.boot()
                .configuration()
                .modules()
                .forEach(module -> {
                    URI location = module.reference().location().orElse(null);
                    if (location != null && !"jrt".equals(location.getScheme())) {
                        names.add(module.name());
                    }
                });
        names.remove(MODULE);
        return names;
    }

    private static boolean isOnSystemClassPath() {
        return isResource(CodePath.class.getName());
    }

    private static boolean isResource(String className) {
        return ClassLoader.getSystemResource(className.replace('.', '/') + ".class") != null;
    }

    /**
     * The jar or directory that Procession itself was loaded from, or null where it has none of its
     * own.
     */
    static @Nullable Path ownLocation() {
        return asPath(ownUrl());
    }

    private static @Nullable URL ownUrl() {
        CodeSource source = CodePath.class.getProtectionDomain().getCodeSource();
        return source == null ? null : source.getLocation();
    }

    private static @Nullable Path asPath(@Nullable URL location) {
        try {
            return location == null || !location.getProtocol().equals("file")
                    ? null
                    : Path.of(location.toURI());
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            return null;
        }
    }
}
