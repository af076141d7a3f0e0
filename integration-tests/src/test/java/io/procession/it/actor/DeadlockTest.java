package io.procession.it.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.procession.DeadlockException;
import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.Procession;
import io.procession.Worker;
import io.procession.actor.Actor;
import io.procession.shared.SharedLatch;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Actors that wait for each other, and those that only seem to. */
@ExtendWith(ProcessCensus.class)
class DeadlockTest {

    /** Knows another one of its kind. */
    static final class Peer {
        private @Nullable Actor<Peer> next;

        void meet(Actor<Peer> other) {
            next = other;
        }

        /** Asks the next one to ask on, so many times. */
        int along(int steps) {
            return steps == 0 ? 0 : 1 + next.ask(peer -> peer.along(steps - 1)).result();
        }

        int alongInTime(int steps, Duration limit) {
            return steps == 0
                    ? 0
                    : 1 + next.ask(peer -> peer.alongInTime(steps - 1, limit)).result(limit);
        }
    }

    @Test
    void ask_ofItself_thatIsWaitedFor_throws() {
        try (ProcessPool pool = ProcessPool.create(1)) {
            Actor<Peer> narcissus = Actor.builder(pool, Peer::new).name("narcissus").spawn();
            narcissus.tell(peer -> peer.meet(Actor.current()));
            assertThatThrownBy(() -> narcissus.ask(peer -> peer.along(1)).result(Timeouts.LONG))
                    .isInstanceOf(DeadlockException.class)
                    .hasMessageContaining("actor narcissus")
                    .hasMessageContaining("DeadlockTest.java");
            assertThat(narcissus.ask(peer -> peer.along(0)).result(Timeouts.LONG)).isZero();
        }
    }

    @Test
    void ask_ofItself_thatIsNotWaitedFor_isAnsweredLater() {
        try (ProcessPool pool = ProcessPool.create(1)) {
            Actor<Counter> counter = Actor.spawn(pool, Counter::new);
            counter.ask(
                            c -> {
                                Actor.<Counter>current().ask(self -> self.add(5));
                                return c.increment();
                            })
                    .result(Timeouts.LONG);
            assertThat(counter.ask(c -> c.value()).result(Timeouts.LONG)).isEqualTo(6);
        }
    }

    @Test
    void cycleOfThree_inSeveralProcesses_throwsAndNamesThem() {
        for (int workers : new int[] {1, 3}) {
            try (ProcessPool pool = ProcessPool.create(workers)) {
                List<Actor<Peer>> ring = ring(pool, 3);
                assertThat(ring.get(0).ask(peer -> peer.along(2)).result(Timeouts.LONG))
                        .isEqualTo(2);
                assertThatThrownBy(
                                () -> ring.get(0).ask(peer -> peer.along(3)).result(Timeouts.LONG))
                        .isInstanceOf(DeadlockException.class)
                        .hasMessageContaining("actor peer-0")
                        .hasMessageContaining("actor peer-1")
                        .hasMessageContaining("actor peer-2")
                        .hasMessageContaining("DeadlockTest.java");
                assertThat(ring.get(1).ask(peer -> peer.along(2)).result(Timeouts.LONG))
                        .isEqualTo(2); // all are free again
            }
        }
    }

    @Test
    void cycleOfTimedWaits_endsByItself() {
        try (ProcessPool pool = ProcessPool.create(1)) {
            List<Actor<Peer>> ring = ring(pool, 2);
            assertThatThrownBy(() ->
                            ring.get(0)
                                    .ask(peer -> peer.alongInTime(2, Duration.ofMillis(300)))
                                    .result(Timeouts.LONG))
                    .isInstanceOf(TimeoutException.class);
            assertThat(ring.get(0).ask(peer -> peer.along(1)).result(Timeouts.LONG)).isEqualTo(1);
        }
    }

    @Test
    void crosswiseAsks_ofActorsOfDifferentOwners_throwInOne() {
        try (ProcessPool pool = ProcessPool.create(1);
                Worker owner = Procession.fork()) {
            Actor<Peer> mine = Actor.builder(pool, Peer::new).name("mine").spawn();
            Actor<Peer> theirs =
                    owner.call(() ->
                                    Actor.builder(Procession.pool(), Peer::new)
                                            .name("theirs")
                                            .spawn())
                            .result(Timeouts.LONG);
            mine.tell(peer -> peer.meet(theirs));
            theirs.tell(peer -> peer.meet(mine));
            assertThat(mine.ask(peer -> peer.along(1)).result(Timeouts.LONG)).isEqualTo(1);
            assertThatThrownBy(() -> mine.ask(peer -> peer.along(2)).result(Timeouts.LONG))
                    .isInstanceOf(DeadlockException.class)
                    .hasMessageContaining("actor mine")
                    .hasMessageContaining("actor theirs");
        }
    }

    @Test
    void waitsWithoutACycle_inOneProcess_areNoDeadlock() {
        try (ProcessPool pool = ProcessPool.create(1);
                SharedLatch all = SharedLatch.create(20)) {
            List<ProcessFuture<Boolean>> met = new ArrayList<>();
            for (int i = 0; i < 20; i++) { // none can go on until all have begun
                met.add(
                        Actor.spawn(pool, Counter::new)
                                .ask(c -> {
                                    all.countDown();
                                    return all.await(Timeouts.LONG);
                                }));
            }
            met.forEach(each -> assertThat(each.result(Timeouts.LONG)).isTrue());
        }
    }

    @Test
    void fullMailboxes_ofTwoThatSendToEachOther_throwInOne() {
        try (ProcessPool pool = ProcessPool.create(2);
                SharedLatch both = SharedLatch.create(2)) {
            Actor<Counter> one = Actor.builder(pool, Counter::new).mailbox(1).name("one").spawn();
            Actor<Counter> two = Actor.builder(pool, Counter::new).mailbox(1).name("two").spawn();
            List<ProcessFuture<Integer>> sent =
                    List.of(one.ask(c -> flood(two, both)), two.ask(c -> flood(one, both)));
            List<Throwable> thrown = new ArrayList<>();
            for (ProcessFuture<Integer> each : sent) {
                try {
                    each.result(Timeouts.LONG);
                } catch (DeadlockException e) {
                    thrown.add(e);
                }
            }
            assertThat(thrown).hasSizeBetween(1, 2);
            assertThat(thrown.get(0))
                    .hasMessageContaining("actor one")
                    .hasMessageContaining("room in the mailbox of actor two")
                    .hasMessageContaining("DeadlockTest.flood(DeadlockTest.java");
        }
    }

    private static int flood(Actor<Counter> other, SharedLatch both) throws InterruptedException {
        both.countDown();
        both.await(Timeouts.LONG);
        int sent = 0;
        while (sent < 3) { // one fits
            other.tell(c -> c.increment());
            sent++;
        }
        return sent;
    }

    private static List<Actor<Peer>> ring(ProcessPool pool, int size) {
        List<Actor<Peer>> ring = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            ring.add(Actor.builder(pool, Peer::new).name("peer-" + i).spawn());
        }
        for (int i = 0; i < size; i++) {
            Actor<Peer> next = ring.get((i + 1) % size);
            ring.get(i).tell(peer -> peer.meet(next));
        }
        return ring;
    }
}
