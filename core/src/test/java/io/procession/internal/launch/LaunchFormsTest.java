package io.procession.internal.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way in which a program may have been started must give its workers the same classes. */
class LaunchFormsTest {

    private static final String PARENT = ParentMain.class.getName();
    private static final Path CLASSES = Path.of("target", "classes").toAbsolutePath();
    private static final Path TESTS = Path.of("target", "test-classes").toAbsolutePath();

    @TempDir Path directory;

    @Test
    void launch_fromRelativeFoldersAndWildcard_findsClasses() throws Exception {
        Files.createDirectory(directory.resolve("lib"));
        jar(directory.resolve("lib/user.jar"), userClasses("user", ""));
        String classPath =
                String.join(File.pathSeparator, relative(CLASSES), relative(TESTS), "lib/*");
        assertFindsUserClass(
                "user.User in unnamed module",
                "-ea",
                "-Dtest.property=a b",
                "-cp",
                classPath,
                PARENT);
    }

    @Test
    void launch_fromFatJar_findsClasses() throws Exception {
        Path fat = fatJar(userClasses("user", ""));
        assertFindsUserClass(
                "user.User in unnamed module",
                "-ea",
                "-Dtest.property=a b",
                "-jar",
                fat.toString());
    }

    @Test
    void launch_fromManifestOnlyJar_findsClasses() throws Exception {
        String path =
                List.of(CLASSES, TESTS, userClasses("user", "")).stream()
                        .map(entry -> entry.toUri().toString())
                        .collect(Collectors.joining(" \n "));
        Path manifest =
                Files.writeString(
                        directory.resolve("MANIFEST.MF"),
                        "Main-Class: " + PARENT + "\nClass-Path: " + path + "\n");
        Path booter = directory.resolve("booter.jar");
        run("jar", "cfm", booter.toString(), manifest.toString());
        assertFindsUserClass(
                "user.User in unnamed module",
                "-ea",
                "-Dtest.property=a b",
                "-jar",
                booter.toString());
    }

    @Test
    void launch_fromModulePath_findsModules() throws Exception {
        Path core = jar(directory.resolve("core.jar"), CLASSES);
        Path user =
                jar(
                        directory.resolve("user.jar"),
                        userClasses("user", "module user.module { exports user; }"));
        assertFindsUserClass(
                "user.User in module user.module",
                "-ea",
                "-Dtest.property=a b",
                "--module-path",
                core + File.pathSeparator + user,
                "--patch-module",
                "io.procession=" + TESTS,
                "--add-modules",
                "user.module",
                "-m",
                "io.procession/" + PARENT);
    }

    @Test
    void launch_fromVeryLongClassPath_findsClasses() throws Exception {
        List<String> entries = new ArrayList<>(List.of(CLASSES.toString(), TESTS.toString()));
        IntStream.range(0, 3000)
                .forEach(i ->
                        entries.add(
                                directory
                                        .resolve("a quite long name of a folder " + i)
                                        .toString()));
        entries.add(userClasses("user", "").toString());
        List<String> arguments =
                List.of(
                        "-ea",
                        "-Dtest.property=a b",
                        "-cp",
                        String.join(File.pathSeparator, entries));
        Path file = Files.writeString(directory.resolve("arguments"), ArgFile.format(arguments));
        assertFindsUserClass("user.User in unnamed module", "@" + file, PARENT);
    }

    @Test
    void launch_whereLoaderOfItsOwnHasLoadedProcession_addsItsJar() throws Exception {
        Path fat = fatJar(userClasses("user", ""));
        Path loader =
                compile(
                        "loader",
                        "Loader",
                        """
                        public class Loader {
                            public static void main(String[] a) throws Exception {
                                var urls = new java.net.URL[] {java.nio.file.Path.of("%s").toUri().toURL()};
                                var loader = new java.net.URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
                                loader.loadClass("%s").getMethod("main", String[].class).invoke(null, (Object) a);
                            }
                        }\
                        """
                                .formatted(fat, PARENT));
        assertFindsUserClass(
                "user.User in unnamed module",
                "-ea",
                "-Dtest.property=a b",
                "-cp",
                loader.toString(),
                "Loader");
    }

