package io.procession.it.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.Procession;
import io.procession.TaskNotSerializableException;
import io.procession.Worker;
import io.procession.WorkerDiedException;
import io.procession.WorkerInfo;
import io.procession.actor.Actor;
import io.procession.actor.Restart;
import io.procession.shared.SharedEvent;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Timeouts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Actors that move from one process to another, with their state and the messages that wait. */
@ExtendWith(ProcessCensus.class)
class MoveTest {

    @Test
    void actor_movedToAFork_livesThereWithItsState() {
        try (ProcessPool pool = ProcessPool.create(1);
                Worker fork = Procession.fork()) {
            Actor<Counter> counter = Actor.spawn(pool, Counter::new);
            counter.ask(c -> c.add(41)).result(Timeouts.LONG);
            counter.moveTo(fork).result(Timeouts.LONG);
            assertThat(counter.ask(c -> c.pid()).result(Timeouts.LONG)).isEqualTo(fork.pid());
            assertThat(counter.ask(c -> c.increment()).result(Timeouts.LONG)).isEqualTo(42);
            assertThat(fork.call(() -> 6 * 7).result(Timeouts.LONG)).isEqualTo(42);
            counter.moveTo(pool).result(Timeouts.LONG);
            assertThat(counter.ask(c -> c.pid()).result(Timeouts.LONG)).isNotEqualTo(fork.pid());
            assertThat(counter.ask(c -> c.increment()).result(Timeouts.LONG)).isEqualTo(43);
        }
    }

    @Test
    void actor_movedByWorkerInfo_goesWhereTheOtherLives() {
        try (ProcessPool pool = ProcessPool.create(2)) {
            Actor<Counter> one = Actor.spawn(pool, Counter::new);
            Actor<Counter> two = Actor.spawn(pool, Counter::new);
            long pid = two.ask(c -> c.pid()).result(Timeouts.LONG);
            assertThat(one.ask(c -> c.pid()).result(Timeouts.LONG)).isNotEqualTo(pid);
            WorkerInfo there =
                    pool.workers().stream().filter(each -> each.pid() == pid).findFirst().get();
            one.moveTo(there).result(Timeouts.LONG);
            assertThat(one.ask(c -> c.pid()).result(Timeouts.LONG)).isEqualTo(pid);
            pool.submit(() -> 1).result(Timeouts.LONG);
            WorkerInfo plain =
                    pool.workers().stream()
                            .filter(each -> each.tasksCompleted() == 1 && each.pid() != pid)
                            .filter(each -> one.pid().getAsLong() != each.pid())
                            .findFirst()
                            .get();
            if (!isHost(pool, plain)) {
                assertThatThrownBy(() -> one.moveTo(plain).result(Timeouts.LONG))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("pid=" + plain.pid());
            }
        }
    }

    private static boolean isHost(ProcessPool pool, WorkerInfo info) {
        return Actor.spawn(pool, Counter::new).pid().orElse(-1) == info.pid();
    }

