package io.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.spi.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** What {@code --progress} shows. */
class ConsoleProgressTest {

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(shown, true, StandardCharsets.UTF_8);

    @Test
    void finish_withoutATerminal_isOneLine() {
        ConsoleProgress progress = new ConsoleProgress(err, /* terminal= */ false);
        progress.submitted("images", 1500);
        progress.submitted("texts", 500);
        progress.completed("images", 1499);

        progress.finish();

        assertThat(text()).matches("tasks: 1,499 of 2,000 done in \\d+\\.\\d s\\R");
    }

    @Test
    void finish_withoutTasks_isSilent() {
        new ConsoleProgress(err, /* terminal= */ false).finish();

        assertThat(text()).isEmpty();
    }

    @Test
    void finish_onATerminal_leavesTheFullBar() {
        ConsoleProgress progress = new ConsoleProgress(err, /* terminal= */ true);
        progress.submitted("images", 40);
        progress.completed("images", 40);

        progress.finish();

        assertThat(text()).contains("tasks", "100%", "40/40");
    }

    @Test
    void serviceLoader_findsIt() {
        assertThat(ServiceLoader.load(Progress.class).stream().map(ServiceLoader.Provider::type))
                .contains(ConsoleProgress.class);
    }

    private String text() {
        return shown.toString(StandardCharsets.UTF_8);
    }
}
