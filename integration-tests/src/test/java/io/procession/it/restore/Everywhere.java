package io.procession.it.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.it.weave.Sample;
import io.procession.it.weave.Samples;
import io.procession.testkit.ChildJvm;
import io.procession.testkit.Timeouts;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs samples as plain Java, and woven in each way: lazily in this JVM, and inline, on threads and
 * on processes in JVMs of their own. Those live as long as the test class.
 *
 * <p>A sample here is the body of its {@code @Synchronized} method {@code go}, whose result counts,
 * and members of its class.
 */
final class Everywhere implements BeforeAllCallback, AfterAllCallback {

    private static final List<String> BACKENDS = List.of("inline", "threads", "processes");

    private final Map<String, Backend> backends = new LinkedHashMap<>();
    private final List<String> flags;
    private @Nullable Path folder;
    private int samples;

    /** With these options for the JVMs. */
    Everywhere(String... flags) {
        this.flags = List.of(flags);
    }

    /** A JVM that runs samples, and the connection to it. */
    private record Backend(ChildJvm child, Socket socket) implements AutoCloseable {

        String run(String name) throws IOException {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeBoolean(true);
            out.writeUTF(name);
            out.flush();
            try {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new AssertionError("sample does not end: " + name + child, e);
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
            child.close();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        folder = Files.createTempDirectory("samples");
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        for (Backend each : backends.values()) {
            each.close();
        }
        if (folder != null) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    private Path folder() {
        if (folder == null) {
            throw new IllegalStateException("not registered as a static extension");
        }
        return folder;
    }

    private Backend backend(String name) throws IOException {
        Backend backend = backends.get(name);
        if (backend == null) {
            backend = start(name);
            backends.put(name, backend);
        }
        return backend;
    }

    private Backend start(String name) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int limit = Math.toIntExact(Timeouts.LONG.toMillis());
            server.setSoTimeout(limit);
            ChildJvm child =
                    ChildJvm.of(SampleServer.class, Integer.toString(server.getLocalPort()))
                            .classPath(
                                    folder()
                                            + File.pathSeparator
                                            + System.getProperty("java.class.path"))
                            .flags("-Dprocession.backend=" + name, "-Dprocession.workers=2")
                            .flags(flags.toArray(new String[0]))
                            .start();
            try {
                Socket socket = server.accept();
                socket.setSoTimeout(limit);
                return new Backend(child, socket);
            } catch (IOException e) {
                child.close();
                throw new AssertionError("JVM does not start: " + child, e);
            }
        }
    }

    // ---- samples

    /** Members of a class and the body of its method go, as a sample. */
    Sample sample(String members, String code) {
        String body =
                members
                        + "\nstatic Object main() throws Exception { return go(); }\n"
                        + "@Synchronized static Object go() throws Exception {\n"
                        + code
                        + "\n}\n";
        return whole(body);
    }

    /** A sample that has its own main. */
    Sample whole(String body) {
        return Sample.of("R" + samples++, body);
    }

    /** What becomes of it woven: the same in each way. */
    Sample.Run woven(Sample sample) throws IOException {
        Sample.Run lazily = sample.lazily();
        String expected = Sample.text(lazily);
        Samples.write(folder(), sample);
        List<String> different = new ArrayList<>();
        for (String each : BACKENDS) {
            String text = backend(each).run(sample.name());
            if (!text.equals(expected)) {
                different.add(each + ": " + text);
            }
        }
        assertThat(different).as("%s\nlazily: %s", sample.source(), expected).isEmpty();
        return lazily;
    }

    /** What becomes of it on processes, as text. */
    String onProcesses(Sample sample) throws IOException {
        return on("processes", sample);
    }

    /** What becomes of it on a backend, as text. */
    String on(String backend, Sample sample) throws IOException {
        Samples.write(folder(), sample);
        return backend(backend).run(sample.name());
    }

    /** Woven in each way it does what it does as plain Java. Gives the lazy run. */
    Sample.Run same(Sample sample) throws IOException {
        String serial = Sample.text(sample.serial());
        Sample.Run woven = woven(sample);
        assertThat(Sample.text(woven)).as(sample.source()).isEqualTo(serial);
        return woven;
    }

    /**
     * The same; its result is as expected, too, so that the sample cannot be an empty one. It is
     * written without the types of values.
     */
    Sample.Run same(String expected, String members, String code) throws IOException {
        Sample.Run woven = same(sample(members, code));
        assertThat(woven.result().replaceAll(":(String|Boolean|Double|Long)\\b", ""))
                .isEqualTo(expected);
        return woven;
    }
}
