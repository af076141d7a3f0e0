package io.procession.internal.launch;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Reads a process's stderr to its end, by lines, on a thread of its own, and remembers the last
 * ones.
 *
 * <p>A line longer than {@value #LONGEST_LINE} bytes arrives in pieces. A consumer that is slow
 * holds the process back.
 */
final class StderrReader {

    static final int LONGEST_LINE = 8 << 10;

    private final InputStream stderr;
    private final Consumer<String> consumer;
    private final LastLines last = new LastLines();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final byte[] line = new byte[LONGEST_LINE];
    private int length;
    private boolean afterCarriageReturn;
    private boolean consumerFails;

    StderrReader(InputStream stderr, Consumer<String> consumer) {
        this.stderr = stderr;
        this.consumer = consumer;
    }

    List<String> lastLines() {
        return last.toList();
    }

    /** Remembers a line that came by another way. */
    void addLine(String text) {
        last.add(text);
    }

    /**
     * Waits for the end of the stream, not for ever: a process that the worker left behind may hold
     * it open.
     */
    void awaitEnd(long timeoutMillis) {
        try {
            end.get(timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // what has come has come
        }
    }

    /** The thread's body: blocks until the stream ends. */
    void run() {
        byte[] buffer = new byte[4 << 10];
        try (stderr) {
            for (int count = stderr.read(buffer); count > 0; count = stderr.read(buffer)) {
                accept(buffer, count);
            }
        } catch (IOException e) {
            // the same as its end: the process is gone
        } finally {
            if (length > 0) {
                endLine();
            }
            end.complete(null);
        }
    }

    private void accept(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            byte b = bytes[i];
            if (b == '\n' && afterCarriageReturn) {
                afterCarriageReturn = false;
            } else if (b == '\n' || b == '\r') {
                afterCarriageReturn = b == '\r';
                endLine();
            } else {
                afterCarriageReturn = false;
                line[length++] = b;
                if (length == LONGEST_LINE) {
                    endLine();
                }
            }
        }
    }

    private void endLine() {
        String text = new String(line, 0, length, NativeEncoding.CHARSET);
        length = 0;
        if (isLauncherNoise(text)) {
            return;
        }
        last.add(text);
        tell(text);
    }

    /** What the JVM says of variables in the environment: no message of the worker. */
    private static boolean isLauncherNoise(String text) {
        return text.startsWith("Picked up JAVA_TOOL_OPTIONS:")
                || text.startsWith("Picked up _JAVA_OPTIONS:")
                || text.startsWith("NOTE: Picked up JDK_JAVA_OPTIONS:");
    }

    private void tell(String text) {
        if (consumerFails) {
            return;
        }
        try {
            consumer.accept(text);
        } catch (RuntimeException e) {
            consumerFails = true; // stop telling, go on reading: a full pipe would stop the worker
            System.getLogger("io.procession")
                    .log(System.Logger.Level.WARNING, "a consumer of worker output failed", e);
        }
    }
}
