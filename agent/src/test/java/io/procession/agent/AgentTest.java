package io.procession.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.Task;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * JVMs started with the agent, or joined by it. What woven classes call is a stand-in here, which
 * prints each entrance.
 */
class AgentTest {

    @TempDir static Path shared;
    @TempDir Path directory;

    private static Path agent = Path.of("");
    private static Path bridge = Path.of("");

    private record Ended(int exitCode, String out, String err) {}

    @BeforeAll
    static void makeAgent() throws IOException {
        agent = agentJar(shared.resolve("procession-agent.jar"));
        bridge = Files.createDirectory(shared.resolve("bridge"));
        compile(
                bridge,
                "io/procession/bridge/Boot.java",
                """
                package io.procession.bridge;
                import java.lang.invoke.*;
                public final class Boot {
                    public static CallSite entrance(
                            MethodHandles.Lookup lookup, String name, MethodType type, MethodHandle body) {
                        System.out.println("entrance of " + name);
                        return new ConstantCallSite(body.asType(type));
                    }
                }
                """);
    }

    @BeforeEach
    void compileProgram() throws IOException {
        compile(
                directory,
                "com/acme/Program.java",
                """
                package com.acme;
                public class Program {
                    @io.procession.Concurrent static int work(int n) { return n * n; }
                    public static void main(String[] args) throws Exception {
                        System.out.println("work " + work(3));
                        for (String name : args) {
                            System.out.println(name + " " + ((java.util.concurrent.Callable<?>)
                                Class.forName(name).getDeclaredConstructor().newInstance()).call());
                        }
                    }
                }
                """);
    }

    @Test
    void annotatedClass_isWovenWhileItIsLoaded() throws Exception {
        Ended ended = java("-javaagent:" + agent, "com.acme.Program");

        assertThat(ended).isEqualTo(new Ended(0, "entrance of work\nwork 9\n", ""));
    }

    @Test
    void withoutAgent_theProgramIsAsItReads() throws Exception {
        assertThat(java("com.acme.Program")).isEqualTo(new Ended(0, "work 9\n", ""));
    }

    @Test
    void packages_namedAsOptions_areTheOnlyOnesWoven() throws Exception {
        compileOther();

        Ended ended =
                java("-javaagent:" + agent + "=org.other", "com.acme.Program", "org.other.Other");

        assertThat(ended.out()).isEqualTo("work 9\nentrance of call\norg.other.Other other\n");
    }

    @Test
    void aPackageWhoseNameOnlyBeginsSo_isNotWoven() throws Exception {
        compileOther();

        Ended ended =
                java(
                        "-javaagent:" + agent + "=org.oth,com.acme",
                        "com.acme.Program",
                        "org.other.Other");

        assertThat(ended.out()).isEqualTo("entrance of work\nwork 9\norg.other.Other other\n");
    }

    @Test
    void option_thatIsNone_stopsTheStart() throws Exception {
        Ended ended = java("-javaagent:" + agent + "=verbose mode", "com.acme.Program");

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .contains("neither 'report' nor a package: verbose mode", "=report,com.acme");
    }

    @Test
    void report_printsWhatTheWeaverHasToSay() throws Exception {
        compile(
                directory,
                "com/acme/Locked.java",
                """
                package com.acme;
                public class Locked implements java.util.concurrent.Callable<String> {
                    @io.procession.Concurrent public synchronized String call() { return "locked"; }
                }
                """);

        Ended quiet = java("-javaagent:" + agent, "com.acme.Program", "com.acme.Locked");
        Ended telling =
                java("-javaagent:" + agent + "=report", "com.acme.Program", "com.acme.Locked");

        assertThat(quiet.err()).isEmpty();
        assertThat(telling.err())
                .startsWith(
                        "procession: WARNING com.acme.Locked.call (Locked.java:3) call is synchronized");
    }

    @Test
    void error_isToldWithFileAndLine_andTheClassRunsAsItIs() throws Exception {
        compile(
                directory,
                "com/acme/Taken.java",
                """
                package com.acme;
                public class Taken implements java.util.concurrent.Callable<String> {
                    @io.procession.Concurrent
                    public String call() { return "taken"; }
                    void unused() {}
                    private String call$concurrent() { return "mine"; }
                }
                """);

        Ended ended = java("-javaagent:" + agent, "com.acme.Program", "com.acme.Taken");

        assertThat(ended.out()).endsWith("com.acme.Taken taken\n");
        assertThat(ended.err())
                .startsWith(
                        "procession: NOT woven: com.acme.Taken.call: call$concurrent exists already")
                .endsWith("(Taken.java:4)\n");
    }

