package io.procession.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/**
 * The command {@code procession}: finds the subcommand, and turns what went wrong into a line and a
 * code.
 */
@Command(
        name = "procession",
        description = "Multiprocessing for Java: ordinary calls run in worker JVMs.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:it went well",
            " 1:the program does not compile, cannot be woven or failed; explain or doctor found a problem",
            " 2:the command line is wrong, or names something that is not there",
            "otherwise:what the program itself passed to System.exit"
        })
final class Main implements Runnable {

    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;

    @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

    private Main() {}

    /** Runs in the JVM that the launcher starts. Ends it with the exit code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        CommandLine run = new CommandLine(new RunCommand()).setStopAtPositional(true);
        CommandLine bench =
                new CommandLine(new BenchCommand()).setUnmatchedOptionsArePositionalParams(true);
        CommandLine commands =
                new CommandLine(new Main())
                        .addSubcommand(run)
                        .addSubcommand(new ExplainCommand())
                        .addSubcommand(new DoctorCommand())
                        .addSubcommand(bench);
        return commands.setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, line, parsed) -> report(failure, line))
                .setParameterExceptionHandler((failure, args) -> refuse(failure));
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "no command given");
    }

    private static int report(Exception failure, CommandLine line) throws Exception {
        if (failure instanceof CliException told) {
            line.getErr().println("procession: " + told.getMessage());
            return told.exitCode();
        }
        throw failure;
    }

    private static int refuse(CommandLine.ParameterException failure) {
        PrintWriter err = failure.getCommandLine().getErr();
        err.println("procession: " + failure.getMessage());
        err.println(
                "Try '" + failure.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
        return USAGE;
    }

    /** What the jar's manifest says, and the Java that runs it. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {
                "procession "
                        + (version == null ? "(not packaged)" : version)
                        + ", Java "
                        + Runtime.version()
            };
        }
    }
}
