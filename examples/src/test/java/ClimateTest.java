import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The climate by two annotations. */
class ClimateTest extends ClimateContract {

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

    /** The lines of a nested class, as they stand in the source. */
    private static List<String> body(String head) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("climate/Climate.java"));
        int start = lines.indexOf("    " + head);
        assertThat(start).as(head).isPositive();
        List<String> behind = lines.subList(start + 1, lines.size());
        return behind.subList(0, behind.indexOf("    }")).stream().map(String::strip).toList();
    }
}
