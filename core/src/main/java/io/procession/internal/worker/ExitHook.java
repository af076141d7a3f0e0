package io.procession.internal.worker;

import io.procession.internal.channel.Channel;
import io.procession.internal.wire.FrameType;
import io.procession.spi.Payload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Tells the parent who called {@code System.exit}, while the process ends. Best effort, and quick.
 */
final class ExitHook extends Thread {

    private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(1);

    private final Channel channel;
    private final WorkerLoop loop;

    ExitHook(Channel channel, WorkerLoop loop) {
        super("worker-exit");
        this.channel = channel;
        this.loop = loop;
    }

    @Override
    public void run() {
        if (loop.isStopping()) {
            return;
        }
        String stack = ThreadDump.ofExitingThread();
        if (stack != null) {
            sendWithin(PATIENCE_MILLIS, Payload.of(stack.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** On a thread of its own: a parent that does not read must not keep this process alive. */
    private void sendWithin(long millis, Payload stack) {
        Thread sender =
                new Thread("worker-exit-sender") {
                    @Override
                    public void run() {
                        try {
                            channel.send(FrameType.EXITING, 0, stack);
                        } catch (IOException e) {
                            return; // nobody is left to be told
                        }
                    }
                };
        sender.setDaemon(true);
        sender.start();
        try {
            sender.join(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
