package io.procession.internal.worker;

import io.procession.internal.channel.DialBack;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * The main class of a worker process.
 *
 * <p>What lies between here and the first result is kept free of lambdas, string concatenation,
 * streams, formatting and regular expressions: each would load classes, and cold start is what
 * users wait for.
 */
public final class WorkerMain {

    /** How long shutdown hooks may take after a STOP. */
    private static final long HOOKS_MILLIS = TimeUnit.SECONDS.toMillis(10);

    private WorkerMain() {}

    /** Serves the parent that the environment names, then ends the process. */
    public static void main(String[] args) throws IOException {
        int code =
                new WorkerLoop(
                                DialBack.toParent(),
                                /* ownsProcess= */ true,
                                new StandInException.Maker())
                        .run();
        if (code == WorkerExit.STOPPED) {
            exitOrHalt();
        }
        WorkerExit.haltTree(code);
    }

    /** Runs the shutdown hooks, as long as they take a bounded time. */
    private static void exitOrHalt() {
        Thread watchdog =
                new Thread("worker-exit-watchdog") {
                    @Override
                    public void run() {
                        try {
                            Thread.sleep(HOOKS_MILLIS);
                        } catch (InterruptedException e) {
                            return;
                        }
                        WorkerExit.halt(WorkerExit.STOPPED);
                    }
                };
        watchdog.setDaemon(true);
        watchdog.start();
        System.exit(WorkerExit.STOPPED);
    }
}
