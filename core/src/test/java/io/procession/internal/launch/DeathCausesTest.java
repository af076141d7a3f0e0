package io.procession.internal.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeathCausesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    137 | killed by signal 9 (SIGKILL); often the kernel's out-of-memory killer
                    139 | killed by signal 11 (SIGSEGV): native code crashed
                    134 | killed by signal 6 (SIGABRT): native code, or the JVM itself, gave up
                    143 | killed by signal 15 (SIGTERM); somebody asked it to end
                    130 | killed by signal 2 (SIGINT); somebody interrupted it
                    129 | killed by signal 1 (SIGHUP)
                    3   | exited with code 3: System.exit or Runtime.halt in the task, or in a library that it uses
                    0   | exited with code 0: System.exit or Runtime.halt in the task, or in a library that it uses
                    91  | the worker's heap was exhausted (exit code 91)
                    94  | the pool's initializer threw (exit code 94)
                    127 | java, or a library that it needs, was not found (exit code 127)
                    """)
    void explain_ofExitCode_isInWords(int exitCode, String words) {
        assertThat(DeathCauses.explain(exitCode, List.of(), null, List.of())).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Unrecognized VM option 'NoSuchFlag' | java did not accept a flag: -XX:+NoSuchFlag
                    Unrecognized option: --no-such | java did not accept a flag: --no-such
                    Error: VM option 'UseEpsilonGC' is experimental and must be enabled via -XX:+UnlockExperimentalVMOptions. | java did not accept a flag: VM option 'UseEpsilonGC' is experimental and must be enabled via -XX:+UnlockExperimentalVMOptions.
                    Error occurred during initialization of VM | exited with code 1: System.exit or Runtime.halt in the task, or in a library that it uses
                    Could not reserve enough space for 1073741824KB object heap | java could not reserve its heap: Could not reserve enough space for 1073741824KB object heap; lower maxHeap or -Xmx
                    Invalid maximum heap size: -Xmx12q | java did not accept a flag: Invalid maximum heap size: -Xmx12q
                    Error: Could not find or load main class io.procession.internal.worker.WorkerMain | Procession is not on the worker's class path: io.procession.internal.worker.WorkerMain was not found
                    """)
    void explain_ofFailedStart_namesTheFlag(String line, String words) {
        List<String> lines = List.of("something before", line, "something after");
        assertThat(DeathCauses.explain(1, lines, null, List.of("-ea", "-XX:+NoSuchFlag")))
                .isEqualTo(words);
    }

    @Test
    void explain_ofCrash_namesSignalAndFrame() {
        String report =
                """
                # A fatal error has been detected by the Java Runtime Environment:
                #  SIGSEGV (0xb) at pc=0x00007f05cc4d2f94, pid=10801, tid=10804
                # Problematic frame:
                # C  [libblur.so+0x1139]  blur+0x9\
                """;
        String words =
                "native code, or the JVM itself, crashed with SIGSEGV in C [libblur.so+0x1139] blur+0x9";
        assertThat(DeathCauses.explain(1, List.of(), report, List.of())).isEqualTo(words);
        assertThat(DeathCauses.explain(134, report.lines().toList(), null, List.of()))
                .isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    error=12, Cannot allocate memory | the system has no memory left for another process
                    error=11, Resource temporarily unavailable | the system allows no more processes (ulimit -u, or the container's limit)
                    error=24, Too many open files | this process has too many open files (ulimit -n); each worker needs six
                    error=7, Argument list too long | the command line and the environment together are too long for the system
                    """)
    void explainStart_ofSystemsError_isInWords(String message, String words) {
        assertThat(DeathCauses.explainStart("Cannot run program \"/bin/sh\": " + message))
                .isEqualTo(words);
    }
}
