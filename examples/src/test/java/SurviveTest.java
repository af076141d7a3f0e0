import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The survive example ends well, tells each death, and fits on a screen. */
class SurviveTest {

    @Test
    void run_reportsEachDeathAndGoesOn() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Survive.run(new PrintStream(bytes, true, StandardCharsets.UTF_8));

        String screen = bytes.toString(StandardCharsets.UTF_8);
        assertThat(screen)
                .containsPattern("a hang: TaskTimeoutException after 1\\.\\d s")
                .containsPattern("at Survive\\.hang\\(Survive\\.java:\\d+\\)")
                .contains(
                        "a full heap: WorkerOutOfMemoryException",
                        "java.lang.OutOfMemoryError: Java heap space")
                .contains("a segfault: WorkerDiedException", "SIGSEGV")
                .contains("an exit: WorkerDiedException", "exit code 3", "System.exit")
                .contains("The pool still answers: 6 * 7 = 42");
        List<String> lines = screen.lines().toList();
        assertThat(lines).hasSizeLessThanOrEqualTo(40).allMatch(line -> line.length() <= 80);
    }
}
