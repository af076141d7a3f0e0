package io.procession.cli;

import io.procession.weaver.ClassHeader;
import io.procession.weaver.build.ClassPathFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The class files of a jar, of a folder, or a single one.
 *
 * @param byPlace each with where it lies, for messages
 */
record ClassSet(Map<String, byte[]> byPlace) {

    /** Reads them all. */
    static ClassSet of(String target) throws IOException {
        Path path = Path.of(target);
        Map<String, byte[]> classFiles;
        if (Files.isDirectory(path)) {
            classFiles = ofFolder(path);
        } else if (target.endsWith(".class")) {
            classFiles = Map.of(target, Files.readAllBytes(Program.existing(target, "class file")));
        } else if (target.endsWith(".jar") || target.endsWith(".war") || target.endsWith(".zip")) {
            classFiles = ofJar(Program.existing(target, "jar"));
        } else if (Files.exists(path)) {
            throw new CliException(
                    Main.USAGE,
                    "neither a jar, nor a folder, nor a .java or .class file: " + target);
        } else {
            throw new CliException(
                    Main.USAGE, "no such file or folder: " + path.toAbsolutePath().normalize());
        }
        if (classFiles.isEmpty()) {
            throw new CliException(Main.USAGE, "no class files in " + target);
        }
        return new ClassSet(classFiles);
    }

    /** Those of an entry of a class path, which may have none. */
    static ClassSet ofEntry(Path entry) throws IOException {
        return new ClassSet(Files.isDirectory(entry) ? ofFolder(entry) : ofJar(entry));
    }

    private static Map<String, byte[]> ofFolder(Path folder) throws IOException {
        Map<String, byte[]> classFiles = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(each -> isClass(each.toString())).toList()) {
                classFiles.put(file.toString(), Files.readAllBytes(file));
            }
        }
        return classFiles;
    }

    private static Map<String, byte[]> ofJar(Path jar) throws IOException {
        Map<String, byte[]> classFiles = new TreeMap<>();
        try (ZipFile file = new ZipFile(jar.toFile())) {
            Enumeration<? extends ZipEntry> entries = file.entries();
            for (ZipEntry entry : Collections.list(entries)) {
                // of a multi-release jar the base: the others are of the same names
                if (isClass(entry.getName()) && !entry.getName().startsWith("META-INF/versions/")) {
                    try (InputStream in = file.getInputStream(entry)) {
                        classFiles.put(jar + "!/" + entry.getName(), in.readAllBytes());
                    }
                }
            }
        } catch (ZipException e) {
            throw new CliException(Main.USAGE, "not a jar: " + jar + ": " + e.getMessage());
        }
        return classFiles;
    }

    private static boolean isClass(String name) {
        return name.endsWith(".class") && !name.endsWith("module-info.class");
    }

    /** Lets these classes find each other, wherever in a jar they lie. */
    void addTo(ClassPathFiles known) {
        byPlace.forEach((place, classFile) -> {
            try {
                known.add(ClassHeader.of(classFile).name(), classFile);
            } catch (IllegalArgumentException e) {
                throw new CliException(Main.USAGE, place + ": " + e.getMessage());
            }
        });
    }
}
