package io.procession.internal.worker;

import io.procession.internal.channel.DialBack;
import io.procession.internal.channel.ProcessTransport;

/**
 * A parent to be killed: starts a worker with a task that never ends, and prints the worker's pid
 * when it runs.
 */
final class ParentProcess {

    private ParentProcess() {}

    /**
     * @param arguments "leak": keep the worker's pipe open in another process, so that it sees no
     *     end of stream, and must watch its parent; without, it has the end of stream only
     */
    public static void main(String[] arguments) throws Exception {
        boolean leak = arguments.length > 0;
        ProcessBuilder builder =
                new ProcessBuilder(ProcessWorkerTest.command(WorkerMain.class.getName()));
        ProcessHandle self = ProcessHandle.current();
        if (leak) {
            builder.environment()
                    .put(
                            DialBack.PARENT,
                            self.pid()
                                    + ":"
                                    + self.info().startInstant().orElseThrow().toEpochMilli());
        }
        Process worker = builder.start();
        ParentEnd parent =
                new ParentEnd(new ProcessTransport(worker, worker.toHandle()::destroyForcibly));
        parent.setUp();
        parent.call(1, Tasks.spinForEver());
        parent.awaitRunning(1);
        if (leak) {
            leakPipeOf(worker);
        }
        System.out.println(worker.pid());
        Thread.sleep(60_000);
    }

    private static void leakPipeOf(Process worker) throws Exception {
        String pipe = "/proc/" + worker.pid() + "/fd/3";
        Process holder = new ProcessBuilder("/bin/sh", "-c", "exec sleep 20 9>" + pipe).start();
        while (!java.nio.file.Files.exists(
                java.nio.file.Path.of("/proc/" + holder.pid() + "/fd/9"))) {
            Thread.onSpinWait();
        }
    }
}
