package io.procession.it.weave;

import io.procession.PoolStats;
import io.procession.Procession;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs programs that are on its class path, in a JVM of its own, so that they have real workers.
 */
final class ProgramRunner {

    private ProgramRunner() {}

    /** Arguments: a file with a list of programs, and one for the map of outcomes by seed. */
    public static void main(String[] arguments) throws Exception {
        List<Program> programs = read(Path.of(arguments[0]));
        Map<Long, Outcome> outcomes = new HashMap<>();
        for (Program each : programs) {
            System.out.println("running " + each.seed());
            outcomes.put(each.seed(), Outcome.of(ProgramRunner.class.getClassLoader(), each));
        }
        write(Path.of(arguments[1]), outcomes);
        PoolStats stats = Procession.pool().stats();
        System.out.println("calls " + stats.completed());
        System.out.println("children " + ProcessHandle.current().children().count());
    }

    static void write(Path file, Object what) throws IOException {
        try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(file))) {
            out.writeObject(what instanceof List<?> list ? new ArrayList<>(list) : what);
        }
    }

    @SuppressWarnings("unchecked") // as written
    static <X> X read(Path file) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(Files.newInputStream(file))) {
            return (X) in.readObject();
        }
    }
}
