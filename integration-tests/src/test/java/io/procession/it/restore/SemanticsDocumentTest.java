package io.procession.it.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.it.weave.Programs;
import io.procession.testkit.ChildJvm;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Timeouts;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What docs/semantics.md says that its examples print is what they print. */
@ExtendWith(ProcessCensus.class)
class SemanticsDocumentTest {

    private static final Path DOCUMENT = Path.of("../docs/semantics.md");
    private static final Pattern PART =
            Pattern.compile(
                    "(?m)^### (\\d+)\\. |^```(java|text|text plain|text woven)\n([\\s\\S]*?)^```$");
    private static final int RULES = 13;

    /** A program of the document, and what it prints there. */
    private static final class Example {
        final String source;
        String plain = "";
        String woven = "";

        Example(String source) {
            this.source = source;
        }
    }

    @TempDir static Path folder;
    private static Map<String, Example> examples;
    private static Programs programs;

    @BeforeAll
    static void extract() throws Exception {
        examples = examples(Files.readString(DOCUMENT));
        Map<String, String> sources = new LinkedHashMap<>();
        examples.forEach((name, each) -> sources.put(name, each.source));
        programs = Programs.of(sources);
    }

    private static Map<String, Example> examples(String text) {
        Map<String, Example> found = new LinkedHashMap<>();
        Matcher part = PART.matcher(text);
        int rule = 0;
        Example last = new Example("");
        while (part.find()) {
            if (part.group(1) != null) {
                rule = Integer.parseInt(part.group(1));
            } else if (part.group(2).equals("java")) {
                String name = "Rule" + rule;
                for (char letter = 'b'; found.containsKey(name); letter++) {
                    name = "Rule" + rule + letter;
                }
                last =
                        new Example(
                                "import io.procession.*; import java.util.*; public class "
                                        + name
                                        + " {\n"
                                        + part.group(3)
                                        + "}\n");
                found.put(name, last);
            } else {
                String output = unbroken(part.group(3));
                last.plain = part.group(2).endsWith("woven") ? last.plain : output;
                last.woven = part.group(2).endsWith("plain") ? last.woven : output;
            }
        }
        return found;
    }

    /** The document breaks long lines. */
    private static String unbroken(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    @Test
    void eachRule_hasAnExample_thatIsWoven() {
        for (int rule = 1; rule <= RULES; rule++) {
            assertThat(examples).containsKey("Rule" + rule);
        }
        examples.forEach((name, each) -> {
            assertThat(each.plain).as(name).isNotEmpty();
            assertThat(each.woven).as(name).isNotEmpty();
        });
        assertThat(programs.problems()).isEmpty();
        assertThat(programs.unchanged()).as("classes without calls to weave").isEmpty();
    }

    @Test
    void examples_unwoven_printWhatTheDocumentSaysOfPlainJava() throws Exception {
        Map<String, String> printed = run("unwoven", programs.plain(), "processes");

        examples.forEach(
                (name, each) -> assertThat(printed.get(name)).as(name).isEqualTo(each.plain));
    }

    @Test
    void examples_woven_printWhatTheDocumentSays() throws Exception {
        Map<String, String> printed = run("woven", programs.woven(), "processes");

        List<String> different = new ArrayList<>();
        examples.forEach((name, each) -> {
            if (!each.woven.equals(printed.get(name))) {
                different.add(name + " prints\n" + printed.get(name));
            }
        });
        assertThat(different).isEmpty();
    }

    @Test
    void examples_onThreadsAndInline_printTheSame() throws Exception {
        for (String backend : List.of("threads", "inline")) {
            Map<String, String> printed = run(backend, programs.woven(), backend);

            examples.forEach((name, each) -> {
                if (!name.equals("Rule12")) { // statics
                    assertThat(printed.get(name)).as(name).isEqualTo(each.woven);
                }
            });
        }
    }

    private static Map<String, String> run(String name, Map<String, byte[]> classes, String backend)
            throws Exception {
        Path place = Files.createDirectory(folder.resolve(name));
        for (Map.Entry<String, byte[]> each : classes.entrySet()) {
            Files.write(place.resolve(each.getKey() + ".class"), each.getValue());
        }
        List<String> arguments = new ArrayList<>(List.of(place.toString()));
        arguments.addAll(examples.keySet());
        try (ChildJvm child =
                ChildJvm.of(ExampleServer.class, arguments.toArray(new String[0]))
                        .classPath(
                                place + File.pathSeparator + System.getProperty("java.class.path"))
                        .flags("-Dprocession.backend=" + backend, "-Dprocession.workers=2")
                        .start()) {
            assertThat(child.awaitExit(Timeouts.LONG)).as("%s", child).isZero();
        }
        Map<String, String> printed = new LinkedHashMap<>();
        for (String each : examples.keySet()) {
            printed.put(each, unbroken(Files.readString(place.resolve(each + ".txt"))));
        }
        return printed;
    }
}
