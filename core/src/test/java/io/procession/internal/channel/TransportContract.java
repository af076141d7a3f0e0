package io.procession.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.procession.spi.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every transport does, whatever lies between its two ends. */
@Timeout(60)
abstract class TransportContract {

    /**
     * One end, whose other end sends back whatever it gets, and closes when it reads end of stream.
     */
    interface Echo extends AutoCloseable {

        Transport transport();

        /** Closes the other end, or kills it. */
        void closeOtherEnd();

        @Override
        void close();
    }

    /** Not the common pool: it may have one thread only, and these tasks block. */
    static final Executor OWN_THREAD = work -> new Thread(work, "test-peer").start();

    private Echo echo;
    private Transport transport;
    private final List<Thread> threads = new ArrayList<>();

    /** A new pair of ends. */
    abstract Echo open() throws Exception;

    /** A pair whose other end neither reads nor writes until it is closed. */
    abstract Echo openDeaf() throws Exception;

    @BeforeEach
    void openEcho() throws Exception {
        echo = open();
        transport = echo.transport();
    }

    @AfterEach
    void closeAll() throws Exception {
        echo.close();
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(10));
            assertThat(thread.isAlive()).as("thread left behind").isFalse();
        }
    }

    @Test
    void read_afterWrite_givesTheSameBytesInOrder() throws Exception {
        for (int size : new int[] {1, 2, 100, 4096, 5000, 30_000}) {
            byte[] sent = randomBytes(size);
            transport.write(sent, 0, size);
            assertThat(readFully(transport, size)).isEqualTo(sent);
        }
    }

    @Test
    void write_ofAPartOfAnArray_sendsThatPartOnly() throws Exception {
        byte[] sent = {0, 1, 2, 3, 4, 5};
        transport.write(sent, 2, 3);
        assertThat(readFully(transport, 3)).containsExactly(2, 3, 4);
    }

    @Test
    void write_ofMegabytesWhileTheOtherEndWritesToo_neverBlocksForEver() throws Exception {
        byte[] sent = randomBytes(20 << 20);
        FutureTask<byte[]> reader = start(() -> readFully(transport, sent.length));
        transport.write(sent, 0, sent.length);
        assertThat(reader.get()).isEqualTo(sent);
    }

    @Test
    void write_ofLessThanTheWindow_neverBlocks() throws Exception {
        try (Echo deaf = openDeaf()) {
            assertThat(deaf.transport().window()).isGreaterThanOrEqualTo(1 << 12);
            byte[] small = new byte[100];
            for (int left = deaf.transport().window(); left >= small.length; left -= small.length) {
                deaf.transport().write(small, 0, small.length);
            }
        }
    }

    @Test
    void read_whenTheOtherEndHasClosed_givesEndOfStream() throws Exception {
        echo.closeOtherEnd();
        assertThat(transport.read(new byte[10], 0, 10)).isEqualTo(-1);
        assertThat(transport.read(new byte[10], 0, 10)).isEqualTo(-1);
    }

    @Test
    void write_whenTheOtherEndHasClosed_throws() throws Exception {
        echo.closeOtherEnd();
        assertThat(transport.read(new byte[1], 0, 1)).isEqualTo(-1);
        assertThatThrownBy(() -> writeWithoutEnd(transport)).isInstanceOf(IOException.class);
    }

    @Test
    void close_whileAThreadReads_freesIt() throws Exception {
        FutureTask<Integer> reader = start(() -> transport.read(new byte[10], 0, 10));
        awaitBlocked();
        transport.close();
        assertThat(reader.get()).isEqualTo(-1);
    }

    @Test
    void close_whileAThreadReadsAndTheOtherEndIgnoresIt_freesIt() throws Exception {
        try (Echo deaf = openDeaf()) {
            FutureTask<Integer> reader = start(() -> deaf.transport().read(new byte[10], 0, 10));
            awaitBlocked();
            deaf.transport().close();
            assertThat(reader.get()).isEqualTo(-1);
        }
    }

    @Test
    void close_whileAThreadWrites_freesIt() throws Exception {
        FutureTask<Void> writer = start(() -> writeWithoutEnd(transport));
        awaitBlocked();
        transport.close();
        assertThatThrownBy(writer::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void closeOfTheOtherEnd_whileAThreadWrites_freesIt() throws Exception {
        try (Echo deaf = openDeaf()) {
            FutureTask<Void> writer = start(() -> writeWithoutEnd(deaf.transport()));
            awaitBlocked();
            deaf.closeOtherEnd();
            assertThatThrownBy(writer::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void close_twice_isTheSameAsOnce() {
        transport.close();
        transport.close();
        assertThatThrownBy(() -> writeWithoutEnd(transport)).isInstanceOf(IOException.class);
    }

    @Test
    void interrupt_ofAReader_losesNothingAndKeepsTheFlag() throws Exception {
        AtomicReference<Boolean> flag = new AtomicReference<>();
        FutureTask<byte[]> reader =
                start(() -> {
                    byte[] read = readFully(transport, 5);
                    flag.set(Thread.interrupted());
                    return read;
                });
        awaitBlocked();
        threads.get(0).interrupt();
        transport.write(new byte[] {1, 2, 3, 4, 5}, 0, 5);
        assertThat(reader.get()).containsExactly(1, 2, 3, 4, 5);
        assertThat(flag.get()).isTrue();
    }

    @Test
    void interrupt_ofAWriter_losesNothingAndKeepsTheFlag() throws Exception {
        byte[] sent = randomBytes(32 << 20);
        AtomicReference<Boolean> flag = new AtomicReference<>();
        FutureTask<Void> writer =
                start(() -> {
                    transport.write(sent, 0, sent.length);
                    flag.set(Thread.interrupted());
                    return null;
                });
        awaitBlocked();
        threads.get(0).interrupt();
        assertThat(readFully(transport, sent.length)).isEqualTo(sent);
        writer.get();
        assertThat(flag.get()).isTrue();
    }

    @Test
    void write_byAnInterruptedThread_isAsAnyOther() throws Exception {
        Thread.currentThread().interrupt();
        transport.write(new byte[] {7}, 0, 1);
        byte[] read = readFully(transport, 1);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(read).containsExactly(7);
    }

    static byte[] randomBytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    static byte[] readFully(Transport transport, int size) throws IOException {
        return readFully(transport, size, size);
    }

    static byte[] readFully(Transport transport, int size, int atOnce) throws IOException {
        byte[] target = new byte[size];
        for (int read = 0; read < size; ) {
            int count = transport.read(target, read, Math.min(atOnce, size - read));
            if (count < 0) {
                throw new IOException("ended too early: read=" + read + ", size=" + size);
            }
            read += count;
        }
        return target;
    }

    private static Void writeWithoutEnd(Transport transport) throws IOException {
        byte[] bytes = new byte[1 << 16];
        while (true) {
            transport.write(bytes, 0, bytes.length);
        }
    }

    private <T> FutureTask<T> start(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "transport-test");
        threads.add(thread);
        thread.start();
        return task;
    }

    /** Until the thread started last has been seen within the transport for a while. */
    private void awaitBlocked() {
        Thread thread = threads.get(threads.size() - 1);
        Awaitility.await()
                .atMost(10, TimeUnit.SECONDS)
                .during(100, TimeUnit.MILLISECONDS)
                .until(() -> {
                    for (StackTraceElement frame : thread.getStackTrace()) {
                        if (frame.getClassName().endsWith("Transport")) {
                            return true;
                        }
                    }
                    return false;
                });
    }
}
