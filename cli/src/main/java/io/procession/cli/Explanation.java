package io.procession.cli;

import io.procession.weaver.Finding;
import io.procession.weaver.WeaveMode;
import io.procession.weaver.build.Batch;
import io.procession.weaver.build.ClassPathFiles;
import io.procession.weaver.build.Report;
import io.procession.weaver.build.ReportText;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the weaver makes of the classes of a jar, a folder or a source file. */
record Explanation(String target, Report report, SourceLines sources) {

    /** Reads the classes, and weaves them for the findings' sake. */
    static Explanation of(String target, @Nullable String classPath) throws IOException {
        List<String> given = classPath == null ? List.of() : ClassPath.split(classPath);
        if (!target.endsWith(".java")) {
            Report report = report(List.of(ClassSet.of(target)), given);
            return new Explanation(target, report, SourceLines.besides(Path.of(target)));
        }
        Path source = Program.existing(target, "source file");
        Path directory = Files.createTempDirectory("procession-explain");
        try {
            SourceCompiler compiler = new SourceCompiler(source, given, directory);
            Path root = compiler.sourceRoot(compiler.compile());
            Report report = report(List.of(ClassSet.of(directory.toString())), given);
            return new Explanation(target, report, SourceLines.of(source, root));
        } finally {
            RunDirectory.delete(directory);
        }
    }

    /** The same for all folders and jars of a class path. */
    static Explanation ofClassPath(List<String> classPath) throws IOException {
        List<ClassSet> classes = new ArrayList<>();
        for (Path entry : Weaving.paths(classPath)) {
            classes.add(ClassSet.ofEntry(entry));
        }
        String target = String.join(File.pathSeparator, classPath);
        return new Explanation(target, report(classes, List.of()), SourceLines.none());
    }

    private static Report report(List<ClassSet> classes, List<String> classPath)
            throws IOException {
        List<Path> all = new ArrayList<>(Weaving.paths(classPath));
        all.addAll(Weaving.paths(ClassPath.coreAndCli()));
        try (ClassPathFiles known = new ClassPathFiles(all)) {
            classes.forEach(each -> each.addTo(known));
            Batch batch = new Batch(known, WeaveMode.BUILD);
            classes.forEach(each -> each.byPlace().forEach(batch::weave));
            return batch.report();
        } catch (IllegalArgumentException e) {
            throw new CliException(Main.USAGE, String.valueOf(e.getMessage()));
        }
    }

    /** For people: what was found, and a line that adds it up. */
    String text() {
        String findings = new ReportText(sources::of).of(report.findings());
        return findings + (findings.isEmpty() ? "" : "\n") + summary();
    }

    /** For tools; what it looks like is promised in docs/weaving.md. */
    String json() {
        return ReportJson.of(target, report);
    }

    private String summary() {
        List<String> lines = new ArrayList<>();
        String looked = classes(report.seen()) + " looked at";
        if (report.findings().isEmpty() && report.woven() + report.before() == 0) {
            lines.add(looked + ": no method is @Concurrent or @Synchronized");
        } else {
            lines.add(
                    looked
                            + ": "
                            + report.count(Finding.Kind.DEFERRED)
                            + " concurrent calls deferred, "
                            + report.count(Finding.Kind.AT_ONCE)
                            + " waited for at once, "
                            + report.count(Finding.Kind.SERIAL_LOOP)
                            + " waits that keep a loop serial; warnings: "
                            + report.warnings().size()
                            + ", errors: "
                            + report.errors().size());
        }
        if (report.before() > 0) {
            lines.add(
                    classes(report.before())
                            + " woven by an earlier build, which hides what they were;"
                            + " explain the source, or the classes before they are woven");
        }
        return String.join("\n", lines) + "\n";
    }

    private static String classes(int count) {
        return count == 1 ? "1 class" : count + " classes";
    }
}
