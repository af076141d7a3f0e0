package io.procession.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.RemoteException;
import io.procession.Task;
import io.procession.TaskNotSerializableException;
import io.procession.testkit.BadGuests;
import io.procession.testkit.Timeouts;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What a pool promises wherever its calls run. Numbers in comments are lines of the behaviours to
 * hold.
 */
abstract class PoolContract extends ManyCallsContract {

    // ---- one call
    // ---------------------------------------------------------------------------------------------------

    @Test
    void submit_lambda_returnsItsValue() throws Exception {
        int six = 6;
        assertThat(pool.submit(() -> six * 7).result()).isEqualTo(42);
        assertThat(pool.submit(() -> six * 7).get()).isEqualTo(42);
    }

    @Test
    void submit_methodReference_returnsItsValue() {
        assertThat(pool.submit(Numbers::answer).result()).isEqualTo(42);
    }

    @Test
    void submit_taskThatReturnsNull_completesWithNull() {
        assertThat(pool.submit((Task<String>) () -> null).result()).isNull();
    }

    @Test
    void submit_job_completesWithNull() {
        assertThat(pool.submit(() -> {}).result()).isNull();
    }

    @Test
    void submit_runnableWithResult_completesWithTheCallersOwnObject() throws Exception {
        Object own = new Object();
        assertThat(pool.submit((Runnable & Serializable) () -> {}, own).get()).isSameAs(own);
    }

    @Test
    void submit_callable_returnsItsValue() throws Exception {
        Callable<Integer> plain = (Callable<Integer> & Serializable) () -> 42;
        assertThat(pool.submit(plain).get()).isEqualTo(42);
    }

    @Test
    void submit_null_isRefused() {
        assertThatThrownBy(() -> pool.submit((Task<String>) null))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> pool.submit((Runnable) null))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> pool.map(null, HUNDRED)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void submit_withTimeoutOfZero_isRefused() {
        assertThatThrownBy(() -> pool.submit(() -> 1, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("timeout must be longer than zero");
    }

    @Test
    void submit_thenChangeWhatWasCaptured_taskSeesTheValueOfTheCall() {
        List<String> words = new ArrayList<>(List.of("before"));
        ProcessFuture<List<String>> seen = pool.submit(() -> words);
        words.set(0, "after");
        assertThat(seen.result()).containsExactly("before");
    }

    @Test
    void submit_taskThatChangesWhatItCaptured_leavesTheCallersAlone() {
        List<String> words = new ArrayList<>(List.of("mine"));
        int size =
                pool.submit(
                                () -> {
                                    words.add("yours");
                                    return words.size();
                                })
                        .result();
        assertThat(size).isEqualTo(2);
        assertThat(words).containsExactly("mine");
    }

    @Test
    void submit_graphWithSharedPartsAndCycles_keepsItsShape() {
        List<Object> shared = new ArrayList<>();
        List<Object> graph = new ArrayList<>(List.of(shared, shared));
        shared.add(graph);
        List<Object> back = pool.submit(() -> graph).result();
        assertThat(back.get(0)).isSameAs(back.get(1));
        assertThat(((List<?>) back.get(0)).get(0)).isSameAs(back);
    }

    @Test
    void submit_plainDataThatIsNotSerializable_travels() {
        Plain plain = new Plain("plum", new Plain("stone", null));
        Plain back = pool.submit(() -> plain).result();
        assertThat(back).isNotSameAs(plain);
        assertThat(back.inner.name).isEqualTo("stone");
    }

    // ---- failures of a call
    // -----------------------------------------------------------------------------------------

    @Test // 37
    void get_taskThatThrew_hasItsExceptionAndTheRemoteTrace() {
        ProcessFuture<Integer> future = pool.submit(() -> Failing.fail("too bad"));
        Throwable error = catchThrowable(future::get);
        assertThat(error).isInstanceOf(ExecutionException.class);
        assertThat(error.getCause())
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("too bad");
        assertThat(error.getCause().getStackTrace()[0].getMethodName()).isEqualTo("fail");
        assertThat(error.getCause().getCause())
                .isInstanceOf(RemoteException.class)
                .hasMessageContaining("Failing.fail")
                .hasMessageContaining("PoolContract.java:");
    }

    @Test
    void result_taskThatThrewACheckedException_throwsItAsItIsWithTheCallersStack() {
        ProcessFuture<Integer> future = pool.submit(() -> Failing.failChecked("no such plum"));
        Throwable error = catchThrowable(future::result);
        assertThat(error)
                .isExactlyInstanceOf(FileNotFoundException.class)
                .hasMessage("no such plum");
        assertThat(Stream.of(error.getStackTrace()).map(StackTraceElement::getMethodName))
                .contains(
                        "failChecked",
                        "result_taskThatThrewACheckedException_throwsItAsItIsWithTheCallersStack");
    }

    @Test
    void result_taskThatThrewWithCauseAndSuppressed_hasBoth() {
        Throwable error = catchThrowable(pool.submit(Failing::failDeeply)::result);
        assertThat(error).hasMessage("outer");
        assertThat(error.getCause()).isInstanceOf(IOException.class).hasMessage("inner");
        assertThat(error.getSuppressed()).hasSize(1);
        assertThat(error.getSuppressed()[0]).hasMessage("beside");
    }

    @Test // 38
    void submit_taskThatReturnsAnException_deliversItAsAValue() {
        Exception value =
                pool.submit(() -> (Exception) new IllegalStateException("a value")).result();
        assertThat(value).isExactlyInstanceOf(IllegalStateException.class).hasMessage("a value");
    }

    @Test // 39
    void submit_tasksThatThrowErrors_failOnlyTheirOwnFutures() {
        ProcessFuture<Integer> asserting = pool.submit(Failing::failAssertion);
        ProcessFuture<Integer> recursing = pool.submit(new BadGuests.Recurses());
        ProcessFuture<Integer> good = pool.submit(() -> 1);
        assertThatThrownBy(asserting::result)
                .isExactlyInstanceOf(AssertionError.class)
                .hasMessage("not so");
        assertThatThrownBy(recursing::result).isExactlyInstanceOf(StackOverflowError.class);
        assertThat(good.result()).isEqualTo(1);
    }

    @Test // 40
    void submit_argumentThatCannotTravel_isRefusedAtOnceNamingIt() throws IOException {
        try (FileInputStream stream = new FileInputStream("/dev/null")) {
            Holder holder = new Holder(stream);
            assertThatThrownBy(() -> pool.submit(() -> holder.toString()))
                    .isInstanceOf(TaskNotSerializableException.class)
                    .hasMessageContaining("cannot be sent")
                    .hasMessageContaining("FileInputStream");
        }
        assertThat(pool.submit(() -> 1).result()).isEqualTo(1);
    }

    @Test // 40
    void submit_hundredThatCannotTravelThenHundredGood_allEndAsTheyShould() {
        Thread culprit = new Thread(() -> {});
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> pool.submit(() -> culprit.getName()))
                    .isInstanceOf(TaskNotSerializableException.class)
                    .hasMessageContaining("java.lang.Thread");
        }
        assertThat(pool.map(Numbers::square, HUNDRED)).isEqualTo(SQUARES);
    }

