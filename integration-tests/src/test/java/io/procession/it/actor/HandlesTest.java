package io.procession.it.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.procession.Backend;
import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.Procession;
import io.procession.Worker;
import io.procession.actor.Actor;
import io.procession.actor.ActorStoppedException;
import io.procession.shared.SharedQueue;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Tally;
import io.procession.testkit.Timeouts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Handles that travel, proxies, thousands of actors, every backend, and the end of it all. */
@ExtendWith(ProcessCensus.class)
class HandlesTest {

    /** Adds to a counter that lives elsewhere. */
    static final class Friend {
        long addTo(Actor<Counter> counter, long amount) {
            return counter.ask(c -> c.add(amount)).result();
        }

        Actor<Friend> self() {
            return Actor.current();
        }
    }

    /** A counter as those see it who will not wait. */
    interface Later {
        CompletableFuture<Long> increment();

        CompletableFuture<Long> missing();
    }

    @Test
    void handles_inArgumentsResultsQueuesAndMessages_areTheSameActor() throws Exception {
        try (ProcessPool pool = ProcessPool.create(2);
                SharedQueue<Actor<Counter>> queue = SharedQueue.create()) {
            Actor<Counter> counter = Actor.spawn(pool, Counter::new);
            assertThat(pool.submit(() -> counter.ask(c -> c.add(1)).result()).result(Timeouts.LONG))
                    .isEqualTo(1);
            assertThat(pool.submit(() -> counter).result(Timeouts.LONG)).isSameAs(counter);
            queue.put(counter);
            pool.submit(() -> queue.take().ask(c -> c.add(2)).result()).result(Timeouts.LONG);
            Actor<Friend> friend = Actor.spawn(pool, Friend::new);
            assertThat(friend.ask(f -> f.addTo(counter, 4)).result(Timeouts.LONG)).isEqualTo(7);
            assertThat(friend.ask(f -> f.self()).result(Timeouts.LONG)).isSameAs(friend);
            Actor<Counter> inner =
                    pool.submit(() ->
                                    Actor.builder(Procession.pool(), Counter::new)
                                            .name("inner")
                                            .spawn())
                            .result(Timeouts.LONG);
            assertThat(friend.ask(f -> f.addTo(inner, 5)).result(Timeouts.LONG)).isEqualTo(5);
            assertThat(inner.ask(c -> c.increment()).result(Timeouts.LONG)).isEqualTo(6);
        }
    }

    @Test
    void tells_ofATaskInAWorker_arriveInOrderBeforeItsResult() {
        try (ProcessPool pool = ProcessPool.create(2)) {
            Actor<Counter> counter = Actor.spawn(pool, Counter::new);
            pool.submit(
                            () -> {
                                for (int i = 0; i < 200; i++) {
                                    int number = i;
                                    counter.tell(c -> c.see(number));
                                }
                            })
                    .result(Timeouts.LONG);
            List<Integer> seen = counter.ask(c -> c.seen()).result(Timeouts.LONG);
            assertThat(seen).hasSize(200).isSorted();
        }
    }

    @Test
    void proxy_waitsOrPromisesAndUnwraps() {
        try (ProcessPool pool = ProcessPool.create(1)) {
            Actor<Counter> counter = Actor.spawn(pool, Counter::new);
            CounterApi typed = counter.proxy(CounterApi.class);
            assertThat(typed.increment()).isEqualTo(1);
            assertThat(typed.addTwice(10)).isEqualTo(21);
            assertThatThrownBy(() -> typed.refuse("no"))
                    .isInstanceOf(IOException.class)
                    .hasMessage("no")
                    .satisfies(e ->
                            assertThat(e.getStackTrace()[0].toString()).contains("Counter.refuse"));
            Later later = counter.proxy(Later.class);
            assertThat(later.increment().join()).isEqualTo(22);
            assertThatThrownBy(() -> later.missing().join())
                    .hasCauseInstanceOf(NoSuchMethodException.class)
                    .hasMessageContaining("Counter.missing");
            assertThat(typed).isEqualTo(counter.proxy(CounterApi.class)).isNotEqualTo(later);
            assertThat(typed).hasToString("CounterApi of " + counter);
            assertThat(typed.hashCode()).isEqualTo(counter.proxy(CounterApi.class).hashCode());
        }
    }

    @Test
    void exception_ofAMessage_reachesTheAskerAndTheActorLivesOn() {
        try (ProcessPool pool = ProcessPool.create(1)) {
            Actor<Counter> counter = Actor.spawn(pool, Counter::new);
            counter.ask(c -> c.add(3)).result(Timeouts.LONG);
            ProcessFuture<Object> fails =
                    counter.ask(c -> {
                        c.refuse("on purpose");
                        return null;
                    });
            assertThatThrownBy(() -> fails.result(Timeouts.LONG))
                    .isInstanceOf(IOException.class)
                    .hasStackTraceContaining("thrown in worker " + counter.pid().getAsLong())
                    .hasStackTraceContaining("Counter.refuse");
            assertThat(counter.ask(c -> c.value()).result(Timeouts.LONG)).isEqualTo(3);
        }
    }

