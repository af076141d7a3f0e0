package io.procession;

import io.procession.spi.Engine;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The one call of a process made for it: what is done to the call is done to the process. */
record OnlyCall(ForkedWorker worker, ProcessFuture<?> call) implements Engine.Submission {

    @Override
    public boolean isRunning() {
        return !call.isDone();
    }

    @Override
    public String workerAddress() {
        return call.workerAddress();
    }

    @Override
    public long number() {
        return call.number();
    }

    @Override
    public OptionalLong pid() {
        return OptionalLong.of(worker.pid());
    }

    @Override
    public OptionalInt exitCode() {
        return worker.exitCode();
    }

    @Override
    public boolean cancel(boolean kill) {
        boolean cancelled = call.cancel(kill);
        if (cancelled && kill) {
            worker.kill();
        }
        return cancelled;
    }

    @Override
    public void kill() {
        worker.kill();
    }

    @Override
    public String label() {
        return worker.toString();
    }
}
