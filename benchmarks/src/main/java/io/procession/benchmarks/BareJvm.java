package io.procession.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Starts {@code java Hello} from a directory that holds nothing else: default flags, the shortest
 * class path there can be.
 */
final class BareJvm implements Closeable {

    private final Path directory;

    BareJvm() throws IOException {
        directory = Files.createTempDirectory("procession-bench");
        String name = Hello.class.getName().replace('.', '/') + ".class";
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        try (InputStream code = Hello.class.getClassLoader().getResourceAsStream(name)) {
            Files.write(file, code.readAllBytes());
        }
    }

    /** What one start took, in milliseconds. */
    record Start(double toHello, double toExit) {}

    Start start() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Process process = process();
        awaitHello(process);
        long hello = System.nanoTime();
        process.waitFor();
        long exit = System.nanoTime();
        return new Start((hello - begin) / 1e6, (exit - begin) / 1e6);
    }

    /** The resident memory of one that waits, in megabytes; NaN where the system does not tell. */
    double residentMegabytes(long settleMillis) throws IOException, InterruptedException {
        Process process = process("wait");
        try {
            awaitHello(process);
            Thread.sleep(settleMillis);
            return Resident.megabytes(process.pid());
        } finally {
            process.getOutputStream().close();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    private Process process(String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                JavaCommand.java(),
                                "-cp",
                                directory.toString(),
                                Hello.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    }

    private static void awaitHello(Process process) throws IOException {
        if (process.getInputStream().read() != 'h') {
            throw new IOException("java Hello did not say hello: pid=" + process.pid());
        }
    }

    @Override
    public void close() throws IOException {
        Path file = directory.resolve(Hello.class.getName().replace('.', '/') + ".class");
        Files.deleteIfExists(file);
        for (Path each = file.getParent(); each.startsWith(directory); each = each.getParent()) {
            Files.deleteIfExists(each);
        }
    }
}
