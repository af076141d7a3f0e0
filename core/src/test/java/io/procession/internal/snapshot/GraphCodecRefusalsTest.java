package io.procession.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.procession.spi.Codec;
import java.io.ByteArrayInputStream;
import java.io.PipedReader;
import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.ref.WeakReference;
import java.net.Socket;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What cannot travel is refused when it is sent, with the path that leads to it and a way out. */
@SuppressWarnings("serial") // lambdas that capture whatever is asked of them
class GraphCodecRefusalsTest {

    interface SerialRunnable extends Runnable, Serializable {}

    static class Reader {
        @Nullable Object in;
    }

    static class Outer {
        Reader reader = new Reader();

        SerialRunnable task() {
            return () -> System.out.println(reader);
        }

        Object inner() {
            return new Inner();
        }

        class Inner {
            int number;

            Object outer() {
                return Outer.this;
            }
        }
    }

    record Job(List<Object> list) {}

    private static CannotTravelException refusal(Object value, String subject) {
        return catchThrowableOfType(
                CannotTravelException.class,
                () -> Codecs.PLAIN.encode(value, Codec.Direction.CALL, subject));
    }

    @Test
    void encode_streamBehindALambda_namesThePath() {
        Outer outer = new Outer();
        outer.reader.in = new ByteArrayInputStream(new byte[0]);
        assertThat(refusal(outer.task(), "task"))
                .hasMessage(
                        "task.this.reader.in is a java.io.ByteArrayInputStream; a stream belongs to its process;"
                                + " send data instead, or register a Codec");
        assertThat(refusal(outer.inner(), "task"))
                .hasMessageStartingWith("task.this$0.reader.in is a ");
    }

    @Test
    void encode_culpritInCollections_namesThePlace() throws Exception {
        Reader socket = new Reader();
        try (Socket closed = new Socket()) {
            socket.in = closed;
            CannotTravelException refused =
                    refusal(new Job(Arrays.asList(1, 2, null, socket)), "Job");
            assertThat(refused.path()).isEqualTo("Job.list[3].in");
            assertThat(refusal(new Job(List.of(1, socket)), "Job").path())
                    .isEqualTo("Job.list[1].in");
            assertThat(refused.type()).isEqualTo("java.net.Socket");
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("Lima", 1);
        map.put("Oslo", new Object[] {Optional.of(new ReentrantLock())});
        assertThat(refusal(map, "map").path()).isEqualTo("map[\"Oslo\"][0].get()");
        assertThat(refusal(Map.of(new ReentrantLock(), 1), "map").path())
                .isEqualTo("map.keySet()[0]");
    }

    @Test
    void encode_culpritFarDown_namesBothEndsOfThePath() {
        Reader first = new Reader();
        Reader last = first;
        for (int i = 0; i < 1_000; i++) {
            Reader next = new Reader();
            last.in = next;
            last = next;
        }
        last.in = new ReentrantLock();
        assertThat(refusal(first, "x").path())
                .startsWith("x.in.in.in")
                .endsWith(".in.in.in")
                .contains(" ... (961 more) ... ")
                .hasSizeLessThan(200);
    }

    @Test
    void encode_lambdaThatIsNotSerializable_advisesTask() {
        Runnable lambda = () -> {};
        assertThat(refusal(lambda, "task").advice())
                .contains("Serializable functional type such as io.procession.Task");
    }

    @Test
    void encode_afterARefusal_worksAsBefore() throws Exception {
        for (int i = 0; i < 100; i++) {
            assertThat(refusal(new Object[] {"a", new ReentrantLock()}, "x")).isNotNull();
        }
        assertThat(Codecs.travel(List.of(1))).isEqualTo(List.of(1));
    }

    @TestFactory
    Stream<DynamicTest> encode_whatBelongsToItsProcess_isRefused() {
        Map<String, Object> culprits = new LinkedHashMap<>();
        culprits.put("a stream", System.in);
        culprits.put("a stream ", System.out);
        culprits.put("a stream  ", new PipedReader());
        culprits.put("a thread", Thread.currentThread());
        culprits.put("a thread ", Thread.currentThread().getThreadGroup());
        culprits.put("threads belong", ForkJoinPool.commonPool());
        culprits.put("a class loader", getClass().getClassLoader());
        culprits.put("modules", getClass().getModule());
        culprits.put("a lock", new ReentrantLock());
        culprits.put("a lock ", new ReentrantLock().newCondition());
        culprits.put("a lock  ", new ReentrantReadWriteLock());
        culprits.put("it coordinates", new Semaphore(1));
        culprits.put("it coordinates ", new CountDownLatch(1));
        culprits.put("a future", new CompletableFuture<>());
        culprits.put("a process handle", ProcessHandle.current());
        culprits.put("it is a handle", MethodHandles.constant(int.class, 1));
        culprits.put("it is a handle ", MethodHandles.lookup());
        culprits.put("it is a handle  ", String.class.getMethods()[0]);
        culprits.put("a reference", new WeakReference<>("x"));
        culprits.put("it holds a value of each thread", new ThreadLocal<>());
        culprits.put("a position", List.of(1).iterator());
        culprits.put("a position ", Stream.of(1));
        culprits.put("a position  ", List.of(1).spliterator());
        culprits.put("a logger", System.getLogger("x"));
        culprits.put("a class internal to the JDK", Runtime.getRuntime());
        Timer timer = new Timer(true);
        timer.cancel();
        culprits.put("a thread  ", timer);
        return culprits.entrySet().stream()
                .map(each ->
                        DynamicTest.dynamicTest(
                                each.getValue().getClass().getName(),
                                () ->
                                        assertThat(refusal(each.getValue(), "value"))
                                                .hasMessageStartingWith(
                                                        "value is a "
                                                                + each.getValue()
                                                                        .getClass()
                                                                        .getTypeName()
                                                                + "; "
                                                                + each.getKey().strip())));
    }
}
