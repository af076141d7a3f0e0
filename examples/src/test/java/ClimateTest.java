import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The climate by two annotations. */
class ClimateTest extends ClimateContract {

    private static final Path README = Path.of("../README.md");

    @Override
    int program(String[] args, PrintStream out, PrintStream err) {
        return Climate.run(args, out, err);
    }

    @Test
    void beforeAndAfter_differByTwoAnnotations() throws IOException {
        List<String> before = body("static final class Before {");
        List<String> after = body("static final class After {");

        assertThat(after).contains("@Synchronized", "@Concurrent").hasSize(before.size() + 2);
        assertThat(after.stream().filter(line -> !line.startsWith("@")))
                .containsExactlyElementsOf(before);
    }

    @Test
    void readme_showsTheLoopBeforeAndAfter() throws IOException {
        List<String> readme = Files.readAllLines(README);
        List<String> shown = readme.subList(readme.indexOf("```diff") + 1, readme.size());
        shown = shown.subList(0, shown.indexOf("```"));

        assertThat(stripped(shown.stream().filter(line -> !line.startsWith("+"))))
                .isEqualTo(body("static final class Before {"));
        assertThat(stripped(shown.stream().map(line -> line.replaceFirst("^[+]", ""))))
                .isEqualTo(body("static final class After {"));
    }

    /** The lines of a nested class, as they stand in the source. */
    private static List<String> body(String head) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("climate/Climate.java"));
        int start = lines.indexOf("    " + head);
        assertThat(start).as(head).isPositive();
        List<String> behind = lines.subList(start + 1, lines.size());
        return stripped(behind.subList(0, behind.indexOf("    }")).stream());
    }

    private static List<String> stripped(Stream<String> lines) {
        return lines.map(String::strip).filter(line -> !line.isEmpty()).toList();
    }
}
