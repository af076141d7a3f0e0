import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The philosophers dead-lock, say so, and eat nevertheless. */
class PhilosophersTest {

    @Test
    void run_tellsOfTheDeadlockAndFeedsAll() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Philosophers.run(new PrintStream(bytes, true, StandardCharsets.UTF_8));

        List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).filteredOn(line -> line.matches("\\w+ ate 3 times, .*")).hasSize(5);
        assertThat(lines)
                .anyMatch(line -> line.matches("\\w+ ate 3 times, and put the fork down [1-9].*"))
                .anyMatch(line -> line.startsWith("5 threads wait for each other"));
        assertThat(lines)
                .filteredOn(
                        line ->
                                line.matches(
                                        "  thread .* of process \\d+ \\(worker philosophers-worker-\\d, task"
                                                + " Philosophers#\\d\\) waits at Philosophers.dine.*"))
                .hasSizeGreaterThanOrEqualTo(5);
    }
}
