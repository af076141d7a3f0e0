package io.procession.it.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.Procession;
import io.procession.Worker;
import io.procession.actor.Actor;
import io.procession.actor.ActorStoppedException;
import io.procession.actor.MailboxFullException;
import io.procession.actor.WhenFull;
import io.procession.shared.SharedEvent;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Timeouts;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Mailboxes with room for so many messages, and messages that are given up. */
@ExtendWith(ProcessCensus.class)
class MailboxTest {

    @Test
    void fullMailbox_ofOneThatFails_refuses() throws Exception {
        try (ProcessPool pool = ProcessPool.create(1);
                SharedEvent go = SharedEvent.create()) {
            Actor<Counter> counter =
                    Actor.builder(pool, Counter::new)
                            .name("narrow")
                            .mailbox(2)
                            .whenFull(WhenFull.FAIL)
                            .spawn();
            hold(counter, go);
            ProcessFuture<Long> one = counter.ask(c -> c.increment());
            counter.tell(c -> c.add(10));
            assertThat(counter.waiting()).isEqualTo(2);
            assertThatThrownBy(() -> counter.ask(c -> c.increment()))
                    .isInstanceOf(MailboxFullException.class)
                    .hasMessageContaining("actor=narrow");
            assertThatThrownBy(() -> counter.tell(c -> c.reset()))
                    .isInstanceOf(MailboxFullException.class);
            try (Worker other = Procession.fork()) {
                assertThatThrownBy(() ->
                                other.call(() -> counter.tell(c -> c.reset()))
                                        .result(Timeouts.LONG))
                        .isInstanceOf(MailboxFullException.class);
            }
            go.set();
            assertThat(one.result(Timeouts.LONG)).isEqualTo(1);
            await().atMost(Timeouts.LONG).until(() -> counter.waiting() == 0);
            assertThat(counter.ask(c -> c.value()).result(Timeouts.LONG)).isEqualTo(11);
        }
    }

    @Test
    void fullMailbox_blocksItsSendersInTheirOrder() throws Exception {
        try (ProcessPool pool = ProcessPool.create(1);
                Worker other = Procession.fork();
                SharedEvent go = SharedEvent.create()) {
            Actor<Counter> counter = Actor.builder(pool, Counter::new).mailbox(1).spawn();
            hold(counter, go);
            counter.tell(c -> c.see(1));
            CompletableFuture<Void> here =
                    CompletableFuture.runAsync(() -> counter.tell(c -> c.see(2)));
            ProcessFuture<Void> there = other.call(() -> counter.tell(c -> c.see(2)));
            ProcessFuture<Long> asked = other.call(() -> counter.ask(c -> c.increment()).result());
            assertThat(here).isNotDone();
            assertThat(there).isNotDone();
            go.set();
            here.get();
            there.result(Timeouts.LONG);
            assertThat(asked.result(Timeouts.LONG)).isEqualTo(1);
            assertThat(counter.ask(c -> c.seen()).result(Timeouts.LONG))
                    .isEqualTo(List.of(1, 2, 2));
        }
    }

    @Test
    void fullMailbox_ofTheSenderItself_throws() {
        try (ProcessPool pool = ProcessPool.create(1)) {
            Actor<Counter> counter = Actor.builder(pool, Counter::new).mailbox(1).spawn();
            assertThatThrownBy(() ->
                            counter.ask(
                                            c -> {
                                                for (int i = 0; i < 3; i++) {
                                                    Actor.<Counter>current()
                                                            .tell(self -> self.add(1));
                                                }
                                                return null;
                                            })
                                    .result(Timeouts.LONG))
                    .isInstanceOf(MailboxFullException.class)
                    .hasMessageContaining("the actor itself");
        }
    }

    @Test
    void stop_whileSendersWaitForRoom_refusesThem() throws Exception {
        try (ProcessPool pool = ProcessPool.create(1);
                SharedEvent go = SharedEvent.create()) {
            Actor<Counter> counter = Actor.builder(pool, Counter::new).mailbox(1).spawn();
            hold(counter, go);
            counter.tell(c -> c.see(1));
            CompletableFuture<Void> sender =
                    CompletableFuture.runAsync(() -> counter.tell(c -> c.see(2)));
            ProcessFuture<Void> stopped = counter.stop();
            assertThatThrownBy(sender::join).hasCauseInstanceOf(ActorStoppedException.class);
            go.set();
            stopped.result(Timeouts.LONG);
        }
    }

    @Test
    void message_cancelledWhileItWaits_neverRuns() throws Exception {
        try (ProcessPool pool = ProcessPool.create(1);
                SharedEvent go = SharedEvent.create()) {
            Actor<Counter> counter = Actor.spawn(pool, Counter::new);
            hold(counter, go);
            for (int i = 0; i < 100; i++) { // more than are sent ahead
                counter.tell(c -> c.see(1));
            }
            ProcessFuture<Long> given = counter.ask(c -> c.add(1000));
            assertThat(given.cancel(true)).isTrue();
            assertThat(given).isCancelled();
            go.set();
            assertThat(counter.ask(c -> c.value()).result(Timeouts.LONG)).isZero();
        }
    }

    /** Lets it run a message that ends when the event is set. */
    private static void hold(Actor<Counter> counter, SharedEvent go) throws Exception {
        SharedEvent begun = SharedEvent.create();
        counter.tell(c -> {
            begun.set();
            go.await(Timeouts.LONG);
        });
        assertThat(begun.await(Timeouts.LONG)).isTrue();
    }
}