    @Test
    void classLoader_thatFindsNoBridge_isTold_andTheClassRunsAsItIs() throws Exception {
        compile(
                directory,
                "io/procession/Concurrent.java",
                "package io.procession; import java.lang.annotation.*;"
                        + " @Retention(RetentionPolicy.RUNTIME) public @interface Concurrent {}");
        compileProgram();

        Ended ended =
                run(
                        List.of(
                                "-javaagent:" + agent,
                                "-cp",
                                directory.toString(),
                                "com.acme.Program"));

        assertThat(ended.out()).isEqualTo("work 9\n");
        assertThat(ended.err())
                .isEqualTo(
                        "procession: NOT woven: com.acme.Program: its class loader does not find"
                                + " procession-core; put that on the class path\n");
    }

    @Test
    void override_withoutAnnotation_isWovenToo() throws Exception {
        compile(
                directory,
                "com/acme/Base.java",
                """
                package com.acme;
                public abstract class Base<T> implements java.util.concurrent.Callable<T> {
                    @io.procession.Concurrent public abstract T call();
                }
                """);
        compile(
                directory,
                "com/acme/Derived.java",
                """
                package com.acme;
                public class Derived extends Base<String> { public String call() { return "derived"; } }
                """);

        Ended ended = java("-javaagent:" + agent, "com.acme.Program", "com.acme.Derived");

        assertThat(ended.out()).endsWith("entrance of call\ncom.acme.Derived derived\n");
    }

    @Test
    void lateAttach_ofAClassThatNeedsNewMethods_isToldAndLeavesItAsItIs() throws Exception {
        compile(
                directory,
                "com/acme/Late.java",
                """
                package com.acme;
                import com.sun.tools.attach.VirtualMachine;
                public class Late {
                    @io.procession.Concurrent static int work(int n) { return n * n; }
                    static class Later { @io.procession.Concurrent static int work(int n) { return n + n; } }
                    public static void main(String[] args) throws Exception {
                        System.out.println("before " + work(3));
                        VirtualMachine self = VirtualMachine.attach("" + ProcessHandle.current().pid());
                        self.loadAgent(args[0]);
                        self.detach();
                        System.out.println("after " + work(3) + " " + Later.work(4));
                    }
                }
                """);

        Ended ended =
                java(
                        "-Djdk.attach.allowAttachSelf=true",
                        "-XX:+EnableDynamicAgentLoading", // since 21 the JVM warns without it
                        "com.acme.Late",
                        agent.toString());

        assertThat(ended.out())
                .startsWith("before 9\n")
                .contains("entrance of work\n")
                .endsWith("after 9 8\n");
        assertThat(ended.err())
                .startsWith("procession: NOT woven: com.acme.Late.work: calls of work outside of")
                .endsWith("start the program with the agent (Late.java:4)\n");
        assertThat(ended.exitCode()).isZero();
    }

    private void compileOther() throws IOException {
        compile(
                directory,
                "org/other/Other.java",
                """
                package org.other;
                public class Other implements java.util.concurrent.Callable<String> {
                    @io.procession.Concurrent public String call() { return "other"; }
                }
                """);
    }

    /** The agent as it is compiled, with a manifest like that of the packaged one. */
    private static Path agentJar(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Premain-Class", ProcessionAgent.class.getName());
        attributes.putValue("Agent-Class", ProcessionAgent.class.getName());
        attributes.putValue("Can-Retransform-Classes", "true");
        attributes.putValue(
                "Class-Path",
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> !entry.contains("core"))
                        .map(entry -> new File(entry).toURI())
                        .map(URI::toString)
                        .collect(Collectors.joining(" ")));
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest)) {
            entries.finish();
        }
        return jar;
    }

    private static void compile(Path directory, String name, String source) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, source);
        int result =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-proc:none",
                                "-g",
                                "-d",
                                directory.toString(),
                                "-cp",
                                directory + File.pathSeparator + core(),
                                file.toString());
        assertThat(result).isZero();
    }

    private static String core() {
        return new File(Task.class.getProtectionDomain().getCodeSource().getLocation().getPath())
                .toString();
    }

    /** Runs a class of the program's directory. */
    private Ended java(String... arguments) throws Exception {
        List<String> all = new ArrayList<>();
        all.add("-cp");
        all.add(String.join(File.pathSeparator, directory.toString(), bridge.toString(), core()));
        all.addAll(List.of(arguments));
        return run(all);
    }

    private Ended run(List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xshare:auto");
        command.addAll(arguments);
        Path out = directory.resolve("stdout");
        Path err = directory.resolve("stderr");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("JDK_JAVA_OPTIONS");
        Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("program ended").isTrue();
            return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            process.destroyForcibly();
        }
    }
}
