package io.procession.it.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.WorkerDiedException;
import io.procession.WorkerOutOfMemoryException;
import io.procession.actor.Actor;
import io.procession.actor.Restart;
import io.procession.shared.SharedEvent;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Timeouts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of actors whose worker is killed: at rest, and in the middle of a message. */
@ExtendWith(ProcessCensus.class)
class RestartTest {

    @Test
    void failed_killedAtRest_failsAllLaterMessages() {
        try (ProcessPool pool = ProcessPool.create(1)) {
            Actor<Counter> counter = spawn(pool, Restart.FAIL);
            long pid = counter.ask(c -> c.pid()).result(Timeouts.LONG);
            kill(pid);
            assertThatThrownBy(
                            () -> {
                                for (; ; ) { // until the news is here
                                    counter.ask(c -> c.increment()).result(Timeouts.LONG);
                                }
                            })
                    .isInstanceOf(WorkerDiedException.class)
                    .hasMessageContaining("pid=" + pid)
                    .hasMessageContaining("task=actor tally");
            assertThatThrownBy(() -> counter.tell(c -> c.reset()))
                    .isInstanceOf(WorkerDiedException.class);
            assertThat(spawn(pool, Restart.FAIL).ask(c -> c.increment()).result(Timeouts.LONG))
                    .isEqualTo(1); // the pool goes on
        }
    }

    @Test
    void fresh_killedAtRest_beginsAnew() {
        try (ProcessPool pool = ProcessPool.create(1)) {
            Actor<Counter> counter = spawn(pool, Restart.FRESH);
            assertThat(counter.ask(c -> c.add(41)).result(Timeouts.LONG)).isEqualTo(41);
            killAndAwaitOther(counter);
            assertThat(counter.ask(c -> c.increment()).result(Timeouts.LONG)).isEqualTo(1);
        }
    }

    @Test
    void snapshot_killedAtRest_goesOnFromWhereItWas() {
        try (ProcessPool pool = ProcessPool.create(1)) {
            Actor<Counter> counter = spawn(pool, Restart.SNAPSHOT);
            assertThat(counter.ask(c -> c.add(41)).result(Timeouts.LONG)).isEqualTo(41);
            killAndAwaitOther(counter);
            assertThat(counter.ask(c -> c.increment()).result(Timeouts.LONG)).isEqualTo(42);
        }
    }

    @Test
    void snapshotEvery_killedAtRest_goesOnFromTheLastCopy() {
        try (ProcessPool pool = ProcessPool.create(1)) {
            Actor<Counter> counter =
                    Actor.builder(pool, Counter::new)
                            .restart(Restart.SNAPSHOT)
                            .snapshotEvery(4)
                            .spawn();
            for (int i = 0; i < 6; i++) {
                counter.ask(c -> c.increment()).result(Timeouts.LONG);
            }
            killAndAwaitOther(counter);
            assertThat(counter.ask(c -> c.value()).result(Timeouts.LONG)).isEqualTo(4);
            counter.ask(c -> c.add(100)).result(Timeouts.LONG);
            counter.snapshot().result(Timeouts.LONG);
            killAndAwaitOther(counter);
            assertThat(counter.ask(c -> c.value()).result(Timeouts.LONG)).isEqualTo(104);
        }
    }