    @Test
    void submit_partThatCannotTravel_isRefusedWithTheWayToIt() {
        List<Object> words = List.of("one", new Holder(new Thread("culprit")));
        assertThatThrownBy(() -> pool.submit(() -> words.size()))
                .isInstanceOfSatisfying(
                        TaskNotSerializableException.class,
                        refused -> assertThat(refused.path()).endsWith("[1].held"))
                .hasMessageContaining("task cannot be sent: ")
                .hasMessageContaining("[1].held is a java.lang.Thread");
    }

    @Test
    void submit_resultThatCannotTravel_failsNamingIt() {
        ProcessFuture<Object> future = pool.submit(() -> new Holder(new Thread("culprit")));
        assertThatThrownBy(future::result)
                .isInstanceOf(TaskNotSerializableException.class)
                .hasMessageContaining("result cannot be sent: result.held is a java.lang.Thread");
        assertThat(pool.submit(() -> 1).result()).isEqualTo(1);
    }

    @Test
    void submit_argumentThatRefusesToBeSerialized_isRefused() {
        BadGuests.RefusesToBeSerialized guest = new BadGuests.RefusesToBeSerialized();
        assertThatThrownBy(() -> pool.submit(() -> guest.hashCode()))
                .isInstanceOf(TaskNotSerializableException.class);
    }

    @Test
    void submit_argumentThatRefusesToBeDeserialized_failsItsFutureOnly() {
        BadGuests.RefusesToBeDeserialized guest = new BadGuests.RefusesToBeDeserialized();
        assertThatThrownBy(() -> pool.submit(() -> guest.hashCode()).result())
                .hasStackTraceContaining("I do not want to be here");
        assertThat(pool.submit(() -> 1).result()).isEqualTo(1);
    }

