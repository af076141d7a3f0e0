package io.procession.cli;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Compiles one source file, and the files beside it that it uses, in this JVM; javac's words go to
 * stderr.
 */
final class SourceCompiler {

    private final Path source;
    private final List<String> classPath;
    private final Path classes;

    SourceCompiler(Path source, List<String> classPath, Path classes) {
        this.source = source;
        this.classPath = classPath;
        this.classes = classes;
    }

    /**
     * Compiles, and returns the name of the main class: the first in the file that has a main
     * method.
     */
    String compileProgram() throws IOException {
        return mainClass(compile());
    }

    /** Compiles, and returns the file's structure. */
    CompilationUnitTree compile() throws IOException {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        if (javac == null) {
            throw new CliException(
                    Main.USAGE,
                    "this Java has no compiler, a JDK is needed: java.home="
                            + System.getProperty("java.home"));
        }
        try (StandardJavaFileManager files =
                javac.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            return compile(javac, files);
        }
    }

    private CompilationUnitTree compile(JavaCompiler javac, StandardJavaFileManager files)
            throws IOException {
        Writer words = new PrintWriter(System.err, /* autoFlush= */ true, Charset.defaultCharset());
        Iterable<? extends JavaFileObject> sources = files.getJavaFileObjects(source);
        CompilationUnitTree parsed = parse(javac, files, sources);
        JavaCompiler.CompilationTask task =
                javac.getTask(words, files, null, options(parsed), null, sources);
        if (!task.call()) {
            throw new CliException(Main.FAILED, "does not compile: " + source);
        }
        return parsed;
    }

    /** The folder that the packages of a compiled file stand in. */
    Path sourceRoot(CompilationUnitTree parsed) {
        return sourceRoot(packageOf(parsed));
    }

    /**
     * Looks at the file's structure only; what is wrong with it is told by the compilation that
     * follows.
     */
    private static CompilationUnitTree parse(
            JavaCompiler javac,
            StandardJavaFileManager files,
            Iterable<? extends JavaFileObject> sources)
            throws IOException {
        JavacTask task =
                (JavacTask) javac.getTask(Writer.nullWriter(), files, d -> {}, null, null, sources);
        return task.parse().iterator().next();
    }

    private List<String> options(CompilationUnitTree parsed) {
        List<String> path = new ArrayList<>(ClassPath.coreAndCli());
        path.addAll(classPath);
        return List.of(
                "-g",
                "-parameters",
                "-proc:none",
                "-implicit:class",
                "-encoding",
                "UTF-8",
                "-d",
                classes.toString(),
                "-sourcepath",
                sourceRoot(packageOf(parsed)).toString(),
                "-cp",
                String.join(File.pathSeparator, path));
    }

    /**
     * The folder that the package's folders stand in; the file's own folder where it does not stand
     * in them.
     */
    private Path sourceRoot(String packageName) {
        Path file = source.toAbsolutePath().normalize();
        Path inPackage =
                Path.of(
                        packageName.replace('.', File.separatorChar),
                        file.getFileName().toString());
        boolean standsInPackage = file.endsWith(inPackage);
        return file.resolve(standsInPackage ? up(inPackage.getNameCount()) : "..").normalize();
    }

    private static String up(int levels) {
        return ".." + (File.separator + "..").repeat(levels - 1);
    }

    private String mainClass(CompilationUnitTree parsed) {
        for (Tree declared : parsed.getTypeDecls()) {
            if (declared instanceof ClassTree type && hasMain(type)) {
                String packageName = packageOf(parsed);
                return packageName.isEmpty()
                        ? type.getSimpleName().toString()
                        : packageName + "." + type.getSimpleName();
            }
        }
        throw new CliException(
                Main.USAGE,
                "no main method in " + source + "; add: public static void main(String[] args)");
    }

    private static boolean hasMain(ClassTree type) {
        return type.getMembers().stream()
                .anyMatch(m ->
                        m instanceof MethodTree method && method.getName().contentEquals("main"));
    }

    private static String packageOf(CompilationUnitTree parsed) {
        return parsed.getPackageName() == null ? "" : parsed.getPackageName().toString();
    }
}
