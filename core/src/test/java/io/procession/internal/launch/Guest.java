package io.procession.internal.launch;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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
            throw new IOException(
                    "guest did not start: " + exitCode + " " + guest.process.lastLines(), e);
        }
    }

    static Guest launch(SpecBuilder spec) throws IOException {
        List<String> lines = new CopyOnWriteArrayList<>();
        return new Guest(
                WorkerLauncher.launch(spec.build(lines), GuestMain.class.getName()), lines);
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

    /** A LaunchSpec in parts. */
    static final class SpecBuilder {

        int familySize = 2;
        @Nullable Path javaHome;
        @Nullable String maxHeap;
        List<String> jvmArgs = List.of();
        Map<String, String> properties = Map.of();
        Map<String, String> environment = Map.of();
        @Nullable Path workingDirectory;

        LaunchSpec build(List<String> lines) {
            return new LaunchSpec(
                    "test",
                    familySize,
                    javaHome,
                    maxHeap,
                    jvmArgs,
                    properties,
                    environment,
                    workingDirectory,
                    lines::add);
        }
    }
}