    @Test
    void moves_whileAThousandMessagesAreUnderWay_loseNoneAndRunNoneTwice() {
        try (ProcessPool pool = ProcessPool.create(2);
                Worker fork = Procession.fork()) {
            Actor<Counter> counter = Actor.spawn(pool, Counter::new);
            List<ProcessFuture<Long>> futures = new ArrayList<>();
            List<ProcessFuture<Void>> moves = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                futures.add(counter.ask(c -> c.increment()));
                if (i % 100 == 50) {
                    moves.add(i % 200 == 50 ? counter.moveTo(fork) : counter.moveTo(pool));
                }
            }
            for (int i = 0; i < 1_000; i++) {
                assertThat(futures.get(i).result(Timeouts.LONG)).isEqualTo(i + 1);
            }
            moves.forEach(each -> each.result(Timeouts.LONG));
        }
    }

    @Test
    void actor_whoseStateCannotTravel_stays() {
        try (ProcessPool pool = ProcessPool.create(1);
                Worker fork = Procession.fork()) {
            Actor<Thread[]> stuck = Actor.spawn(pool, () -> new Thread[] {Thread.currentThread()});
            long pid = stuck.ask(s -> ProcessHandle.current().pid()).result(Timeouts.LONG);
            assertThatThrownBy(() -> stuck.moveTo(fork).result(Timeouts.LONG))
                    .isInstanceOf(TaskNotSerializableException.class)
                    .hasMessageContaining("Thread");
            assertThat(stuck.ask(s -> ProcessHandle.current().pid()).result(Timeouts.LONG))
                    .isEqualTo(pid);
        }
    }

    @Test
    void worker_killedWhileItsActorIsToLeave_leavesItToTheRule() throws Exception {
        for (Restart rule : Restart.values()) {
            try (ProcessPool pool = ProcessPool.create(1);
                    Worker fork = Procession.fork()) {
                Actor<Counter> counter = Actor.builder(pool, Counter::new).restart(rule).spawn();
                counter.ask(c -> c.add(5)).result(Timeouts.LONG);
                SharedEvent begun = SharedEvent.create();
                ProcessFuture<Object> runs = counter.ask(c -> sleepFrom(begun));
                assertThat(begun.await(Timeouts.LONG)).isTrue();
                ProcessFuture<Void> move = counter.moveTo(fork); // stands behind what runs
                ProcessFuture<Long> waits = counter.ask(c -> c.increment());
                ProcessFuture<Long> pid = counter.ask(c -> c.pid());
                ProcessHandle.of(counter.pid().orElseThrow()).get().destroyForcibly();
                assertThatThrownBy(() -> runs.result(Timeouts.LONG))
                        .isInstanceOf(WorkerDiedException.class);
                if (rule == Restart.FAIL) {
                    assertThatThrownBy(() -> waits.result(Timeouts.LONG))
                            .isInstanceOf(WorkerDiedException.class);
                    assertThatThrownBy(() -> move.result(Timeouts.LONG))
                            .isInstanceOf(WorkerDiedException.class);
                } else {
                    assertThat(waits.result(Timeouts.LONG))
                            .isEqualTo(rule == Restart.FRESH ? 1 : 6);
                    move.result(Timeouts.LONG);
                    assertThat(pid.result(Timeouts.LONG)).isEqualTo(fork.pid());
                }
            }
        }
    }

    @Test
    void worker_killedBeforeTheMoverHasArrived_costsNothing() {
        try (ProcessPool pool = ProcessPool.create(1)) {
            Actor<Counter> counter = Actor.spawn(pool, Counter::new);
            counter.ask(c -> c.add(5)).result(Timeouts.LONG);
            Worker busy = Procession.fork();
            ProcessFuture<Object> blocks = busy.call(() -> sleepFrom(null));
            counter.moveTo(busy).result(Timeouts.LONG); // whose stage waits behind the call
            ProcessFuture<Long> waits = counter.ask(c -> c.increment());
            busy.kill();
            assertThatThrownBy(() -> blocks.result(Timeouts.LONG))
                    .isInstanceOf(WorkerDiedException.class);
            assertThat(waits.result(Timeouts.LONG)).isEqualTo(6);
            busy.join();
        }
    }

    @Test
    void moveTo_aWorkerThatHasEnded_isRefusedAndTheActorStays() {
        try (ProcessPool pool = ProcessPool.create(1)) {
            Actor<Counter> counter = Actor.spawn(pool, Counter::new);
            counter.ask(c -> c.add(5)).result(Timeouts.LONG);
            Worker ended = Procession.fork();
            ended.join();
            try {
                counter.moveTo(ended).result(Timeouts.LONG);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageContaining("worker");
            }
            assertThat(counter.ask(c -> c.increment()).result(Timeouts.LONG)).isEqualTo(6);
        }
    }

    private static Object sleepFrom(SharedEvent begun) throws InterruptedException {
        if (begun != null) {
            begun.set();
        }
        Thread.sleep(Timeouts.LONG.toMillis());
        return "slept";
    }
}
