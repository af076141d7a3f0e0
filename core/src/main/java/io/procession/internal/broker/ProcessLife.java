package io.procession.internal.broker;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a process that has something in memory shared with this one can still write to it: a
 * closed channel does not say so, since the process may take a while to end. Thread-safe.
 */
public final class ProcessLife {

    private static final boolean HAS_PROC = new File("/proc/self/stat").exists();

    private final ProcessHandle handle; // knows when the process started: a pid may be used again

    private ProcessLife(ProcessHandle handle) {
        this.handle = handle;
    }

    /** That of the process at an address ({@link Home}); null if this process cannot see it. */
    public static @Nullable ProcessLife of(String address) {
        Optional<ProcessHandle> found = ProcessHandle.of(Long.parseLong(Home.pidOf(address)));
        return found.isPresent() && found.get().isAlive() ? new ProcessLife(found.get()) : null;
    }

    /** Whether no thread of it runs any more, for certain. */
    public boolean isOver() {
        return !handle.isAlive() || HAS_PROC && isCorpse("/proc/" + handle.pid());
    }

    /** Whether it has ended and nobody has collected it; its other threads end a bit later. */
    private static boolean isCorpse(String directory) {
        String stat =
                read(directory + "/stat"); // "4711 (java) Z 1 ..."; the name may hold anything
        int state = stat.lastIndexOf(')') + 2;
        if (state < 2 || state >= stat.length() || "ZX".indexOf(stat.charAt(state)) < 0) {
            return false;
        }
        String @Nullable [] threads = new File(directory + "/task").list();
        return threads == null || threads.length <= 1;
    }

    private static String read(String file) {
        try (FileInputStream in = new FileInputStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // gone by now: the next look at the handle says so
        }
    }
}
