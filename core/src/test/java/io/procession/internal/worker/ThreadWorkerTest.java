package io.procession.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.internal.channel.InProcessTransport;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A worker that is a thread of this process. */
class ThreadWorkerTest extends WorkerContract {

    @SuppressWarnings("NullAway.Init") // started before each test
    private FutureTask<Integer> worker;

    @Override
    ParentEnd start() {
        InProcessTransport.Pair pair = InProcessTransport.open();
        worker =
                new FutureTask<>(() ->
                        new WorkerLoop(
                                        pair.worker(),
                                        /* ownsProcess= */ false,
                                        new StandInException.Maker())
                                .run());
        new Thread(worker).start();
        return new ParentEnd(pair.parent());
    }

    @Override
    int awaitEnd() throws Exception {
        return worker.get(30, TimeUnit.SECONDS);
    }

    @Override
    void assertNothingIsLeft() {
        Awaitility.await()
                .atMost(10, TimeUnit.SECONDS)
                .untilAsserted(() ->
                        assertThat(Thread.getAllStackTraces().keySet())
                                .extracting(Thread::getName)
                                .noneMatch(name -> name.endsWith("-stand-by")));
    }
}