    @Test // 45
    void result_exceptionWithFinalFieldsAndNoSetter_arrivesUnchanged() {
        ProcessFuture<Integer> future =
                pool.submit(() -> {
                    throw new FrozenException(17, List.of("a", "b"));
                });
        assertThatThrownBy(future::result)
                .isInstanceOfSatisfying(
                        FrozenException.class,
                        frozen -> {
                            assertThat(frozen.code).isEqualTo(17);
                            assertThat(frozen.parts).containsExactly("a", "b");
                            assertThat(frozen).hasMessage("code 17");
                        });
    }

    // ---- an ExecutorService
    // -----------------------------------------------------------------------------------------

    @Test
    void invokeAll_goodAndBadTasks_returnsFuturesInOrderAllDone() throws Exception {
        List<Task<Integer>> tasks = List.of(() -> 1, () -> Failing.fail("second"), () -> 3);
        List<Future<Integer>> futures = pool.invokeAll(tasks);
        assertThat(futures).hasSize(3).allMatch(Future::isDone);
        assertThat(futures.get(0).get()).isEqualTo(1);
        assertThatThrownBy(() -> futures.get(1).get())
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(RemoteException.class)
                .cause()
                .hasMessage("second");
        assertThat(futures.get(2).get()).isEqualTo(3);
    }

    @Test
    void invokeAny_oneOfThreeSucceeds_returnsItsValue() throws Exception {
        List<Task<Integer>> tasks =
                List.of(() -> Failing.fail("first"), () -> 2, () -> Failing.fail("third"));
        assertThat(pool.invokeAny(tasks)).isEqualTo(2);
        assertThat(pool.invokeAny(tasks, Timeouts.MEDIUM.toSeconds(), TimeUnit.SECONDS))
                .isEqualTo(2);
    }

    @Test
    void invokeAny_allFail_throwsWithTheirCauses() {
        List<Task<Integer>> tasks =
                List.of(() -> Failing.fail("first"), () -> Failing.fail("second"));
        Throwable error = catchThrowable(() -> pool.invokeAny(tasks));
        assertThat(error)
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("all tasks failed");
        List<String> causes = new ArrayList<>(List.of(error.getCause().getMessage()));
        Stream.of(error.getSuppressed()).map(Throwable::getMessage).forEach(causes::add);
        assertThat(causes).containsExactlyInAnyOrder("first", "second");
    }

