package io.procession.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.procession.internal.channel.Channel.Frame;
import io.procession.internal.snapshot.CannotTravelException;
import io.procession.internal.wire.ByteSource;
import io.procession.internal.wire.FrameType;
import io.procession.internal.wire.Hello;
import io.procession.internal.worker.ParentEnd.Received;
import io.procession.spi.Payload;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every worker does, be it a process or a thread. */
@Timeout(60)
abstract class WorkerContract {

    ParentEnd parent;

    /** Starts a worker and returns the parent's end. */
    abstract ParentEnd start() throws Exception;

    /** Waits until the worker has ended, and returns its exit code. */
    abstract int awaitEnd() throws Exception;

    /** After the worker has ended. */
    abstract void assertNothingIsLeft();

    @BeforeEach
    void startWorker() throws Exception {
        parent = start();
    }

    @AfterEach
    void endWorker() throws Exception {
        parent.close();
        awaitEnd();
        assertNothingIsLeft();
    }

    @Test
    void hello_atStart_tellsVersionAndJava() throws Exception {
        parent.startReading();
        Hello hello = Hello.of(new ByteSource(parent.next(FrameType.HELLO, 0).body()));
        assertThat(hello.version()).isEqualTo(Hello.VERSION);
        assertThat(hello.javaVersion()).isEqualTo(System.getProperty("java.version"));
        assertThat(hello.pid()).isPositive();
        assertThat(hello.capabilities() & Hello.CONTROL_WHILE_BUSY).isNotZero();
    }

    @Test
    void call_returns_isAnsweredWithItsValue() throws Exception {
        parent.setUp();
        parent.call(7, Tasks.value("seven"));
        assertThat(parent.next(FrameType.RETURNED, 7).answer()).isEqualTo("seven");
    }

    @Test
    void call_sentBeforeReady_isRunAfterIt() throws Exception {
        parent.setUp(new WorkerSetup("early", 3, false, "", Payload.EMPTY, Payload.EMPTY));
        parent.call(1, Tasks.threadName());
        parent.next(FrameType.READY, 0);
        assertThat(parent.next(FrameType.RETURNED, 1).answer()).isEqualTo("early in early at 3");
    }

    @Test
    void calls_many_areAnsweredInOrder() throws Exception {
        parent.setUp();
        List<Frame> calls = new ArrayList<>();
        for (int i = 1; i <= 2_000; i++) {
            calls.add(new Frame(FrameType.CALL, i, ParentEnd.encode(Tasks.value(i))));
        }
        parent.channel().sendAll(calls);
        for (int i = 1; i <= 2_000; i++) {
            assertThat(parent.next(FrameType.RETURNED, i).answer()).isEqualTo(i);
        }
    }

    @Test
    void call_throws_isAnsweredWithTheException() throws Exception {
        parent.setUp();
        parent.call(1, Tasks.fail("no luck"));
        assertThat(parent.next(FrameType.THREW, 1).answer())
                .isInstanceOf(IllegalStateException.class)
                .hasFieldOrPropertyWithValue("message", "no luck");
    }

    @Test
    void stackOverflow_inACall_failsThatCallOnly() throws Exception {
        parent.setUp();
        parent.call(1, Tasks.overflowStack());
        parent.call(2, Tasks.value(2));
        assertThat(parent.next(FrameType.THREW, 1).answer()).isInstanceOf(StackOverflowError.class);
        assertThat(parent.next(FrameType.RETURNED, 2).answer()).isEqualTo(2);
    }

    @Test
    void result_thatCannotTravel_isAnsweredWithThePath() throws Exception {
        parent.setUp();
        parent.call(1, Tasks.unsendable());
        parent.call(2, Tasks.value(2));
        Object error = parent.next(FrameType.THREW, 1).answer();
        assertThat(error)
                .asInstanceOf(type(CannotTravelException.class))
                .extracting(CannotTravelException::path)
                .asString()
                .startsWith("result");
        parent.next(FrameType.RETURNED, 2);
    }

