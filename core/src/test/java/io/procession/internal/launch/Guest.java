package io.procession.internal.launch;

import io.procession.spi.Transport;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A launched {@link GuestMain}, and the questions that a test asks it. Closing kills it. */
final class Guest implements AutoCloseable {

    final WorkerProcess process;
    final List<String> lines;
    private final DataInputStream in;

    private Guest(WorkerProcess process, List<String> lines) {
        this.process = process;
        this.lines = lines;
        this.in = new DataInputStream(new TransportInput(process.transport()));
    }

    static SpecBuilder spec() {
        return new SpecBuilder();
    }

    /** Starts one and waits for its first word. */
    static Guest start(SpecBuilder spec) throws IOException {
        Guest guest = launch(spec);
        try {
            String hello = guest.in.readUTF();
            if (!hello.equals("hello")) {
                throw new IOException(hello);
            }
            return guest;
        } catch (IOException e) {
            int exitCode = guest.process.exit().join();
            guest.close();
            throw new IOException("guest did not start: " + exitCode + " " + guest.process.lastLines(), e);
        }
    }

    static Guest launch(SpecBuilder spec) throws IOException {
        List<String> lines = new CopyOnWriteArrayList<>();
        return new Guest(WorkerLauncher.launch(spec.build(lines), GuestMain.class.getName()), lines);
    }

    String ask(char command, String argument) throws IOException {
        tell(command, argument);
        return in.readUTF();
    }

    void tell(char command, String argument) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(command);
            out.writeUTF(argument);
        }
        process.transport().write(bytes.toByteArray(), 0, bytes.size());
    }

    int awaitExit() throws Exception {
        return process.exit().get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.killTree();
        process.transport().close();
        process.exit().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static final class TransportInput extends InputStream {

        private final Transport transport;

        TransportInput(Transport transport) {
            this.transport = transport;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return transport.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                throw new EOFException();
            }
            return transport.read(target, offset, length);
        }
    }

    /** A LaunchSpec in parts. */
    static final class SpecBuilder {

        int familySize = 2;
        java.nio.file.@org.jspecify.annotations.Nullable Path javaHome;
        @org.jspecify.annotations.Nullable String maxHeap;
        List<String> jvmArgs = List.of();
        Map<String, String> properties = Map.of();
        Map<String, String> environment = Map.of();
        java.nio.file.@org.jspecify.annotations.Nullable Path workingDirectory;

        LaunchSpec build(List<String> lines) {
            return new LaunchSpec(
                    "test", familySize, javaHome, maxHeap, jvmArgs, properties, environment, workingDirectory, lines::add);
        }
    }
}
