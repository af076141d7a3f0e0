package io.procession.it.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.WorkerDiedException;
import io.procession.actor.Actor;
import io.procession.actor.ActorStoppedException;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Timeouts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an actor does while nothing goes wrong, and that it can be stopped. */
@ExtendWith(ProcessCensus.class)
class ActorTest {

    @Test
    void ask_ofAnActor_isAnsweredInAnotherProcess() {
        try (ProcessPool pool = ProcessPool.create(2)) {
            Actor<Counter> counter = Actor.spawn(pool, Counter::new);
            assertThat(counter.ask(c -> c.increment()).result(Timeouts.LONG)).isEqualTo(1);
            assertThat(counter.ask(c -> c.increment()).result(Timeouts.LONG)).isEqualTo(2);
            counter.tell(c -> c.reset());
            assertThat(counter.ask(c -> c.increment()).result(Timeouts.LONG)).isEqualTo(1);
            long pid = counter.ask(c -> c.pid()).result(Timeouts.LONG);
            assertThat(pid).isNotEqualTo(ProcessHandle.current().pid());
            assertThat(counter.pid()).hasValue(pid);
        }
    }

    @Test
    void messages_ofOneSender_runInTheirOrder() {
        try (ProcessPool pool = ProcessPool.create(2)) {
            Actor<Counter> counter = Actor.spawn(pool, Counter::new);
            List<Integer> expected = new ArrayList<>();
            List<ProcessFuture<Long>> futures = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                int number = i;
                expected.add(i);
                if (i % 3 == 0) {
                    futures.add(
                            counter.ask(c -> {
                                c.see(number);
                                return c.increment();
                            }));
                } else {
                    counter.tell(c -> c.see(number));
                }
            }
            assertThat(counter.ask(c -> c.seen()).result(Timeouts.LONG)).isEqualTo(expected);
            assertThat(futures.get(9).result(Timeouts.LONG)).isEqualTo(10);
        }
    }

    @Test
    void stop_ofAnActor_runsWhatWaitsAndRefusesTheRest() {
        try (ProcessPool pool = ProcessPool.create(1)) {
            Actor<Counter> counter = Actor.builder(pool, Counter::new).name("tally").spawn();
            List<ProcessFuture<Long>> before = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                before.add(counter.ask(c -> c.increment()));
            }
            ProcessFuture<Void> stopped = counter.stop();
            ProcessFuture<Long> after = counter.ask(c -> c.increment());
            stopped.result(Timeouts.LONG);
            assertThat(before.get(99).result(Timeouts.LONG)).isEqualTo(100);
            assertThatThrownBy(() -> after.result(Timeouts.LONG))
                    .isInstanceOf(ActorStoppedException.class)
                    .hasMessageContaining("actor=tally")
                    .hasMessageContaining("it was stopped by thread");
            assertThatThrownBy(() -> counter.tell(c -> c.reset()))
                    .isInstanceOf(ActorStoppedException.class);
            assertThat(counter.pid()).isEmpty();
        }
    }

    @Test
    void worker_killed_failsWhatRanAndAllLaterMessages() {
        try (ProcessPool pool = ProcessPool.create(1)) {
            Actor<Counter> counter = Actor.spawn(pool, Counter::new);
            long pid = counter.ask(c -> c.pid()).result(Timeouts.LONG);
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            ProcessFuture<Long> later = counter.ask(c -> c.increment());
            assertThatThrownBy(() -> later.result(Timeouts.LONG))
                    .isInstanceOf(WorkerDiedException.class)
                    .hasMessageContaining("pid=" + pid)
                    .hasMessageContaining("SIGKILL");
            assertThatThrownBy(() -> counter.ask(c -> c.increment()).result(Timeouts.LONG))
                    .isInstanceOf(WorkerDiedException.class);
            assertThatThrownBy(() -> counter.tell(c -> c.reset()))
                    .isInstanceOf(WorkerDiedException.class);
        }
    }
}
