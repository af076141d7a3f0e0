package io.procession.weaver.build;

import io.procession.weaver.ClassFiles;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The class files of a class path, folders and jars, and of the JDK that runs this. Entries that do
 * not exist are passed over, as java does. Thread-safe. Holds the jars open until it is closed.
 */
public final class ClassPathFiles implements ClassFiles, Closeable {

    /** What is missing is remembered as well: it is asked for again by each class that calls it. */
    private static final byte[] NONE = {};

    private final List<Path> folders = new ArrayList<>();
    private final List<ZipFile> jars = new ArrayList<>();
    private final ConcurrentHashMap<String, byte[]> found = new ConcurrentHashMap<>();

    /**
     * Opens the jars of a class path.
     *
     * @throws IOException if a file of it is no jar
     */
    public ClassPathFiles(List<Path> classPath) throws IOException {
        try {
            for (Path entry : classPath) {
                if (Files.isDirectory(entry)) {
                    folders.add(entry);
                } else if (Files.isRegularFile(entry)) {
                    jars.add(new ZipFile(entry.toFile()));
                }
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Adds a class that lies elsewhere: it is found before those of the class path. */
    public void add(String internalName, byte[] classFile) {
        found.put(internalName, classFile);
    }

    @Override
    public byte @Nullable [] find(String internalName) {
        byte[] classFile = found.computeIfAbsent(internalName, this::read);
        return classFile == NONE ? null : classFile;
    }

    private byte[] read(String internalName) {
        String name = internalName + ".class";
        try {
            for (Path folder : folders) {
                byte[] classFile = inFolder(folder.resolve(name));
                if (classFile != NONE) {
                    return classFile;
                }
            }
            for (ZipFile jar : jars) {
                ZipEntry entry = jar.getEntry(name);
                if (entry != null) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        return in.readAllBytes();
                    }
                }
            }
            return ofJdk(name);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name + " on the class path", e);
        }
    }

    private static byte[] inFolder(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return NONE;
        }
    }

    private static byte[] ofJdk(String name) throws IOException {
        try (InputStream in = ClassLoader.getPlatformClassLoader().getResourceAsStream(name)) {
            return in == null ? NONE : in.readAllBytes();
        }
    }

    @Override
    public void close() throws IOException {
        for (ZipFile jar : jars) {
            jar.close();
        }
    }
}
