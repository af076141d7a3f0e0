package io.procession.weaver.build;

import io.procession.weaver.WeaveMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Weaves the class files below a folder where they lie. If one cannot be woven none is written.
 * Blocks.
 */
public final class FolderWeaver {

    private FolderWeaver() {}

    /**
     * Weaves a folder.
     *
     * @param classPath where the classes find others, beside the folder itself
     * @throws IOException if a file cannot be read or written
     * @throws IllegalArgumentException if a class file is corrupt
     */
    public static Report weave(Path folder, List<Path> classPath) throws IOException {
        List<Path> all = new ArrayList<>(List.of(folder));
        all.addAll(classPath);
        Map<Path, byte[]> woven = new LinkedHashMap<>();
        Report report;
        try (ClassPathFiles known = new ClassPathFiles(all)) {
            Batch batch = new Batch(known, mode(folder));
            for (Path file : classFiles(folder)) {
                byte[] bytes = batch.weave(file.toString(), Files.readAllBytes(file));
                if (bytes != null) {
                    woven.put(file, bytes);
                }
            }
            report = batch.report();
        }
        if (report.errors().isEmpty()) {
            for (Map.Entry<Path, byte[]> each : woven.entrySet()) {
                replace(each.getKey(), each.getValue());
            }
        }
        return report;
    }

    /** That of a folder of classes: a module's has its descriptor. */
    static WeaveMode mode(Path folder) {
        return Files.exists(folder.resolve("module-info.class"))
                ? WeaveMode.MODULE
                : WeaveMode.BUILD;
    }

    private static List<Path> classFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".class")).sorted().toList();
        }
    }

    /** In one step: who reads the file meanwhile sees the one or the other. */
    private static void replace(Path file, byte[] bytes) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".woven");
        Files.write(next, bytes);
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
