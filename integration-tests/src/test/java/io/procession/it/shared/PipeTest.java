package io.procession.it.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.procession.ProcessFuture;
import io.procession.Procession;
import io.procession.Worker;
import io.procession.shared.Connection;
import io.procession.shared.Pipe;
import io.procession.shared.PipeClosedException;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Stopwatch;
import io.procession.testkit.Timeouts;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A pipe between processes. Numbers in comments are lines of the behaviours to hold. */
@ExtendWith(ProcessCensus.class)
class PipeTest {

    @Test
    void messages_goBothWays() throws Exception {
        Pipe pipe = Pipe.open();
        Connection left = pipe.left();
        Connection right = pipe.right();
        try (Worker worker = Procession.fork()) {
            ProcessFuture<Object> echo =
                    worker.call(() -> {
                        right.send(List.of(right.receive(), "back"));
                        return right.receive();
                    });
            left.send("there");
            assertThat(left.receive()).isEqualTo(List.of("there", "back"));
            left.send(42);
            assertThat(echo.result(Timeouts.LONG)).isEqualTo(42);
        }
    }

    @Test // 94
    void poll_tellsWhetherDataWaitsAndTakesNone() throws Exception {
        Pipe pipe = Pipe.open();
        try (Worker worker = Procession.fork()) {
            Connection left = pipe.left();
            Stopwatch watch = Stopwatch.start();
            assertThat(left.poll()).isFalse();
            assertThat(left.poll(Duration.ofMillis(200))).isFalse();
            assertThat(watch.elapsed()).isBetween(Duration.ofMillis(150), Timeouts.millis(1200));
            worker.call(() -> pipe.right().send("x")).result(Timeouts.LONG);
            assertThat(left.poll()).isTrue();
            assertThat(left.poll(Timeouts.LONG)).isTrue();
            assertThat(left.receive()).isEqualTo("x");
            assertThat(left.receive(Duration.ofMillis(10))).isNull();
        }
    }

    @Test
    void receive_afterTheOtherSideWasClosed_drainsThenThrows() throws Exception {
        Pipe pipe = Pipe.open();
        try (Worker worker = Procession.fork()) {
            worker.call(
                            () -> {
                                pipe.right().send("last");
                                pipe.right().close();
                                pipe.right().close();
                            })
                    .result(Timeouts.LONG);
            assertThat(pipe.left().receive()).isEqualTo("last");
            assertThatThrownBy(() -> pipe.left().receive())
                    .isInstanceOf(PipeClosedException.class)
                    .hasMessageContaining("the other side of the pipe is closed")
                    .hasMessageContaining(String.valueOf(worker.pid()));
            assertThatThrownBy(() -> pipe.left().send("more"))
                    .isInstanceOf(PipeClosedException.class);
            assertThatThrownBy(() -> pipe.right().send("more"))
                    .isInstanceOf(PipeClosedException.class)
                    .hasMessageContaining("this side");
        }
    }

    @Test
    void receive_whenTheOtherSidesProcessIsKilled_throws() {
        Pipe pipe = Pipe.open();
        Worker worker = Procession.fork();
        worker.call(() -> pipe.right().send("only")).result(Timeouts.LONG);
        worker.kill();
        worker.join();
        assertThat(pipe.left().poll()).isTrue();
        assertThatThrownBy(
                        () -> {
                            pipe.left().receive();
                            pipe.left().receive();
                        })
                .isInstanceOf(PipeClosedException.class)
                .hasMessageContaining("has ended")
                .hasMessageContaining(String.valueOf(worker.pid()));
    }
}