    @Test
    void killedInAMessage_thatFails_andTheOthersRun() throws Exception {
        for (Restart rule : List.of(Restart.FRESH, Restart.SNAPSHOT)) {
            try (ProcessPool pool = ProcessPool.create(1)) {
                Actor<Counter> counter = spawn(pool, rule);
                Actor<Counter> bystander = spawn(pool, rule);
                bystander.ask(b -> b.add(7)).result(Timeouts.LONG);
                SharedEvent begun = SharedEvent.create();
                counter.ask(c -> c.add(10)).result(Timeouts.LONG);
                ProcessFuture<Long> runs =
                        counter.ask(c -> {
                            c.add(1000);
                            begun.set();
                            Thread.sleep(Timeouts.LONG.toMillis());
                            return c.value();
                        });
                List<ProcessFuture<Long>> waiting = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    waiting.add(counter.ask(c -> c.increment()));
                }
                assertThat(begun.await(Timeouts.LONG)).isTrue();
                kill(counter.pid().orElseThrow());
                assertThatThrownBy(() -> runs.result(Timeouts.LONG))
                        .isInstanceOf(WorkerDiedException.class)
                        .hasMessageContaining("SIGKILL");
                long base = rule == Restart.FRESH ? 0 : 10;
                for (int i = 0; i < 100; i++) { // each once, in their order
                    assertThat(waiting.get(i).result(Timeouts.LONG)).isEqualTo(base + i + 1);
                }
                assertThat(bystander.ask(b -> b.value()).result(Timeouts.LONG))
                        .isEqualTo(rule == Restart.FRESH ? 0 : 7);
            }
        }
    }

    @Test
    void failed_killedInAMessage_failsThoseThatWait() {
        try (ProcessPool pool = ProcessPool.create(1)) {
            Actor<Counter> counter = spawn(pool, Restart.FAIL);
            ProcessFuture<Object> runs =
                    counter.ask(c -> {
                        Runtime.getRuntime().halt(3);
                        return null;
                    });
            ProcessFuture<Long> waits = counter.ask(c -> c.increment());
            assertThatThrownBy(() -> runs.result(Timeouts.LONG))
                    .isInstanceOf(WorkerDiedException.class)
                    .hasMessageContaining("exitCode=3");
            assertThatThrownBy(() -> waits.result(Timeouts.LONG))
                    .isInstanceOf(WorkerDiedException.class);
        }
    }

    @Test
    void manyActors_whoseWorkerIsKilledUnderLoad_runEveryMessageOnceOrSayThatItDied() {
        try (ProcessPool pool = ProcessPool.create(2)) {
            List<Actor<Counter>> actors = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                actors.add(spawn(pool, Restart.SNAPSHOT));
            }
            List<List<ProcessFuture<Long>>> futures = new ArrayList<>();
            actors.forEach(each -> futures.add(new ArrayList<>()));
            for (int round = 0; round < 40; round++) {
                for (int i = 0; i < actors.size(); i++) {
                    futures.get(i).add(actors.get(i).ask(c -> c.increment()));
                }
                if (round % 13 == 5) {
                    actors.get(round).pid().ifPresent(RestartTest::kill);
                }
            }
            int died = 0;
            for (List<ProcessFuture<Long>> each : futures) {
                long last = 0;
                for (ProcessFuture<Long> future : each) {
                    try {
                        long value = future.result(Timeouts.LONG);
                        assertThat(value).isEqualTo(last + 1);
                        last = value;
                    } catch (WorkerDiedException e) {
                        died++; // its effect is lost, since no copy was made after it
                    }
                }
            }
            assertThat(died).isLessThan(50 * 40 / 2);
        }
    }

    @Test
    void exhaustedHeap_killsTheWorkerAndSaysSo() {
        try (ProcessPool pool = ProcessPool.builder().workers(1).maxHeap("48m").build()) {
            Actor<Counter> counter = spawn(pool, Restart.FRESH);
            ProcessFuture<Integer> hungry =
                    counter.ask(c -> {
                        List<long[]> all = new ArrayList<>();
                        while (true) {
                            all.add(new long[1 << 20]);
                        }
                    });
            assertThatThrownBy(() -> hungry.result(Timeouts.LONG))
                    .isInstanceOf(WorkerOutOfMemoryException.class);
            assertThat(counter.ask(c -> c.increment()).result(Timeouts.LONG)).isEqualTo(1);
        }
    }

    @Test
    void factoryThatKillsItsWorker_isGivenUp() {
        try (ProcessPool pool = ProcessPool.create(1)) {
            Actor<Counter> hopeless =
                    Actor.builder(
                                    pool,
                                    () -> {
                                        Runtime.getRuntime().halt(9);
                                        return new Counter();
                                    })
                            .restart(Restart.FRESH)
                            .spawn();
            assertThatThrownBy(() -> hopeless.ask(c -> c.increment()).result(Timeouts.LONG))
                    .isInstanceOf(WorkerDiedException.class);
        }
    }

    private static Actor<Counter> spawn(ProcessPool pool, Restart rule) {
        return Actor.builder(pool, Counter::new).name("tally").restart(rule).spawn();
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** Kills its worker, and waits until it lives in another. */
    private static void killAndAwaitOther(Actor<Counter> actor) {
        long pid = actor.pid().orElseThrow();
        kill(pid);
        await().atMost(Timeouts.LONG)
                .until(() -> actor.pid().isPresent() && actor.pid().getAsLong() != pid);
    }
}
