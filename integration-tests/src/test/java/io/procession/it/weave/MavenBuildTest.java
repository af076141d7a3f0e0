package io.procession.it.weave;

import static io.procession.it.weave.BuiltJars.CORE;
import static io.procession.it.weave.BuiltJars.ROOT;
import static io.procession.it.weave.BuiltJars.WEAVER;
import static io.procession.it.weave.BuiltJars.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.procession.it.weave.BuiltJars.Ended;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A project as docs/weaving.md describes it, built by Maven, and run. Its local repository is this
 * machine's, by links, with the jars of this build in it.
 */
class MavenBuildTest {

    private static final String VERSION = "0.1.0-SNAPSHOT";

    @TempDir Path directory;

    private Path project;
    private Path repository;

    @BeforeEach
    void makeRepository() throws IOException {
        BuiltJars.assume();
        assumeTrue(maven() != null, "no mvn on the PATH");
        project = directory.resolve("app");
        repository = Files.createDirectories(directory.resolve("repository"));
        linkAll(localRepository(), repository, "io");
        Path ofIo = Files.createDirectory(repository.resolve("io"));
        linkAll(localRepository().resolve("io"), ofIo, "procession");
        install("procession-parent", ROOT.resolve("pom.xml"), null);
        install("procession-core", ROOT.resolve("core/pom.xml"), CORE);
        install("procession-weaver", ROOT.resolve("weaver/dependency-reduced-pom.xml"), WEAVER);
        Files.createDirectories(project);
        Files.writeString(project.resolve("pom.xml"), pom());
    }

    @AfterEach
    void removeLinks() throws IOException {
        Path links = directory.resolve("repository");
        if (Files.isDirectory(links)) {
            try (Stream<Path> entries = Files.walk(links, 2)) {
                for (Path link : entries.filter(Files::isSymbolicLink).toList()) {
                    Files.delete(link); // JUnit warns of links that lead out of its directory
                }
            }
        }
    }

    @Test
    void build_withThePlugin_weaves_andTheProgramUsesWorkers() throws Exception {
        Path sources = project.resolve("src/main/java");
        BuiltJars.write(sources, "com/acme/Ways.java", WovenPrograms.WAYS);

        Ended build = maven("process-classes");

        assertThat(build.exitCode()).as(build.out()).isZero();
        assertThat(build.out()).contains("[INFO] procession: 3 classes woven");
        Path classes = project.resolve("target/classes");
        Ended program = BuiltJars.java(directory, "-cp", path(classes, CORE), "com.acme.Ways");
        assertThat(program.err()).isEmpty();
        assertThat(program.out()).isEqualTo(WovenPrograms.ALL_ELSEWHERE);
    }

    @Test
    void build_ofANamedModule_isWovenThroughAndThrough() throws Exception {
        Path sources = project.resolve("src/main/java");
        BuiltJars.write(sources, "com/acme/Ways.java", WovenPrograms.WAYS);
        BuiltJars.write(
                sources,
                "module-info.java",
                "module com.acme { requires io.procession; requires java.management; }");

        Ended build = maven("process-classes");

        assertThat(build.exitCode()).as(build.out()).isZero();
        Path classes = project.resolve("target/classes");
        Ended program =
                BuiltJars.java(
                        directory, "-p", path(classes, CORE), "-m", "com.acme/com.acme.Ways");
        assertThat(program.err()).isEmpty();
        assertThat(program.out()).isEqualTo(WovenPrograms.ALL_ELSEWHERE);
    }

    @Test
    void build_ofWhatCannotBeWoven_failsWithFileAndLine() throws Exception {
        BuiltJars.write(
                project.resolve("src/main/java"),
                "com/acme/Taken.java",
                """
                package com.acme;

                class Taken {
                    @io.procession.Concurrent
                    static int work() {
                        return 1;
                    }

                    static int work$concurrent() {
                        return 2;
                    }
                }
                """);

        Ended build = maven("process-classes");

        assertThat(build.exitCode()).isNotZero();
        assertThat(build.out())
                .contains(
                        "[ERROR] Taken.java:6: error: work$concurrent exists already",
                        "BUILD FAILURE");
    }

    private Ended maven(String phase) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                String.valueOf(maven()),
                                "-B",
                                "-o",
                                "-Dstyle.color=never",
                                "-Dmaven.repo.local=" + repository,
                                phase));
        Ended ended = BuiltJars.run(project, directory, command);
        if (ended.exitCode() != 0 && ended.out().contains("offline mode")) {
            command.remove("-o"); // the first build on this machine: fetch the plugin
            ended = BuiltJars.run(project, directory, command);
        }
        return ended;
    }

    private static @Nullable Path maven() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(entry -> Path.of(entry, "mvn"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    /** Where this build has its libraries from. */
    private static Path localRepository() {
        Path jar = BuiltJars.originOf(Assertions.class);
        return jar.resolve("../../../../..").normalize(); // org/assertj/assertj-core/1/x.jar
    }

    private static void linkAll(Path from, Path to, String except) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        try (Stream<Path> entries = Files.list(from)) {
            for (Path entry : entries.toList()) {
                if (!entry.getFileName().toString().equals(except)) {
                    Files.createSymbolicLink(to.resolve(entry.getFileName()), entry);
                }
            }
        }
    }

    private void install(String artifact, Path pom, @Nullable Path jar) throws IOException {
        Path place =
                Files.createDirectories(
                        repository.resolve("io/procession").resolve(artifact).resolve(VERSION));
        Files.copy(pom, place.resolve(artifact + "-" + VERSION + ".pom"));
        if (jar != null) {
            Files.copy(jar, place.resolve(artifact + "-" + VERSION + ".jar"));
        }
    }

    private static String pom() {
        return """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>com.acme</groupId>
          <artifactId>app</artifactId>
          <version>1</version>
          <properties>
            <maven.compiler.release>17</maven.compiler.release>
            <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
          </properties>
          <dependencies>
            <dependency>
              <groupId>io.procession</groupId>
              <artifactId>procession-core</artifactId>
              <version>%1$s</version>
            </dependency>
          </dependencies>
          <build>
            <plugins>
              <plugin>
                <groupId>org.apache.maven.plugins</groupId>
                <artifactId>maven-resources-plugin</artifactId>
                <version>3.3.1</version>
              </plugin>
              <plugin>
                <groupId>org.apache.maven.plugins</groupId>
                <artifactId>maven-compiler-plugin</artifactId>
                <version>3.16.0</version>
              </plugin>
              <plugin>
                <groupId>net.bytebuddy</groupId>
                <artifactId>byte-buddy-maven-plugin</artifactId>
                <version>1.18.10-jdk5</version>
                <executions>
                  <execution>
                    <goals>
                      <goal>transform</goal>
                    </goals>
                  </execution>
                </executions>
                <dependencies>
                  <dependency>
                    <groupId>io.procession</groupId>
                    <artifactId>procession-weaver</artifactId>
                    <version>%1$s</version>
                  </dependency>
                </dependencies>
              </plugin>
            </plugins>
          </build>
        </project>
        """
                .formatted(VERSION);
    }
}