    @Test
    void invokeAny_noTasks_isRefused() {
        assertThatThrownBy(() -> pool.invokeAny(List.<Callable<Integer>>of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void execute_taskThatThrows_goesToTheUncaughtExceptionHandler() throws Exception {
        AtomicReference<Throwable> caught = new AtomicReference<>();
        CompletableFuture<Void> told = new CompletableFuture<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> {
            caught.set(error);
            told.complete(null);
        });
        try {
            pool.execute((Runnable & Serializable) () -> Failing.fail("unheard"));
            told.get(Timeouts.MEDIUM.toSeconds(), TimeUnit.SECONDS);
            assertThat(caught.get()).hasMessage("unheard");
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test // 74
    void submit_afterShutdown_isRejected() {
        pool.shutdown();
        assertThat(pool.isShutdown()).isTrue();
        assertThatThrownBy(() -> pool.submit(() -> 1))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("pool is shut down")
                .hasMessageContaining("pool=");
        assertThatThrownBy(() -> pool.map(Numbers::square, HUNDRED))
                .isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> pool.execute((Runnable & Serializable) () -> {}))
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void close_twice_isHarmless() {
        pool.submit(() -> 1).result();
        pool.close();
        pool.close();
        pool.shutdown();
        assertThat(pool.shutdownNow()).isEmpty();
    }

    @Test // 81
    void join_openPool_isRefused() {
        assertThatThrownBy(() -> pool.join())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("pool is open");
    }

    // ---- a CompletableFuture
    // ----------------------------------------------------------------------------------------

    @Test
    void future_thenApplyAndCombine_composes() throws Exception {
        CompletableFuture<Integer> sum =
                pool.submit(() -> 1)
                        .thenApply(x -> x + 1)
                        .thenCombine(pool.submit(() -> 40), Integer::sum);
        assertThat(sum.get(Timeouts.MEDIUM.toSeconds(), TimeUnit.SECONDS)).isEqualTo(42);
    }

    @Test
    void future_allOf_completesWhenAllHave() throws Exception {
        List<ProcessFuture<Integer>> futures =
                HUNDRED.stream().map(x -> pool.submit(() -> Numbers.square(x))).toList();
        CompletableFuture.allOf(futures.toArray(new CompletableFuture<?>[0]))
                .get(Timeouts.MEDIUM.toSeconds(), TimeUnit.SECONDS);
        assertThat(futures.stream().map(ProcessFuture::join)).isEqualTo(SQUARES);
    }

    @Test
    void future_exceptionally_seesTheTasksException() throws Exception {
        CompletableFuture<String> message =
                pool.submit(() -> Failing.fail("handled"))
                        .handle((value, error) -> error.getMessage());
        assertThat(message.get(Timeouts.MEDIUM.toSeconds(), TimeUnit.SECONDS)).isEqualTo("handled");
    }

    @Test
    void join_ofTheFuture_wrapsAsCompletableFutureDoes() {
        ProcessFuture<Integer> future = pool.submit(() -> Failing.fail("wrapped"));
        assertThatThrownBy(future::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .hasMessage("wrapped");
    }

    @Test
    void callback_thatThrows_failsItsOwnStageOnly() {
        ProcessFuture<Integer> future = pool.submit(() -> 1);
        CompletableFuture<Integer> stage =
                future.thenApply(x -> {
                    throw new IllegalStateException("callback");
                });
        assertThatThrownBy(stage::join).hasRootCauseMessage("callback");
        assertThat(future.result()).isEqualTo(1);
        assertThat(pool.submit(() -> 2).result()).isEqualTo(2);
    }

    @Test
    void callback_thatSubmitsAndWaits_doesNotDeadlock() throws Exception {
        try (ProcessPool single = builder().workers(1).build()) {
            CompletableFuture<Integer> nested =
                    single.submit(() -> 20).thenApply(x -> x + single.submit(() -> 22).result());
            assertThat(nested.get(Timeouts.MEDIUM.toSeconds(), TimeUnit.SECONDS)).isEqualTo(42);
        }
    }

    @Test // 66
    void cancel_finishedTask_returnsFalse() {
        ProcessFuture<Integer> done = pool.submit(() -> 1);
        done.result();
        assertThat(done.cancel(true)).isFalse();
        assertThat(done.isCancelled()).isFalse();
        assertThat(done.result()).isEqualTo(1);
    }

    // ---- settings
    // ---------------------------------------------------------------------------------------------------

    @Test // 23
    void builder_badValues_areRefusedAtOnce() {
        ProcessPool.Builder builder = builder();
        assertThatThrownBy(() -> builder.workers(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("workers=0");
        assertThatThrownBy(() -> builder.workers(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.workers(3, 2))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.maxTasksPerWorker(0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.maxTasksPerWorker(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxTasksPerWorker must be at least 1: maxTasksPerWorker=-1");
        assertThatThrownBy(() -> builder.retries(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.taskTimeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.maxHeap("lots"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxHeap=lots");
        assertThatThrownBy(() -> builder.name("a b")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test // 23
    void create_ofNoWorkers_isRefused() {
        assertThatThrownBy(() -> ProcessPool.create(0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ProcessPool.create(-1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test // 30
    void initializer_hasRunBeforeTheFirstTask() {
        try (ProcessPool prepared =
                builder().workers(2).initializer(() -> Prepared.value = 7).build()) {
            assertThat(prepared.map(x -> Prepared.value, HUNDRED)).containsOnly(7);
        }
    }

    @Test // 48
    void codec_forATypeOfTheUsers_isAskedInBothDirections() {
        try (ProcessPool custom = builder().workers(1).codec(new SkewedCodec()).build()) {
            Skewed one = new Skewed(1);
            assertThat(custom.submit(() -> one).result().value()).isEqualTo(42); // (1 + 5) * 7
            assertThat(pool.submit(() -> one).result().value()).isEqualTo(1);
        }
    }

    // ---- what the tasks use
    // -----------------------------------------------------------------------------------------

    static final class Prepared {
        static volatile int value;
    }

    static final class Plain {
        final String name;
        final Plain inner;

        Plain(String name, Plain inner) {
            this.name = name;
            this.inner = inner;
        }
    }

    static final class Holder {
        final Object held;

        Holder(Object held) {
            this.held = held;
        }
    }

    static final class FrozenException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        final int code;
        final ArrayList<String> parts;

        FrozenException(int code, List<String> parts) {
            super("code " + code);
            this.code = code;
            this.parts = new ArrayList<>(parts);
        }
    }

    static final class Failing {
        static int fail(String message) {
            throw new IllegalStateException(message);
        }

        static int failChecked(String message) throws IOException {
            throw new FileNotFoundException(message);
        }

        static int failAssertion() {
            throw new AssertionError("not so");
        }

        static int failDeeply() {
            RuntimeException outer = new RuntimeException("outer", new IOException("inner"));
            outer.addSuppressed(new IllegalStateException("beside"));
            throw outer;
        }
    }
}