    @Test
    void call_thatCannotBeDecoded_failsThatCallOnly() throws Exception {
        parent.setUp();
        parent.channel().send(FrameType.CALL, 1, Payload.of(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}));
        parent.call(2, Tasks.value(2));
        assertThat(parent.next(FrameType.THREW, 1).answer())
                .isInstanceOf(UndecodableCallException.class);
        assertThat(parent.next(FrameType.RETURNED, 2).answer()).isEqualTo(2);
    }

    @Test
    void initializer_throws_isReportedAndEndsTheWorker() throws Exception {
        Payload initializer = ParentEnd.encode(Tasks.fail("no model"));
        parent.setUp(new WorkerSetup("broken", 1, true, "", Payload.EMPTY, initializer));
        ByteSource error = new ByteSource(parent.next(FrameType.SETUP_FAILED, 0).body());
        assertThat(ParentEnd.CODEC.decode(error, io.procession.spi.Codec.Direction.RESULT))
                .isInstanceOf(IllegalStateException.class);
        assertThat(awaitEnd()).isEqualTo(WorkerExit.SETUP_FAILED);
    }

    @Test
    void initializer_thatNeverEnds_canBeDumped() throws Exception {
        Payload initializer = ParentEnd.encode(Tasks.sleep());
        parent.setUp(new WorkerSetup("slow", 1, true, "", Payload.EMPTY, initializer));
        parent.awaitRunning(0);
        parent.send(FrameType.INTERRUPT, 0);
        parent.next(FrameType.READY, 0);
    }

    @Test
    void filter_refusesTheCall_failsThatCallOnly() throws Exception {
        parent.setUp(
                new WorkerSetup(
                        "filtered", 1, true, "!java.util.BitSet;*", Payload.EMPTY, Payload.EMPTY));
        parent.next(FrameType.READY, 0);
        parent.call(1, Tasks.value(new java.util.BitSet()));
        parent.call(2, Tasks.value("fine"));
        assertThat(parent.next(FrameType.THREW, 1).answer())
                .isInstanceOf(UndecodableCallException.class);
        assertThat(parent.next(FrameType.RETURNED, 2).answer()).isEqualTo("fine");
    }

    @Test
    void ping_whileIdle_isAnswered() throws Exception {
        parent.setUp();
        parent.send(FrameType.PING, 9);
        parent.next(FrameType.PONG, 9);
    }

    @Test
    void ping_whileATaskSpins_isAnswered() throws Exception {
        parent.setUp();
        parent.call(1, Tasks.spin());
        parent.send(FrameType.PING, 9);
        parent.next(FrameType.PONG, 9);
        parent.send(FrameType.INTERRUPT, 1);
        parent.next(FrameType.RETURNED, 1);
    }

    @Test
    void dump_whileATaskSpins_showsItsStackFirst() throws Exception {
        parent.setUp();
        parent.call(1, Tasks.spin());
        parent.awaitRunning(1);
        parent.send(FrameType.DUMP, 2);
        String dump = parent.next(FrameType.DUMPED, 2).text();
        assertThat(dump)
                .startsWith("call=1, task thread:\n\"test-worker\"")
                .contains("Tasks.lambda$spin")
                .contains("stand-by");
        parent.send(FrameType.INTERRUPT, 1);
        parent.next(FrameType.RETURNED, 1);
    }

    @Test
    void interrupt_ofTheCallThatRuns_hitsIt() throws Exception {
        parent.setUp();
        parent.call(1, Tasks.sleep());
        parent.send(FrameType.INTERRUPT, 1);
        assertThat(parent.next(FrameType.RETURNED, 1).answer()).isEqualTo("interrupted");
        parent.call(2, Tasks.interruptFlag());
        assertThat(parent.next(FrameType.RETURNED, 2).answer()).isEqualTo(false);
    }

    @Test
    void interrupt_rightBehindItsCall_hitsItHoweverEarlyItComes() throws Exception {
        parent.setUp();
        for (int id = 1; id < 50; id++) {
            parent.channel()
                    .sendAll(
                            List.of(
                                    new Frame(FrameType.CALL, id, ParentEnd.encode(Tasks.sleep())),
                                    new Frame(FrameType.INTERRUPT, id, Payload.EMPTY)));
            assertThat(parent.next(FrameType.RETURNED, id).answer()).isEqualTo("interrupted");
        }
    }

    @Test
    void interrupt_ofAnotherCall_hitsNone() throws Exception {
        parent.setUp();
        parent.call(1, Tasks.sleep());
        parent.awaitRunning(1);
        parent.send(FrameType.INTERRUPT, 2);
        parent.send(FrameType.DUMP, 0);
        assertThat(parent.next(FrameType.DUMPED, 0).text()).contains("Tasks.lambda$sleep");
        parent.send(FrameType.INTERRUPT, 1);
        parent.next(FrameType.RETURNED, 1);
    }

    @Test
    void recall_whileATaskRuns_givesBackWhatHasNotStarted() throws Exception {
        parent.setUp();
        parent.call(1, Tasks.sleep());
        parent.awaitRunning(1);
        parent.call(2, Tasks.value(2));
        parent.call(3, Tasks.value(3));
        parent.send(FrameType.RECALL, 0);
        assertThat(parent.next(FrameType.GIVEN_BACK, 0).ids()).containsExactly(2L, 3L);
        parent.send(FrameType.INTERRUPT, 1);
        parent.next(FrameType.RETURNED, 1);
        parent.call(4, Tasks.value(4));
        parent.next(FrameType.RETURNED, 4);
    }

    @Test
    void recall_whileIdle_givesBackNothing() throws Exception {
        parent.setUp();
        parent.send(FrameType.RECALL, 0);
        assertThat(parent.next(FrameType.GIVEN_BACK, 0).ids()).isEmpty();
    }

    @Test
    void cancel_ofACallThatWaits_givesItBack_andOfOneThatRuns_isNotAnswered() throws Exception {
        parent.setUp();
        parent.call(1, Tasks.sleep());
        parent.awaitRunning(1);
        parent.call(2, Tasks.value(2));
        parent.call(3, Tasks.value(3));
        parent.send(FrameType.CANCEL, 1);
        parent.send(FrameType.CANCEL, 2);
        assertThat(parent.next(FrameType.GIVEN_BACK, 2).ids()).containsExactly(2L);
        parent.send(FrameType.INTERRUPT, 1);
        parent.next(FrameType.RETURNED, 1);
        parent.next(FrameType.RETURNED, 3);
    }

    @Test
    void seat_afterALongCall_goesBackAndForth() throws Exception {
        parent.setUp();
        for (int id = 1; id < 40; id += 2) {
            parent.call(id, Tasks.sleep());
            parent.send(FrameType.PING, id);
            parent.next(FrameType.PONG, id);
            parent.send(FrameType.INTERRUPT, id);
            assertThat(parent.next(FrameType.RETURNED, id).answer()).isEqualTo("interrupted");
            parent.call(id + 1, Tasks.value(id));
            assertThat(parent.next(FrameType.RETURNED, id + 1).answer()).isEqualTo(id);
        }
    }

    @Test
    void largeValues_bothWaysAtOnce_doNotBlockEachOther() throws Exception {
        parent.setUp();
        byte[] large = new byte[8 << 20];
        new java.util.Random(1).nextBytes(large);
        for (int id = 1; id <= 6; id++) {
            parent.call(id, Tasks.echo(large)); // written while the answers to earlier ones come
        }
        for (int id = 1; id <= 6; id++) {
            assertThat(parent.next(FrameType.RETURNED, id).answer()).isEqualTo(large);
        }
    }

    @Test
    void reading_whileTheAnswerCannotBeWritten_goesOn() throws Exception {
        parent.channel()
                .send(
                        FrameType.SETUP,
                        0,
                        new WorkerSetup("deaf", 1, true, "", Payload.EMPTY, Payload.EMPTY)
                                .toPayload());
        parent.call(
                1, Tasks.echo(new byte[4 << 20])); // the answer fills the pipe: nobody reads it yet
        for (int id = 2; id <= 5; id++) {
            parent.call(
                    id, Tasks.echo(new byte[4 << 20])); // blocks for ever unless the stand-by reads
        }
        parent.startReading();
        parent.next(FrameType.HELLO, 0);
        parent.next(FrameType.READY, 0);
        for (int id = 1; id <= 5; id++) {
            assertThat(((byte[]) parent.next(FrameType.RETURNED, id).answer())).hasSize(4 << 20);
        }
    }

    @Test
    void stop_afterCalls_finishesThemFirst() throws Exception {
        parent.setUp();
        parent.call(1, Tasks.value(1));
        parent.call(2, Tasks.value(2));
        parent.send(FrameType.STOP, 0);
        parent.next(FrameType.RETURNED, 1);
        parent.next(FrameType.RETURNED, 2);
        assertThat(awaitEnd()).isEqualTo(WorkerExit.STOPPED);
        Received end = parent.next();
        assertThat(end.type()).isNull();
        assertThat(end.text()).isEmpty();
    }

    @Test
    void frameThatIsNotForAWorker_endsIt() throws Exception {
        parent.setUp();
        parent.send(FrameType.READY, 0);
        assertThat(awaitEnd()).isEqualTo(WorkerExit.BROKEN);
    }

    @Test
    void close_whileIdle_endsTheWorker() throws Exception {
        parent.setUp();
        parent.channel().close();
        assertThat(awaitEnd()).isEqualTo(WorkerExit.PARENT_GONE);
    }

    @Test
    void close_whileATaskSleeps_endsTheWorker() throws Exception {
        parent.setUp();
        parent.call(1, Tasks.sleep());
        parent.awaitRunning(1);
        parent.channel().close();
        assertThat(awaitEnd()).isEqualTo(WorkerExit.PARENT_GONE);
    }
}