    @Test
    void launch_fromJarOfJars_startsItsLoader() throws Exception {
        Path fat = fatJar(userClasses("user", ""));
        Path boot =
                compile(
                        "boot",
                        "org.springframework.boot.loader.launch.PropertiesLauncher",
                        """
                        package org.springframework.boot.loader.launch;
                        public class PropertiesLauncher {
                            public static void main(String[] a) throws Exception {
                                var handler = new java.net.URLStreamHandler() {
                                    protected java.net.URLConnection openConnection(java.net.URL url) {
                                        throw new UnsupportedOperationException();
                                    }
                                };
                                var location = new java.net.URL(null, "nested:app.jar/!BOOT-INF/lib/core.jar!/", handler);
                                var source = new java.security.CodeSource(location, (java.security.cert.Certificate[]) null);
                                var domain = new java.security.ProtectionDomain(source, null);
                                var jar = new java.util.jar.JarFile("%s");
                                var loader = new ClassLoader(ClassLoader.getPlatformClassLoader()) {
                                    protected Class<?> findClass(String name) throws ClassNotFoundException {
                                        try {
                                            var entry = jar.getJarEntry(name.replace('.', '/') + ".class");
                                            if (entry == null) throw new ClassNotFoundException(name);
                                            byte[] b = jar.getInputStream(entry).readAllBytes();
                                            return defineClass(name, b, 0, b.length, domain);
                                        } catch (java.io.IOException e) {
                                            throw new ClassNotFoundException(name, e);
                                        }
                                    }
                                };
                                String main = System.getProperty("loader.main");
                                loader.loadClass(main).getMethod("main", String[].class).invoke(null, (Object) a);
                            }
                        }\
                        """
                                .formatted(fat));
        assertFindsUserClass(
                "user.User in unnamed module",
                "-ea",
                "-Dtest.property=a b",
                "-Dloader.main=" + PARENT,
                "-cp",
                boot.toString(),
                "org.springframework.boot.loader.launch.PropertiesLauncher");
    }

    @Test
    void launch_fromSourceFile_isRefusedWithAdvice() throws Exception {
        Path source =
                Files.writeString(
                        directory.resolve("Quick.java"),
                        "public class Quick { public static void main(String[] a) throws Exception { "
                                + PARENT
                                + ".main(a); } }");
        String classPath = CLASSES + File.pathSeparator + TESTS;
        try (ParentJvm parent =
                ParentJvm.start(
                        directory,
                        List.of("-cp", classPath, source.toString(), "user.User", "return"))) {
            assertThat(parent.fact("refused"))
                    .isEqualTo(
                            "workers cannot find the classes of a program that runs from source (java File.java): they exist in"
                                    + " this JVM's memory only; start it with: procession run File.java");
        }
    }

    @Test
    void refusal_ofJShell_advises() {
        assertThat(CodePath.refusal("jdk.jshell.execution.RemoteExecutionControl 41234"))
                .isEqualTo(
                        "workers cannot find what is defined in JShell: it exists in this JVM's memory only; put it into a file"
                                + " and start that with: procession run File.java");
        assertThat(CodePath.refusal("com.acme.Main")).isNull();
    }

    private void assertFindsUserClass(String found, String... arguments) throws Exception {
        List<String> line = new ArrayList<>(Arrays.asList(arguments));
        line.addAll(List.of("user.User", "return"));
        try (ParentJvm parent = ParentJvm.start(directory, line)) {
            assertThat(parent.fact("refused")).isEmpty();
            assertThat(parent.fact("found")).startsWith(found);
            assertThat(parent.fact("assertions")).isEqualTo("true");
            assertThat(parent.fact("property")).isEqualTo("a b");
            assertThat(parent.awaitExit(10)).isZero();
            assertThat(parent.stderr()).isEmpty();
            ProcessTreeTest.awaitDeath(parent.pidOf("worker"), parent.pidOf("child"));
            assertThat(Path.of(parent.fact("temporary"))).doesNotExist();
        }
    }

    private String relative(Path path) {
        return directory.toAbsolutePath().relativize(path).toString();
    }

    private Path fatJar(Path user) throws IOException {
        Path fat = directory.resolve("fat.jar");
        run(
                "jar",
                "cfe",
                fat.toString(),
                PARENT,
                "-C",
                CLASSES.toString(),
                ".",
                "-C",
                TESTS.toString(),
                ".",
                "-C",
                user.toString(),
                ".");
        return fat;
    }

    private static Path jar(Path jar, Path classes) throws IOException {
        run("jar", "cf", jar.toString(), "-C", classes.toString(), ".");
        return jar;
    }

    private Path userClasses(String name, String module) throws IOException {
        Path classes = compile(name, "user.User", "package user; public class User {}");
        if (!module.isEmpty()) {
            Path source = Files.writeString(directory.resolve("module-info.java"), module);
            run(
                    "javac",
                    "-d",
                    classes.toString(),
                    "-cp",
                    classes.toString(),
                    source.toString(),
                    directory.resolve("src-user/User.java").toString());
        }
        return classes;
    }

    private Path compile(String name, String className, String text) throws IOException {
        Path sources = Files.createDirectories(directory.resolve("src-" + name));
        Path source =
                sources.resolve(className.substring(className.lastIndexOf('.') + 1) + ".java");
        Files.writeString(source, text);
        Path classes = Files.createDirectories(directory.resolve("classes-" + name));
        run("javac", "-nowarn", "-d", classes.toString(), source.toString());
        return classes;
    }

    private static void run(String tool, String... arguments) throws IOException {
        StringWriter said = new StringWriter();
        PrintWriter printer = new PrintWriter(said);
        if (ToolProvider.findFirst(tool).orElseThrow().run(printer, printer, arguments) != 0) {
            throw new IOException(tool + ": " + said);
        }
    }
}
