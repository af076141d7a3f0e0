package io.procession.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.WorkerOutput;
import io.procession.testkit.BadGuests;
import io.procession.testkit.ChildJvm;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Timeouts;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where the lines go that tasks print. */
@ExtendWith(ProcessCensus.class)
class OutputTest {

    private static final long FLOOD = 100L << 20;

    /** Prints in a worker, in the mode that its argument names. */
    static final class PrintingMain {

        public static void main(String[] arguments) {
            try (ProcessPool pool =
                    ProcessPool.builder()
                            .name("printing")
                            .workers(1)
                            .output(WorkerOutput.valueOf(arguments[0]))
                            .build()) {
                long pid = pool.submit(PrintingMain::print).result();
                System.out.println("worker " + pid);
            }
        }

        private static long print() throws IOException {
            System.out.println("to stdout: \u00e4\u6f22");
            System.err.println("to stderr");
            try (FileOutputStream stderr = new FileOutputStream(FileDescriptor.err)) {
                stderr.write("natively\n".getBytes(StandardCharsets.UTF_8));
            }
            System.out.print("without an end");
            return ProcessHandle.current().pid();
        }
    }

    private static ChildJvm run(WorkerOutput mode) {
        ChildJvm child =
                ChildJvm.of(PrintingMain.class, mode.name())
                        .flags(
                                "-Dfile.encoding=UTF-8",
                                "-Dstdout.encoding=UTF-8",
                                "-Dsun.stdout.encoding=UTF-8")
                        .flags("-Djava.util.logging.SimpleFormatter.format=%3$s %4$s: %5$s%n")
                        .start();
        assertThat(child.awaitExit()).isZero();
        return child;
    }

    @Test
    void output_inherit_goesToTheSameStreamsAsItIs() {
        try (ChildJvm child = run(WorkerOutput.INHERIT)) {
            assertThat(child.stdout())
                    .contains("to stdout: \u00e4\u6f22")
                    .anyMatch(line -> line.startsWith("without an end"));
            assertThat(child.stderr()).contains("to stderr", "natively");
        }
    }

    @Test
    void output_prefixed_namesPoolWorkerAndTask() {
        try (ChildJvm child = run(WorkerOutput.PREFIXED)) {
            String pid = child.await("worker");
            assertThat(child.stdout())
                    .anyMatch(line ->
                            line.matches("\\[printing " + pid + " \\S+#1] to stdout: \u00e4\u6f22"))
                    .anyMatch(
                            line -> line.matches("\\[printing " + pid + " \\S+#1] without an end"));
            assertThat(child.stderr())
                    .anyMatch(line -> line.matches("\\[printing " + pid + " \\S+#1] to stderr"))
                    .anyMatch(line -> line.matches("\\[printing " + pid + ".*] natively"));
        }
    }

    @Test
    void output_discard_isNotHeard() {
        try (ChildJvm child = run(WorkerOutput.DISCARD)) {
            assertThat(child.stdout()).hasSize(1).allMatch(line -> line.startsWith("worker "));
            assertThat(child.stderr()).isEmpty();
        }
    }

    @Test
    void output_log_goesToTheSystemLogger() {
        try (ChildJvm child = run(WorkerOutput.LOG)) {
            assertThat(child.stdout()).hasSize(1);
            String log = String.join("\n", child.stderr());
            assertThat(log)
                    .containsPattern("io.procession.output.printing INFO: .*to stdout")
                    .containsPattern("io.procession.output.printing WARNING: .*to stderr")
                    .containsPattern("io.procession.output.printing WARNING: .*natively");
        }
    }

    // ---- floods
    // -----------------------------------------------------------------------------------------------------

    /** Checks that the lines of a flood come whole and in order. */
    private static final class FloodGauge extends OutputStream {

        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private long next;
        private String firstWrong = "";

        @Override
        public synchronized void write(int value) {
            if (value == '\n') {
                take(line.toString(StandardCharsets.UTF_8));
                line.reset();
            } else {
                line.write(value);
            }
        }

        private void take(String text) {
            if (firstWrong.isEmpty() && !text.equals(BadGuests.floodLine(next))) {
                firstWrong = "line " + next + ": " + text;
            }
            next++;
        }

        @Override
        public synchronized void write(byte[] source, int offset, int length) {
            for (int i = offset; i < offset + length; i++) {
                write(source[i]);
            }
        }
    }

    @Test
    void flood_ofStdout_arrivesWholeAndInOrderWhileThePoolGoesOn() {
        FloodGauge gauge = new FloodGauge();
        PrintStream before = System.out;
        System.setOut(new PrintStream(gauge, false, StandardCharsets.UTF_8));
        try (ProcessPool pool = ProcessPool.create(2)) {
            ProcessFuture<Long> flood = pool.submit(new BadGuests.FloodsStdout(FLOOD));
            for (int i = 0; i < 20; i++) {
                int number = i;
                assertThat(pool.submit(() -> number).result(Timeouts.MEDIUM)).isEqualTo(i);
            }
            assertThat(flood.result(Timeouts.LONG)).isEqualTo(FLOOD / 100);
        } finally {
            System.setOut(before);
        }
        assertThat(gauge.firstWrong).isEmpty();
        assertThat(gauge.next).isEqualTo(FLOOD / 100);
    }

    @ParameterizedTest
    @EnumSource(
            value = WorkerOutput.class,
            names = {"DISCARD", "INHERIT"})
    void flood_ofStderrAndOfItsDescriptor_keepsNobody(WorkerOutput mode) {
        PrintStream before = System.err;
        System.setErr(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try (ProcessPool pool = ProcessPool.builder().workers(2).output(mode).build()) {
            List<ProcessFuture<Long>> floods =
                    List.of(
                            pool.submit(new BadGuests.FloodsStderr(FLOOD / 2)),
                            pool.submit(new BadGuests.FloodsNatively(FLOOD / 2)));
            floods.forEach(flood -> assertThat(flood.result(Timeouts.LONG)).isEqualTo(FLOOD / 200));
            assertThat(pool.submit(() -> 1).result(Timeouts.MEDIUM)).isEqualTo(1);
        } finally {
            System.setErr(before);
        }
    }
}
