package io.procession.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.procession.ProcessFuture;
import io.procession.Procession;
import io.procession.TaskNotSerializableException;
import io.procession.WorkerDiedException;
import io.procession.testkit.BadGuests;
import io.procession.testkit.Flag;
import io.procession.testkit.Pids;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Timeouts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** One call in a process of its own. Numbers in comments are lines of the behaviours to hold. */
@ExtendWith(ProcessCensus.class)
class StartTest {

    private static final String GREETER = Greeter.class.getName();

    @TempDir Path directory;

    /** Whom the calls by name call. */
    static final class Greeter {

        static String greet(String name) {
            return "Hello, " + name;
        }

        static String greet(Object anything) {
            return "Hello, object " + anything;
        }

        static String greet(int number) {
            return "Hello, number " + number;
        }

        static String greet(String first, String second) {
            return "Hello, " + first + " and " + second;
        }

        static String count(String... names) {
            return names.length + " names";
        }

        static String of(String kind, int... numbers) {
            return kind + " " + numbers.length;
        }

        static double half(double value) {
            return value / 2;
        }

        static String either(Integer one, Object other) {
            return "left";
        }

        static String either(Object one, Integer other) {
            return "right";
        }

        static String nothing() {
            return "nothing";
        }

        static void fail(String message) {
            throw new IllegalArgumentException(message);
        }

        @SuppressWarnings("unused") // by name
        private static String secret() {
            return "told";
        }

        String instance() {
            return "never";
        }
    }

    // ---- by lambda
    // --------------------------------------------------------------------------------------------------

    @Test // 3
    void start_lambda_runsInAFreshProcessThatEndsAfterIt() {
        ProcessFuture<Long> call = Procession.start(() -> ProcessHandle.current().pid());
        long pid = call.result();
        assertThat(call.pid()).hasValue(pid);
        assertThat(pid).isNotEqualTo(ProcessHandle.current().pid());
        assertThat(call.exitCode()).hasValue(0);
        assertThat(Pids.isAlive(pid)).isFalse();
        assertThat(call.isRunning()).isFalse();
    }

    @Test
    void start_job_completesWithNull() {
        Flag ran = Flag.in(directory, "ran");
        ProcessFuture<Void> call = Procession.start(() -> ran.raise());
        assertThat(call.result()).isNull();
        assertThat(ran.isRaised()).isTrue();
    }

    @Test
    void start_two_useTwoProcesses() {
        ProcessFuture<Long> one = Procession.start(() -> ProcessHandle.current().pid());
        ProcessFuture<Long> other = Procession.start(() -> ProcessHandle.current().pid());
        assertThat(one.result()).isNotEqualTo(other.result());
    }

    @Test
    void isRunning_whileTheCallRuns_isTrue() {
        Flag go = Flag.in(directory, "go");
        ProcessFuture<Integer> call =
                Procession.start(() -> {
                    go.await();
                    return 1;
                });
        assertThat(call.isRunning()).isTrue();
        assertThat(call.exitCode()).isEmpty();
        assertThat(Pids.isAlive(call.pid().getAsLong())).isTrue();
        assertThatThrownBy(() -> call.result(Duration.ofMillis(100)))
                .isInstanceOf(TimeoutException.class);
        assertThat(call.isDone()).isFalse();
        go.raise();
        assertThat(call.result(Timeouts.MEDIUM)).isEqualTo(1);
    }

    @Test
    void start_taskThatThrows_failsWithItsException() {
        ProcessFuture<Object> call =
                Procession.start(() -> {
                    Greeter.fail("not today");
                    return null;
                });
        assertThatThrownBy(call::result)
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("not today");
        assertThat(call.exitCode()).hasValue(0);
    }

    @Test
    void start_taskThatCannotTravel_isRefusedAndLeavesNoProcess() {
        Thread culprit = new Thread(() -> {});
        assertThatThrownBy(() -> Procession.start(() -> culprit.getName()))
                .isInstanceOf(TaskNotSerializableException.class);
    }

