package io.procession.cli;

import io.procession.weaver.build.Report;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code procession run}: a source file, a main class or a jar, in a JVM of its own with Procession
 * on the class path.
 */
/*
 * The program gets a fresh JVM, because workers take their class path from their parent's java.class.path: a program
 * loaded by a class loader of ours would be unknown to them. And it becomes that JVM: this one only prepares
 * (compiles, checks, writes the command), ends, and the launcher script replaces itself by the program. So the process that
 * the user started is the program: Ctrl-C, kill -9, exit codes, thread dumps and standard input need no forwarding.
 * Where no launcher waits for the command (a plain java -cp), the program is started as a child and waited for.
 */
@Command(
        name = "run",
        description = "Compiles and runs a source file, or runs a main class or a jar.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        footer = {
            "",
            "Options of procession come before the program, the program's own behind it.",
            "Flags for its JVM go into the variable JDK_JAVA_OPTIONS.",
            "",
            "  procession run --workers 4 examples/climate/Climate.java",
            "  procession run -cp target/classes com.acme.Main input.txt"
        })
final class RunCommand implements Callable<Integer> {

    /** Where the command lines may say that calls run. */
    enum Where {
        PROCESSES,
        THREADS,
        INLINE
    }

    private static final int MOST_WORKERS = 10_000; // what a pool takes

    @Spec private CommandSpec spec;

    @Option(
            names = {"-w", "--workers"},
            paramLabel = "N",
            description = "Workers of every pool that does not name a number (default: one a CPU).")
    private @Nullable Integer workers;

    @Option(
            names = {"-b", "--backend"},
            paramLabel = "WHERE",
            description = "Where calls run: ${COMPLETION-CANDIDATES} (default: PROCESSES).")
    private @Nullable Where backend;

    @Option(
            names = {"-p", "--progress"},
            description = "Show on stderr how many of the submitted tasks are done.")
    private boolean progress;

    @Option(
            names = {"-e", "--explain"},
            description = "Tell first what is deferred, and where it is waited for, on stderr.")
    private boolean explains;

    @Option(
            names = "--verify",
            description =
                    "Run the calls of each wait again serially, in a fresh worker, and fail if they give"
                            + " something else.")
    private boolean verifies;

    @Option(
            names = {"-cp", "--class-path"},
            paramLabel = "PATH",
            description = "More jars and folders, for the compiler and the program.")
    private @Nullable String classPath;

    @Parameters(
            index = "0",
            paramLabel = "PROGRAM",
            description = "File.java, app.jar, or the name of a main class on the class path.")
    private String program = "";

    @Parameters(
            index = "1..*",
            paramLabel = "ARG",
            description = "Handed to the program as they are.")
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        checkWorkers();
        RunDirectory directory = RunDirectory.open();
        try {
            Program prepared = Program.prepare(program, classPath, directory.path());
            Explanation explanation = weave(prepared);
            if (explanation != null && explains) {
                spec.commandLine().getErr().print(explanation.text());
                spec.commandLine().getErr().flush(); // this JVM ends by System.exit
            }
            if (backend == null || backend == Where.PROCESSES) {
                WorkerArchive.make(spec.commandLine().getErr());
            }
            return directory.handOver(command(prepared, directory.path()));
        } catch (IOException | RuntimeException e) {
            directory.delete();
            throw e;
        }
    }

    private void checkWorkers() {
        if (workers != null && (workers < 1 || workers > MOST_WORKERS)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "--workers must be from 1 to " + MOST_WORKERS + ": --workers=" + workers);
        }
    }

    /** What was compiled here is woven here; all else will be by the agent. */
    private @Nullable Explanation weave(Program prepared) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        if (isSource()) {
            Path classes = Path.of(prepared.classPath().get(0));
            List<String> others = new ArrayList<>(prepared.classPath());
            others.addAll(ClassPath.coreAndCli());
            Report report = Weaving.weave(classes, others, err);
            Path source = Path.of(program).toAbsolutePath();
            return new Explanation(
                    program, report, SourceLines.of(source, source.resolveSibling("")));
        }
        return explains ? Explanation.ofClassPath(prepared.classPath()) : null;
    }

    private boolean isSource() {
        return program.endsWith(".java");
    }

    private List<String> agent() {
        if (isSource()) {
            return List.of();
        }
        Path agent = Weaving.agent();
        if (agent == null) {
            spec.commandLine()
                    .getErr()
                    .println(
                            "procession: classes are not woven while they are loaded: no procession-agent.jar"
                                    + " on the class path of this command");
            return List.of();
        }
        return List.of("-javaagent:" + agent);
    }

    private List<String> command(Program prepared, Path directory) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(agent());
        if (progress && Runtime.version().feature() >= 24) {
            command.add(
                    "--enable-native-access=ALL-UNNAMED"); // the terminal's width is asked natively
        }
        command.addAll(properties(directory));
        command.add("-cp");
        command.add(classPath(prepared));
        command.add(ProgramMain.class.getName());
        command.add(prepared.mainClass());
        command.addAll(arguments);
        return command;
    }

    private List<String> properties(Path directory) {
        List<String> properties = new ArrayList<>();
        properties.add("-D" + RunDirectory.PROPERTY + "=" + directory);
        if (isSource()) {
            properties.add("-Dprocession.source=" + Path.of(program).toAbsolutePath().normalize());
        }
        if (workers != null) {
            properties.add("-Dprocession.workers=" + workers);
        }
        if (backend != null) {
            properties.add("-Dprocession.backend=" + backend.name().toLowerCase(Locale.ROOT));
        }
        if (verifies) {
            properties.add("-Dprocession.verify=true");
        }
        if (progress) {
            properties.add("-Dprocession.progress=true");
            properties.add("-D" + ConsoleProgress.TERMINAL + "=" + ConsoleProgress.onTerminal());
        }
        return properties;
    }

    /**
     * The core, for its archive; then the program's, where workers look next; then what only the
     * command line needs: each jar that is opened on the way to a class costs a worker's start.
     */
    private String classPath(Program prepared) {
        Set<String> entries = new LinkedHashSet<>(List.of(ClassPath.core()));
        entries.addAll(prepared.classPath());
        entries.addAll(progress ? ClassPath.ownEntries() : ClassPath.coreAndCli());
        return String.join(File.pathSeparator, entries);
    }
}
