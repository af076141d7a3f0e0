package io.procession.benchmarks;

import java.io.Closeable;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The limit that calls are compared with: a child JVM that sends back what it reads, on pipes as a
 * worker has them, with no frame, codec, future or second thread between. Confined to one thread.
 */
final class RawPipe implements Closeable {

    /** About as long as a small call. */
    static final int MESSAGE = 100;

    private static final String PRIVATE_DESCRIPTORS =
            "exec \"$@\" 3<&0 4>&1 0</dev/null 1>&2"; // as workers are launched
    private static final long END_SECONDS = 5;

    private final Process process;
    private final byte[] message = new byte[MESSAGE];
    private InputStream in;
    private OutputStream out;

    private RawPipe(Process process) {
        this.process = process;
        this.in = process.getInputStream();
        this.out = process.getOutputStream();
    }

    static RawPipe start() throws IOException {
        List<String> command =
                new ArrayList<>(List.of("/bin/sh", "-c", PRIVATE_DESCRIPTORS, "echo"));
        command.addAll(JavaCommand.of(Echo.class));
        RawPipe pipe =
                new RawPipe(new ProcessBuilder(command).redirectError(Redirect.INHERIT).start());
        pipe.ping();
        pipe.openPlainStreams();
        return pipe;
    }

    /**
     * The same pipes without the buffers that {@link Process} puts before them: as fast as Java has
     * it.
     */
    private void openPlainStreams() {
        String descriptors = "/proc/" + process.pid() + "/fd/";
        try {
            InputStream plainIn = new FileInputStream(descriptors + 4);
            out = new FileOutputStream(descriptors + 3);
            in = plainIn;
        } catch (IOException e) {
            // no /proc: the buffered ones will do
        }
    }

    long pid() {
        return process.pid();
    }

    /** There and back once. */
    void ping() throws IOException {
        out.write(message, 0, MESSAGE);
        out.flush();
        readFully(in, message);
    }

    /** The mean time of a ping, in nanoseconds. */
    double nanosPerPing(int pings) throws Exception {
        return Samples.nanos(() -> {
            for (int i = 0; i < pings; i++) {
                ping();
            }
        })
                / (double) pings;
    }

    private static void readFully(InputStream in, byte[] target) throws IOException {
        for (int read = 0; read < target.length; ) {
            int count = in.read(target, read, target.length - read);
            if (count < 0) {
                throw new EOFException("the echo has ended");
            }
            read += count;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
        out.close();
        process.getInputStream().close();
        process.getOutputStream().close();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Runs in the child: sends back what it reads until there is no more. */
    static final class Echo {

        private Echo() {}

        public static void main(String[] args) throws IOException {
            byte[] message = new byte[MESSAGE];
            try (InputStream in = new FileInputStream("/dev/fd/3");
                    OutputStream out = new FileOutputStream("/dev/fd/4")) {
                for (int count = in.read(message); count >= 0; count = in.read(message)) {
                    out.write(message, 0, count);
                }
            }
        }
    }
}
