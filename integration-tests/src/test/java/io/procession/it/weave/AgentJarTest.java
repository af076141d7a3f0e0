package io.procession.it.weave;

import static io.procession.it.weave.BuiltJars.AGENT;
import static io.procession.it.weave.BuiltJars.CORE;
import static io.procession.it.weave.BuiltJars.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.procession.it.weave.BuiltJars.Ended;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged agent, with programs that use real workers. */
class AgentJarTest {

    @TempDir Path directory;

    private Path sources;
    private Path classes;

    @BeforeEach
    void jarsAreBuilt() {
        BuiltJars.assume();
        sources = directory.resolve("sources");
        classes = directory.resolve("classes");
    }

    @Test
    void jar_holdsAllThatItNeeds_underNamesOfItsOwn() throws Exception {
        try (JarFile jar = new JarFile(AGENT.toFile())) {
            assertThat(jar.stream().map(JarEntry::getName).filter(name -> name.endsWith(".class")))
                    .isNotEmpty()
                    .allMatch(name -> name.startsWith("io/procession/agent/"))
                    .anyMatch(name -> name.endsWith("/ClassReader.class"));
            assertThat(jar.getManifest().getMainAttributes().getValue("Launcher-Agent-Class"))
                    .isEqualTo("io.procession.agent.ProcessionAgent");
        }
    }

    @Test
    void program_withTheAgent_callsWorkersInEveryWay_andTheyHaveNone() throws Exception {
        compileWays();

        Ended ended =
                BuiltJars.java(
                        directory,
                        "-javaagent:" + AGENT,
                        "-cp",
                        path(classes, CORE),
                        "com.acme.Ways");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.out()).isEqualTo(WovenPrograms.ALL_ELSEWHERE);
    }

    @Test
    void program_withoutTheAgent_isThePlainOne() throws Exception {
        compileWays();

        Ended ended = BuiltJars.java(directory, "-cp", path(classes, CORE), "com.acme.Ways");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.out()).isEqualTo(WovenPrograms.ALL_HERE);
    }

    @Test
    void jar_thatNamesTheAgentAsItsLauncherAgent_isWoven() throws Exception {
        compileWays();
        Path app = directory.resolve("app.jar");
        BuiltJars.write(
                directory,
                "manifest",
                "Main-Class: com.acme.Ways\nLauncher-Agent-Class: io.procession.agent.ProcessionAgent\n"
                        + "Class-Path: "
                        + CORE.toUri()
                        + " "
                        + AGENT.toUri()
                        + "\n");
        int result =
                java.util.spi.ToolProvider.findFirst("jar")
                        .orElseThrow()
                        .run(
                                System.out,
                                System.err,
                                "--create",
                                "--file",
                                app.toString(),
                                "--manifest",
                                directory.resolve("manifest").toString(),
                                "-C",
                                classes.toString(),
                                ".");
        assertThat(result).isZero();

        Ended ended = BuiltJars.java(directory, "-jar", app.toString());

        assertThat(ended.err()).isEmpty();
        assertThat(ended.out()).isEqualTo(WovenPrograms.ALL_ELSEWHERE);
    }

    @Test
    void namedModule_thatOpensNothing_isWovenThroughAndThrough() throws Exception {
        BuiltJars.write(
                sources,
                "module-info.java",
                "module com.acme { requires io.procession; requires java.management; }");
        BuiltJars.write(sources, "com/acme/Ways.java", WovenPrograms.WAYS);
        Path jspecify = BuiltJars.originOf(org.jspecify.annotations.NullMarked.class);
        BuiltJars.compile(sources, classes, "-p", path(CORE, jspecify));

        Ended ended =
                BuiltJars.java(
                        directory,
                        "-javaagent:" + AGENT + "=report",
                        "-p",
                        path(classes, CORE),
                        "-m",
                        "com.acme/com.acme.Ways");

        assertThat(ended.err()).doesNotContain("NOT woven");
        assertThat(ended.out()) // here workers need the agent, too: it lets them in
                .isEqualTo(
                        WovenPrograms.ALL_ELSEWHERE.replace(
                                "worker true true", "worker true false"));
    }

    @Test
    void agent_attachedLate_weavesWhatIsLoadedAsFarAsItCan() throws Exception {
        BuiltJars.write(
                sources,
                "com/acme/Late.java",
                """
                package com.acme;

                import com.sun.tools.attach.VirtualMachine;
                import io.procession.*;

                public class Late {
                    static final long HERE = ProcessHandle.current().pid();

                    @Concurrent static long pid(int n) { return ProcessHandle.current().pid(); }

                    @Synchronized static long[] loop() {
                        long[] pids = new long[3];
                        for (int i = 0; i < pids.length; i++) {
                            pids[i] = pid(i);
                        }
                        return pids;
                    }

                    static void tell(String when) {
                        System.out.println(when + " " + (pid(1) != HERE) + " " + (loop()[1] != HERE));
                    }

                    public static void main(String[] args) throws Exception {
                        tell("before");
                        VirtualMachine self = VirtualMachine.attach("" + HERE);
                        self.loadAgent(args[0]);
                        self.detach();
                        tell("after");
                        System.out.println(Procession.isWoven(Late.class));
                    }
                }
                """);
        BuiltJars.compile(sources, classes, "-cp", CORE.toString());

        Ended ended =
                BuiltJars.java(
                        directory,
                        "-Djdk.attach.allowAttachSelf=true",
                        "-XX:+EnableDynamicAgentLoading",
                        "-cp",
                        path(classes, CORE),
                        "com.acme.Late",
                        AGENT.toString());

        assertThat(ended.out()).isEqualTo("before false false\nafter false true\ntrue\n");
        assertThat(ended.err())
                .contains(
                        "NOT woven: com.acme.Late.pid: calls of pid outside of @Synchronized methods run here");
    }

    private void compileWays() throws Exception {
        BuiltJars.write(sources, "com/acme/Ways.java", WovenPrograms.WAYS);
        BuiltJars.compile(sources, classes, "-cp", CORE.toString());
    }
}