    @Test // 50
    void start_taskThatHalts_failsWithPidAndExitCode() {
        ProcessFuture<Void> call = Procession.start(new BadGuests.Halts(7));
        assertThatThrownBy(call::result)
                .isInstanceOfSatisfying(
                        WorkerDiedException.class,
                        death -> {
                            assertThat(death.exitCode()).hasValue(7);
                            assertThat(death.pid()).isEqualTo(call.pid());
                        });
        assertThat(call.exitCode()).hasValue(7);
    }

    @Test // 6
    void kill_runningCall_failsItAndEndsTheProcess() {
        ProcessFuture<Void> call = Procession.start(new BadGuests.HangsDeaf());
        call.kill();
        assertThatThrownBy(() -> call.result(Timeouts.MEDIUM))
                .isInstanceOf(WorkerDiedException.class);
        assertThat(call.exitCode()).hasValue(137);
        assertThat(Pids.isAlive(call.pid().getAsLong())).isFalse();
    }

    @Test // 65
    void cancel_runningCall_killsTheProcess() {
        ProcessFuture<Void> call = Procession.start(new BadGuests.HangsDeaf());
        long pid = call.pid().getAsLong();
        assertThat(call.cancel(true)).isTrue();
        assertThat(call.isCancelled()).isTrue();
        assertThatThrownBy(call::result).isInstanceOf(CancellationException.class);
        await().atMost(Timeouts.SHORT).until(() -> !Pids.isAlive(pid));
    }

    // ---- by names
    // ---------------------------------------------------------------------------------------------------

    private static Object call(String method, Object... arguments) {
        return Procession.start(GREETER, method, arguments).result();
    }

    @Test
    void start_byNames_callsTheStaticMethod() {
        assertThat(call("greet", "Daniel")).isEqualTo("Hello, Daniel");
        assertThat(call("nothing")).isEqualTo("nothing");
    }

    @Test
    void start_byNamesOfOverloads_choosesAsTheCompilerWould() {
        assertThat(call("greet", 7)).isEqualTo("Hello, number 7");
        assertThat(call("greet", 2.5)).isEqualTo("Hello, object 2.5");
        assertThat(call("greet", "Ann", "Bob")).isEqualTo("Hello, Ann and Bob");
        assertThat(call("half", 3)).isEqualTo(1.5);
    }

    @Test
    void start_byNamesOfVarargs_gathersTheRest() {
        assertThat(call("count")).isEqualTo("0 names");
        assertThat(call("count", "a", "b", "c")).isEqualTo("3 names");
        assertThat(call("of", "odd", 1, 3)).isEqualTo("odd 2");
    }

    @Test
    void start_byNameOfPrivateMethod_callsIt() {
        assertThat(call("secret")).isEqualTo("told");
    }

    @Test
    void start_byNamesThatFail_throwsTheMethodsOwnException() {
        assertThatThrownBy(() -> call("fail", "by name"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("by name");
    }

    @Test
    void start_byNamesOfWhatIsNotThere_saysSo() {
        assertThatThrownBy(() -> call("gret", "Daniel"))
                .isInstanceOf(NoSuchMethodException.class)
                .hasMessageContaining("no static method fits")
                .hasMessageContaining("gret(java.lang.String)");
        assertThatThrownBy(() -> call("instance"))
                .isInstanceOf(NoSuchMethodException.class)
                .hasMessageContaining("no static method fits");
        assertThatThrownBy(() -> call("either", 1, 2))
                .isInstanceOf(NoSuchMethodException.class)
                .hasMessageContaining("several methods fit");
        assertThatThrownBy(() -> Procession.start("com.example.Missing", "run").result())
                .isInstanceOf(ClassNotFoundException.class)
                .hasMessageContaining("com.example.Missing");
    }
}
