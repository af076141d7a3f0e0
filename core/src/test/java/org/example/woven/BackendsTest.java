package org.example.woven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.procession.Backend;
import io.procession.Concurrent;
import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.Procession;
import io.procession.ProcessionException;
import io.procession.TaskNotSerializableException;
import io.procession.TaskTimeoutException;
import io.procession.WorkerDiedException;
import io.procession.bridge.Boot;
import io.procession.bridge.Deferred;
import io.procession.bridge.Scope;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Calls of concurrent methods where they really run. */
@TestInstance(Lifecycle.PER_CLASS)
@SuppressWarnings("UnusedMethod") // bodies are found by name
class BackendsTest {

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
    private static final Linked LINKED = new Linked(LOOKUP);
    private static final long HERE = ProcessHandle.current().pid();

    private ProcessPool one;
    private ProcessPool threads;

    @BeforeAll
    void start() {
        one = ProcessPool.builder().name("one").workers(1).build();
        Procession.register("one", one);
        Procession.register("guests", one);
        threads = ProcessPool.builder().name("threads").backend(Backend.THREADS).workers(1).build();
        Procession.register("threads", threads);
    }

    @AfterAll
    void stop() throws InterruptedException {
        one.shutdownNow();
        threads.shutdownNow();
        assertThat(one.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @Concurrent(pool = "one")
    static long pidOfOne() {
        return ProcessHandle.current().pid();
    }

    @Concurrent(pool = "threads", on = Backend.THREADS)
    static String thread() {
        return ProcessHandle.current().pid() + " " + Thread.currentThread().getName();
    }

    @Concurrent(pool = "one", on = Backend.INLINE)
    static long inline(List<Integer> list) {
        list.add(1);
        return Thread.currentThread().getId();
    }

    @Concurrent(pool = "one", timeout = "200ms")
    static void hang() throws InterruptedException {
        new java.util.concurrent.CountDownLatch(1).await();
    }

    @Concurrent(pool = "one")
    static int failing(int i) {
        throw new IllegalStateException("boom " + i);
    }

    @Concurrent(pool = "nobody")
    static int nowhere() {
        return 0;
    }

    @Concurrent(timeout = "soon")
    static int soon() {
        return 0;
    }

    @Concurrent(pool = "one")
    static int takes(Object argument) {
        return 0;
    }

    @SuppressWarnings("NullAway") // where null comes, nobody looks at it
    private static Object get(String name, Class<?> result, Object... arguments) throws Throwable {
        Class<?>[] types = new Class<?>[arguments.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = arguments[i] instanceof List ? List.class : Object.class;
            types[i] = arguments[i] instanceof Integer ? int.class : types[i];
        }
        Scope scope = Scope.open("BackendsTest.get");
        List<Object> all = new ArrayList<>(List.of(arguments));
        all.add(scope);
        Deferred deferred =
                (Deferred) LINKED.submitStatic(name, result, types).invokeWithArguments(all);
        return Scope.getA(deferred, scope);
    }

    @Test
    void call_ofAStaticMethod_runsInAWorker() throws Throwable {
        assertThat((Long) get("pidOfOne", long.class)).isNotEqualTo(HERE);
        assertThat(one.stats().completed()).isPositive();
    }

    @Test
    void call_onThreads_runsInAThreadOfThisProcess() throws Throwable {
        assertThat((String) get("thread", String.class)).startsWith(HERE + " threads-worker-1");
    }

    @Test
    void call_inline_runsHere_andChangesComeBack() throws Throwable {
        List<Integer> list = new ArrayList<>();

        assertThat(get("inline", long.class, list)).isEqualTo(Thread.currentThread().getId());
        assertThat(list).containsExactly(1);
    }

    @Test
    void entrance_ofAConcurrentMethod_waitsForTheWorker() throws Throwable {
        assertThat(Guest.pid()).isNotEqualTo(HERE);
        assertThat(Guest.twice(21)).isEqualTo(42);
        assertThat(new Guest("a").name()).isEqualTo("guest a");
    }

    @Test
    void entrance_calledByACall_isAPlainCall() throws Throwable {
        MethodHandle target =
                LOOKUP.findStatic(
                        Guest.class, "growTwice", MethodType.methodType(int.class, List.class));
        Scope scope = Scope.open("here");
        Deferred size =
                (Deferred)
                        LINKED.submit(target, 1, "here")
                                .invokeExact((List<?>) new ArrayList<Integer>(), scope);

        assertThat(Scope.getI(size, scope)).as("both saw one list").isEqualTo(2);
    }

    @Test
    void call_ofAnOverriddenMethod_runsTheOneOfTheReceiver() throws Throwable {
        MethodHandle target =
                LOOKUP.findVirtual(Guest.class, "name", MethodType.methodType(String.class));
        Scope scope = Scope.open("here");
        MethodHandle submit = LINKED.submit(target, 1, "here");
        Deferred loud = (Deferred) submit.invokeExact((Guest) new Guest.Loud("b"), scope);
        Deferred plain = (Deferred) submit.invokeExact(new Guest("b"), scope);

        assertThat(Scope.getA(loud, scope)).isEqualTo("B");
        assertThat(Scope.getA(plain, scope)).isEqualTo("guest b");
    }

    @Test
    void entrance_thatReturnsAFuture_givesItAtOnce() throws Throwable {
        CompletableFuture<String> future = Guest.later(3);

        assertThat(future).isInstanceOf(ProcessFuture.class);
        assertThat(future.get()).isEqualTo("later 3");
        Throwable error = catchThrowable(() -> Guest.later(-1).get());
        assertThat(error).isInstanceOf(ExecutionException.class);
        assertThat(error.getCause())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("boom -1");
        assertThat(traceOf(Objects.requireNonNull(error.getCause())))
                .last()
                .isEqualTo("BackendsTest.lambda");
    }

    @Concurrent(pool = "one")
    @SuppressWarnings("unchecked") // its own body
    static CompletableFuture<String> never() throws Throwable {
        return (CompletableFuture<String>) NEVER.invokeExact();
    }

    private static CompletableFuture<String> never$concurrent() {
        return new CompletableFuture<>();
    }

    private static final MethodHandle NEVER = entrance("never", CompletableFuture.class);

    private static MethodHandle entrance(String name, Class<?> result) {
        MethodHandle body = LINKED.staticMethod(name + "$concurrent", result);
        return Boot.entrance(LOOKUP, name, body.type(), body).dynamicInvoker();
    }

    @Test
    void future_thatIsCancelled_endsItsCall() throws Throwable {
        CompletableFuture<String> future = never();
        await().until(() -> ((ProcessFuture<String>) future).isRunning());

        assertThat(future.cancel(true)).isTrue();

        assertThat((Long) get("pidOfOne", long.class)).isPositive();
    }

    @Concurrent(pool = "one", retries = 1)
    static int diesOnce(Object marker) throws IOException {
        if (Files.deleteIfExists(Path.of((String) marker))) {
            Runtime.getRuntime().halt(7);
        }
        return 5;
    }

    @Concurrent(pool = "one")
    static int dies(Object marker) throws IOException {
        return diesOnce(marker);
    }

    @Test
    void call_whoseWorkerDies_isTriedAgainIfTheAnnotationSaysSo(@TempDir Path directory)
            throws Throwable {
        Path marker = Files.createFile(directory.resolve("marker"));

        assertThat(get("diesOnce", int.class, marker.toString())).isEqualTo(5);
    }

    @Test
    void call_whoseWorkerDies_saysWhichAndWhereItWasCalled(@TempDir Path directory)
            throws Throwable {
        Path marker = Files.createFile(directory.resolve("marker"));

        assertThatThrownBy(() -> get("dies", int.class, marker.toString()))
                .isInstanceOf(WorkerDiedException.class)
                .hasMessageContaining("exitCode=7")
                .hasMessageContaining("task=BackendsTest.dies#")
                .hasMessageContaining("called at org.example.woven.BackendsTest.serial(")
                .satisfies(error ->
                        assertThat(traceOf(error).subList(0, 2))
                                .containsExactly("BackendsTest.serial", "BackendsTest.get"));
    }

    @Concurrent(pool = "one", on = Backend.INLINE)
    static int failsInline(int i) {
        throw new IllegalStateException("boom " + i);
    }

    @Test
    void trace_ofAFailureInline_isTheOneOfAWorker() {
        Throwable error = catchThrowable(() -> get("failsInline", int.class, 4));

        assertThat(traceOf(error).subList(0, 4))
                .containsExactly(
                        "BackendsTest.failsInline",
                        "BackendsTest.serial",
                        "BackendsTest.get",
                        "BackendsTest.lambda");
        assertThat(traceOf(error)).filteredOn("BackendsTest.get"::equals).hasSize(1);
    }

    @Test
    void scope_onAnotherThread_isRefused() throws Throwable {
        Scope scope = Scope.open("BackendsTest.loop");
        MethodHandle submit = LINKED.submitStatic("pidOfOne", long.class);
        Throwable[] error = new Throwable[1];
        Thread other = new Thread(() -> error[0] = catchThrowable(() -> submit.invoke(scope)));
        other.start();
        other.join(10_000);

        assertThat(error[0])
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("method=BackendsTest.loop, call=BackendsTest.pidOfOne");
    }

    @Test
    void result_thatCannotTravel_saysOfWhichMethod() {
        assertThatThrownBy(() -> get("stuck", Object.class))
                .isInstanceOf(TaskNotSerializableException.class)
                .hasMessageStartingWith("result of BackendsTest.stuck cannot be sent: result is a")
                .satisfies(error ->
                        assertThat(traceOf(error).get(0)).isEqualTo("BackendsTest.serial"));
    }

    @Concurrent(pool = "one")
    static Object stuck() {
        return new Thread();
    }

    @Test
    void trace_ofAFailure_goesFromTheWorkerToTheCallToTheWait() {
        Throwable error = catchThrowable(() -> get("failing", int.class, 4));

        assertThat(error).isInstanceOf(IllegalStateException.class).hasMessage("boom 4");
        assertThat(traceOf(error).subList(0, 4))
                .containsExactly(
                        "BackendsTest.failing",
                        "BackendsTest.serial",
                        "BackendsTest.get",
                        "BackendsTest.lambda");
    }

    @Test
    void trace_ofAnEntrance_namesTheMethodOnce() {
        Throwable error = catchThrowable(() -> Guest.fail(1));

        assertThat(traceOf(error).subList(0, 3))
                .containsExactly("Guest.fail", "Guest.fail", "BackendsTest.lambda");
    }

    private static List<String> traceOf(Throwable error) {
        List<String> trace = new ArrayList<>();
        for (StackTraceElement each : error.getStackTrace()) {
            String name = each.getMethodName();
            trace.add(
                    each.getClassName().replaceAll(".*\\.", "")
                            + "."
                            + (name.startsWith("lambda") ? "lambda" : name));
        }
        return trace;
    }

    @Test
    void call_pastItsTimeout_saysWhichAndWhereItWasCalled() {
        assertThatThrownBy(() -> get("hang", void.class))
                .isInstanceOf(TaskTimeoutException.class)
                .hasMessageContaining("BackendsTest.hang#")
                .hasMessageContaining(
                        "called at org.example.woven.BackendsTest.serial(BackendsTest.java:10)")
                .satisfies(error ->
                        assertThat(((TaskTimeoutException) error).deadline())
                                .isEqualTo(Duration.ofMillis(200)));
    }

    @Test
    void call_withAnArgumentThatCannotTravel_saysWhich() {
        assertThatThrownBy(
                        () -> get("takes", int.class, new Object[] {new Object[] {new Thread()}}))
                .isInstanceOf(TaskNotSerializableException.class)
                .hasMessageStartingWith(
                        "argument 1 of BackendsTest.takes cannot be sent: argument 1[0] is a");
    }

    @Test
    void call_inAPoolThatNobodyRegistered_saysSo() {
        assertThatThrownBy(() -> get("nowhere", int.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("@Concurrent BackendsTest.nowhere")
                .hasMessageContaining("name=nobody")
                .hasMessageContaining("Procession.register(\"nobody\", pool)");
    }

    @Test
    void link_ofAMethodWithABadTimeout_isRefused() {
        assertThatThrownBy(() -> get("soon", int.class))
                .hasMessageContaining("@Concurrent BackendsTest.soon: timeout must be")
                .hasMessageContaining("timeout=\"soon\"");
    }

    @Test
    void call_toAClosedPool_isRejected() {
        ProcessPool closed = ProcessPool.builder().name("closed").workers(1).build();
        closed.close();
        Procession.register("one", closed);
        try {
            assertThatThrownBy(() -> get("pidOfOne", long.class))
                    .isInstanceOf(RejectedExecutionException.class);
        } finally {
            Procession.register("one", one);
        }
    }

    @Test
    void wait_ofAnInterruptedThread_throwsAndGivesTheCallUp() {
        Scope scope = Scope.open("here");
        MethodHandle hang = LINKED.submitStatic("hang", void.class);
        assertThatThrownBy(
                        () -> {
                            Deferred unused = (Deferred) hang.invokeExact(scope);
                            Thread.currentThread().interrupt();
                            scope.sync();
                        })
                .isInstanceOf(ProcessionException.class)
                .hasMessageContaining("interrupted")
                .hasMessageContaining("BackendsTest.hang");
        assertThat(Thread.interrupted()).isTrue();
        scope.sync();
    }
}