    @Test
    void factory_thatThrows_failsAllAsks() {
        try (ProcessPool pool = ProcessPool.create(1)) {
            Actor<Counter> stillborn =
                    Actor.spawn(
                            pool,
                            () -> {
                                throw new IllegalStateException("no luck");
                            });
            assertThatThrownBy(() -> stillborn.ask(c -> c.increment()).result(Timeouts.LONG))
                    .isInstanceOf(ActorStoppedException.class)
                    .hasMessageContaining("no luck")
                    .hasCauseInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void thousandsOfActors_liveInAFewProcesses() {
        try (ProcessPool pool = ProcessPool.create(2)) {
            List<Actor<Counter>> actors = new ArrayList<>();
            List<ProcessFuture<Long>> pids = new ArrayList<>();
            for (int i = 0; i < 3_000; i++) {
                actors.add(Actor.spawn(pool, Counter::new));
            }
            for (Actor<Counter> each : actors) {
                each.tell(c -> c.increment());
                pids.add(each.ask(c -> c.pid()));
            }
            Set<Long> processes = new HashSet<>();
            pids.forEach(each -> processes.add(each.result(Timeouts.LONG)));
            assertThat(processes).hasSize(2).doesNotContain(ProcessHandle.current().pid());
            assertThat(actors.get(2_999).ask(c -> c.value()).result(Timeouts.LONG)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Backend.class,
            names = {"THREADS", "INLINE"})
    void actors_ofAPoolWithoutProcesses_behaveTheSame(Backend backend) {
        try (ProcessPool pool = ProcessPool.builder().workers(2).backend(backend).build()) {
            Actor<Counter> counter = Actor.spawn(pool, Counter::new);
            Counter given = new Counter();
            counter.tell(c -> given.increment());
            assertThat(counter.ask(c -> c.increment()).result(Timeouts.LONG)).isEqualTo(1);
            assertThat(given.value()).isZero(); // a copy was sent
            assertThat(counter.proxy(CounterApi.class).addTwice(2)).isEqualTo(5);
            counter.moveTo(pool).result(Timeouts.LONG);
            assertThat(counter.ask(c -> c.value()).result(Timeouts.LONG)).isEqualTo(5);
            counter.stop().result(Timeouts.LONG);
        }
    }

    @Test
    void pool_closed_runsWhatWasAcceptedAndRefusesTheRest() {
        ProcessPool pool = ProcessPool.create(1);
        Actor<Counter> counter = Actor.spawn(pool, Counter::new);
        List<ProcessFuture<Long>> futures = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            futures.add(counter.ask(c -> c.increment()));
        }
        pool.close();
        assertThat(futures.get(199)).isCompletedWithValue(200L);
        assertThatThrownBy(() -> counter.ask(c -> c.increment()).result(Timeouts.LONG))
                .isInstanceOf(ActorStoppedException.class)
                .hasMessageContaining("its pool was shut down");
        assertThatThrownBy(() -> Actor.spawn(pool, Counter::new))
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void pool_shutDownNow_endsTheActors() throws Exception {
        ProcessPool pool = ProcessPool.create(1);
        Actor<Counter> counter = Actor.spawn(pool, Counter::new);
        ProcessFuture<Object> runs =
                counter.ask(c -> {
                    Thread.sleep(Timeouts.LONG.toMillis());
                    return null;
                });
        pool.shutdownNow();
        assertThatThrownBy(() -> runs.result(Timeouts.LONG))
                .isInstanceOf(ActorStoppedException.class);
        pool.join(Timeouts.LONG);
        assertThat(pool.isTerminated()).isTrue();
    }

    @Test
    void stop_ofACloseable_closesItInItsProcess(@TempDir Path directory) {
        Tally closed = Tally.in(directory, "closed");
        try (ProcessPool pool = ProcessPool.create(1)) {
            Actor<AutoCloseable> actor = Actor.spawn(pool, () -> () -> closed.add("closed"));
            actor.stop().result(Timeouts.LONG);
            assertThat(closed.count()).isEqualTo(1);
        }
    }

    @Test
    void actor_thatNobodyCanReach_ends(@TempDir Path directory) {
        Tally closed = Tally.in(directory, "closed");
        try (ProcessPool pool = ProcessPool.create(1)) {
            spawnAndForget(pool, closed);
            await().atMost(Timeouts.LONG)
                    .until(() -> {
                        System.gc();
                        return closed.count() == 2;
                    });
            assertThat(closed.lines()).containsExactly("told", "closed");
        }
    }

    private static void spawnAndForget(ProcessPool pool, Tally closed) {
        Actor<AutoCloseable> actor = Actor.spawn(pool, () -> () -> closed.add("closed"));
        actor.tell(it -> closed.add("told"));
    }

    @Test
    void owner_killed_failsTheAsksOfOthers() {
        Worker owner = Procession.fork();
        Actor<Counter> counter =
                owner.call(() -> Actor.spawn(Procession.pool(), Counter::new))
                        .result(Timeouts.LONG);
        assertThat(counter.ask(c -> c.increment()).result(Timeouts.LONG)).isEqualTo(1);
        owner.kill();
        owner.join();
        assertThatThrownBy(() -> counter.ask(c -> c.increment()).result(Timeouts.LONG))
                .isInstanceOf(ActorStoppedException.class);
        assertThatThrownBy(() -> counter.tell(c -> c.increment()))
                .isInstanceOf(ActorStoppedException.class);
        assertThat(counter.pid()).isEmpty();
    }
}
