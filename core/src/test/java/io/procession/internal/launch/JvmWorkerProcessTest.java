package io.procession.internal.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JvmWorkerProcessTest {

    @Test
    void residentBytes_ofLiveWorker_isPlausible() throws Exception {
        try (Guest guest = Guest.start(Guest.spec())) {
            assertThat(guest.process.residentBytes()).isBetween(10L << 20, 400L << 20);
            assertThat(Children.live()).contains(guest.process);
            guest.process.killTree();
            guest.awaitExit();
            assertThat(guest.process.residentBytes()).isEqualTo(-1);
            assertThat(Children.live()).doesNotContain(guest.process);
        }
    }

    @Test
    void crashReport_afterSegfault_namesSignalAndFrame() throws Exception {
        try (Guest guest = Guest.start(Guest.spec())) {
            guest.tell('k', "");
            int code = guest.awaitExit();
            assertThat(code).isEqualTo(1);
            String report = Objects.requireNonNull(guest.process.crashReport(), "crash report");
            assertThat(report)
                    .contains("SIGSEGV")
                    .contains("Current thread")
                    .contains("GuestMain.crash");
            assertThat(report.lines().count()).isLessThan(60);
            assertThat(DeathCauses.explain(code, guest.process.lastLines(), report, List.of()))
                    .startsWith(
                            "native code, or the JVM itself, crashed with SIGSEGV in V [libjvm.so");
            try (Stream<Path> files = Files.list(TempDirectory.path())) {
                assertThat(files.filter(file -> file.toString().contains("hs_err"))).isEmpty();
            }
        }
    }

    @Test
    void lastLines_afterFloodWithoutNewline_areBounded() throws Exception {
        try (Guest guest = Guest.start(Guest.spec())) {
            for (int i = 0; i < 100; i++) {
                guest.ask('o', "x".repeat(60_000));
            }
            guest.ask('o', "\nlast\n");
            guest.tell('x', "0");
            guest.awaitExit();
            List<String> last = guest.process.lastLines();
            assertThat(last).last().isEqualTo("last");
            assertThat(last.stream().mapToInt(String::length).sum())
                    .isLessThanOrEqualTo(LastLines.MOST_CHARACTERS);
            assertThat(guest.lines).allMatch(line -> line.length() <= StderrReader.LONGEST_LINE);
        }
    }
}
