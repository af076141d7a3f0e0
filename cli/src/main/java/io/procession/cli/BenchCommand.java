package io.procession.cli;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code procession bench}: the measurements of the benchmarks module, which the launcher puts on
 * the class path.
 */
@Command(
        name = "bench",
        description =
                "Measures this machine: calls, starts, large arguments, beside Python and a raw pipe.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        footer = {
            "",
            "  --quick        fewer rounds: figures for a first look",
            "  --list         name the sections, and measure nothing",
            "  --only NAME    this section alone; may be given several times",
            "  --json FILE    write the figures to a file too",
            "  --jmh ...      run the JMH benchmarks with what follows"
        })
final class BenchCommand implements Callable<Integer> {

    private static final String BENCH = "io.procession.benchmarks.Bench";

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "ARG", description = "Handed to the benchmarks as they are.")
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        try {
            Class<?> bench = Class.forName(BENCH);
            WorkerArchive.make(spec.commandLine().getErr());
            bench.getMethod("main", String[].class)
                    .invoke(null, (Object) arguments.toArray(String[]::new));
            return Main.OK;
        } catch (ClassNotFoundException e) {
            throw new CliException(
                    Main.USAGE,
                    "the benchmarks are not on the class path; run ./procession bench in the repository");
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception failure) {
                throw failure;
            }
            throw e;
        }
    }
}
