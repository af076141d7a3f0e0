package io.procession.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.internal.channel.Channel.Frame;
import io.procession.internal.channel.ProcessTransport;
import io.procession.internal.wire.ByteSink;
import io.procession.internal.wire.FrameType;
import io.procession.internal.worker.ParentEnd.Received;
import io.procession.spi.Payload;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A worker that is a process, at the other end of its pipes. */
@DisabledOnOs(OS.WINDOWS)
class ProcessWorkerTest extends WorkerContract {

    @SuppressWarnings("NullAway.Init") // started before each test
    private Process process;

    /**
     * The command line of a JVM with this test's classes, its standard streams at descriptors 3 and
     * 4.
     */
    static List<String> command(String mainClass, String... arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "/bin/sh",
                                "-c",
                                "exec \"$@\" 3<&0 4>&1 0</dev/null 1>&2",
                                "worker"));
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(List.of("-XX:+UseSerialGC", "-Xmx128m", "-XX:TieredStopAtLevel=1"));
        command.addAll(
                List.of(
                        "-cp",
                        "target/classes" + File.pathSeparator + "target/test-classes",
                        mainClass));
        command.addAll(List.of(arguments));
        return command;
    }

    @Override
    ParentEnd start() throws Exception {
        process =
                new ProcessBuilder(command(WorkerMain.class.getName()))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        return new ParentEnd(new ProcessTransport(process, process.toHandle()::destroyForcibly));
    }

    @Override
    int awaitEnd() throws Exception {
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("worker ends").isTrue();
        return process.exitValue();
    }

    @Override
    void assertNothingIsLeft() {
        assertThat(process.descendants()).isEmpty();
    }

    @Test
    void noticeOfTheBroker_rightBehindTheSetup_isUnderstood() throws Exception {
        parent.startReading();
        parent.next(FrameType.HELLO, 0);
        WorkerSetup setup =
                new WorkerSetup("early", 1, true, "", Payload.EMPTY, Payload.EMPTY).at("1-a/2.1");
        ByteSink notice = new ByteSink();
        notice.putLong(0); // bytes read
        notice.putByte((byte) 3); // a process has ended
        notice.putString("1-a/3.1");
        parent.channel()
                .sendAll( // in one write, so the worker reads both at once
                        List.of(
                                new Frame(FrameType.SETUP, 0, setup.toPayload()),
                                new Frame(FrameType.NOTICE, 0, notice.toPayload())));
        parent.next(FrameType.READY, 0);
    }

    @Test
    void prints_ofACall_arriveLineByLineBeforeItsAnswer() throws Exception {
        parent.setUp();
        parent.call(3, Tasks.print("one\ntwo\nrest \u00e4\u20ac"));
        assertThat(printed(3)).isEqualTo("one\ntwo\n");
        assertThat(printed(3)).isEqualTo("rest \u00e4\u20ac");
        parent.next(FrameType.RETURNED, 3);
    }

    @Test
    void prints_longerThanAFrame_areCutBetweenCharacters() throws Exception {
        parent.setUp();
        String text = "\u20ac".repeat(10_000);
        parent.call(1, Tasks.print(text));
        StringBuilder all = new StringBuilder();
        Received next = parent.next();
        for (; next.type() == FrameType.PRINTED; next = parent.next()) {
            all.append(
                    new String(next.bytes(), 1, next.bytes().length - 1, StandardCharsets.UTF_8));
        }
        assertThat(next.type()).isEqualTo(FrameType.RETURNED);
        assertThat(all.toString()).isEqualTo(text);
    }

    @Test
    void closeOfSystemOut_inACall_harmsNothing_andSystemInIsEmpty() throws Exception {
        parent.setUp();
        parent.call(1, Tasks.closeOutAndPrint("still here"));
        assertThat(printed(1)).isEqualTo("still here\n");
        assertThat(parent.next(FrameType.RETURNED, 1).answer()).isEqualTo(-1);
    }

    @Test
    void heapExhausted_inACall_isToldBeforeTheWorkerEnds() throws Exception {
        parent.setUp();
        parent.call(1, Tasks.exhaustHeap());
        assertThat(parent.next(FrameType.OUT_OF_MEMORY, 1).text())
                .contains("heap space")
                .contains("max=");
        assertThat(awaitEnd()).isEqualTo(WorkerExit.OUT_OF_MEMORY);
    }

    @Test
    void systemExit_inACall_isToldWithTheStackOfItsCaller() throws Exception {
        parent.setUp();
        parent.call(1, Tasks.exit(7));
        assertThat(parent.next(FrameType.EXITING, 0).text())
                .contains("Tasks.lambda$exit")
                .doesNotContain("java.lang.System");
        assertThat(awaitEnd()).isEqualTo(7);
    }

    @Test
    void close_whileATaskSpins_endsTheWorkerAndWhatItStarted() throws Exception {
        parent.setUp();
        parent.call(1, Tasks.startChild());
        long child =
                (Long) Objects.requireNonNull(parent.next(FrameType.RETURNED, 1).answer(), "pid");
        parent.call(2, Tasks.spinForEver());
        parent.channel().close();
        assertThat(awaitEnd()).isEqualTo(WorkerExit.PARENT_GONE);
        ParentDeathTest.awaitDeath(child, /* seconds= */ 5);
    }

    @Test
    void close_whileTheWorkerIsBlockedInAWrite_endsIt() throws Exception {
        parent.channel()
                .send(
                        FrameType.SETUP,
                        0,
                        new WorkerSetup("deaf", 1, true, "", Payload.EMPTY, Payload.EMPTY)
                                .toPayload());
        parent.call(1, Tasks.echo(new byte[4 << 20]));
        assertThat(process.waitFor(500, TimeUnit.MILLISECONDS)).isFalse();
        parent.startReading();
        parent.channel().close();
        assertThat(awaitEnd()).isIn(WorkerExit.PARENT_GONE, WorkerExit.BROKEN);
    }

    private String printed(long call) throws Exception {
        byte[] body = parent.next(FrameType.PRINTED, call).bytes();
        assertThat(body[0]).isEqualTo(PrintedLines.OUT);
        return new String(body, 1, body.length - 1, StandardCharsets.UTF_8);
    }
}
