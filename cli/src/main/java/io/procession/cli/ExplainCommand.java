package io.procession.cli;

import io.procession.weaver.Finding;
import io.procession.weaver.build.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code procession explain}: what the weaver makes of a program's classes, method by method and
 * line by line. Changes nothing, and runs nothing of the program.
 */
@Command(
        name = "explain",
        description = {
            "Tells for each call of a @Concurrent method in a @Synchronized one how it is deferred, where it"
                    + " is waited for and why, what keeps a loop serial, and what will surprise in a worker.",
            "Nothing is changed, and nothing of the program is run."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        footerHeading = "%nKinds of findings:%n",
        footer = {
            "  deferred       the call's result flows on without waiting",
            "  at once        the call runs in a worker, and is waited for at once",
            "  waits          everything pending is waited for here",
            "  guard          waits only if what is read here is pending",
            "  serial loop    a wait inside the loop of the call: it runs one call at a time",
            "  worker state   a worker has its own: statics, the console, locks",
            "  cannot travel  an argument or a result that cannot be sent",
            "  no effect      an annotation that does nothing here",
            "  not woven      the method stays as it is",
            "",
            "Exit codes: 0 told; 1 found what --fail-on names, or the source does not compile;",
            "2 there is no such file, no class in it, or a corrupt one.",
            "",
            "  procession explain target/classes",
            "  procession explain --fail-on serial-loop examples/climate/Climate.java"
        })
final class ExplainCommand implements Callable<Integer> {

    /** What makes the command fail. */
    enum FailOn {
        ERROR,
        SERIAL_LOOP,
        WARNING;

        boolean isFoundIn(Report report) {
            boolean isSerial = report.count(Finding.Kind.SERIAL_LOOP) > 0;
            return !report.errors().isEmpty()
                    || this != ERROR && isSerial
                    || this == WARNING && !report.warnings().isEmpty();
        }

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    @Spec private CommandSpec spec;

    @Option(
            names = "--json",
            description = "Print one JSON object, as docs/weaving.md describes it.")
    private boolean json;

    @Option(
            names = "--fail-on",
            paramLabel = "WHAT",
            converter = FailOnConverter.class,
            description =
                    "Exit with 1 if there is an error, a serial-loop or worse, or a warning or worse"
                            + " (default: error).")
    private FailOn failOn = FailOn.ERROR;

    @Option(
            names = {"-cp", "--class-path"},
            paramLabel = "PATH",
            description = "More jars and folders, where the classes find others.")
    private @Nullable String classPath;

    @Parameters(
            paramLabel = "WHAT",
            description = "app.jar, a folder such as target/classes, File.java or File.class.")
    private String target = "";

    @Override
    public Integer call() throws IOException {
        Explanation explanation = Explanation.of(target, classPath);
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? explanation.json() : explanation.text());
        out.flush();
        return failOn.isFoundIn(explanation.report()) ? Main.FAILED : Main.OK;
    }

    /** Takes the names as the help writes them. */
    static final class FailOnConverter implements picocli.CommandLine.ITypeConverter<FailOn> {

        @Override
        public FailOn convert(String value) {
            for (FailOn each : FailOn.values()) {
                if (each.toString().equalsIgnoreCase(value)) {
                    return each;
                }
            }
            throw new picocli.CommandLine.TypeConversionException(
                    "expected error, serial-loop or warning, but was '" + value + "'");
        }
    }
}
