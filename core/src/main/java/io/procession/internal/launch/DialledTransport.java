package io.procession.internal.launch;

import io.procession.internal.channel.DialBackListener;
import io.procession.spi.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The parent's end of the socket that a worker dials, from before it has dialled: reads and writes
 * wait until then.
 *
 * <p>Frees its threads when the worker dies before it dials, or does not dial within a minute.
 */
final class DialledTransport implements Transport {

    private static final Duration DEADLINE =
            Duration.ofMinutes(1); // a cold start on a machine that swaps
    private static final int WINDOW = 16 << 10; // SocketTransport's

    private final CompletableFuture<Transport> dialled = new CompletableFuture<>();

    /** Waits for the worker on a thread of its own. */
    DialledTransport(DialBackListener listener, Process process) {
        Thread thread =
                new Thread(
                        () -> accept(listener, process), "procession-dialled-by-" + process.pid());
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(DialBackListener listener, Process process) {
        try {
            Transport transport = listener.accept(DEADLINE, process::isAlive);
            if (!dialled.complete(transport)) {
                transport.close(); // we were closed meanwhile
            }
        } catch (IOException e) {
            dialled.completeExceptionally(e);
        }
    }

    private Transport await() throws IOException {
        try {
            return dialled.join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(cause.getMessage(), cause);
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            await();
        } catch (IOException e) {
            return -1; // there is no worker: its end is told by its exit
        }
        return await().read(target, offset, length);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        await().write(source, offset, length);
    }

    @Override
    public int window() {
        return WINDOW;
    }

    @Override
    public void close() {
        dialled.completeExceptionally(new IOException("transport is closed"));
        if (!dialled.isCompletedExceptionally()) {
            dialled.join().close();
        }
    }
}
