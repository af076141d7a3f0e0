package io.procession.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What the operating system tells of processes, by their ids. */
public final class Pids {

    private Pids() {}

    /**
     * Whether a process runs or could run; one that has ended and was not yet waited for (a zombie)
     * does not.
     */
    public static boolean isAlive(long pid) {
        if (ProcessHandle.of(pid).isEmpty()) {
            return false;
        }
        String stat = stat(pid);
        return stat.isEmpty() ? !hasProc() : "ZX".indexOf(stat.charAt(0)) < 0;
    }

    /** Those of them that are alive. */
    public static List<Long> alive(Collection<Long> pids) {
        return pids.stream().filter(Pids::isAlive).toList();
    }

    /** The living members of a process group. */
    public static List<Long> inGroup(long group) {
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .map(Long::valueOf)
                    .filter(pid -> isAlive(pid) && groupOf(pid) == group)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long groupOf(long pid) {
        String[] fields = stat(pid).split(" ");
        return fields.length < 3 ? -1 : Long.parseLong(fields[2]);
    }

    /** The living descendants of a process. */
    public static List<Long> descendants(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .flatMapToLong(process -> LongStream.of(process.pid()))
                .boxed()
                .filter(Pids::isAlive)
                .toList();
    }

    /**
     * Stops a process: none of its threads runs any more when this returns, which is later than the
     * signal.
     */
    public static void stop(long pid) {
        signal("STOP", pid);
        while (hasProc() && !isStopped(pid)) {
            LockSupport.parkNanos(100_000);
        }
    }

    private static boolean isStopped(long pid) {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return threads.allMatch(thread -> "TtZX".contains(state(thread.resolve("stat"))));
        } catch (IOException | UncheckedIOException e) {
            return true; // it has ended
        }
    }

    private static String state(Path stat) {
        String fields = fields(stat);
        return fields.isEmpty() ? "X" : fields.substring(0, 1);
    }

    /** Sends a signal, "KILL" or "STOP", to a process, or to the group of {@code -pid}. */
    public static void signal(String name, long pid) {
        try {
            Process kill =
                    new ProcessBuilder("/bin/kill", "-" + name, "--", Long.toString(pid))
                            .redirectErrorStream(true)
                            .start();
            String said =
                    new String(
                            kill.getInputStream().readAllBytes(),
                            java.nio.charset.StandardCharsets.UTF_8);
            if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new IllegalStateException(
                        "kill failed: signal=" + name + ", pid=" + pid + "; " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while signalling: pid=" + pid, e);
        }
    }

    /**
     * The fields of /proc/PID/stat behind the name: state, parent, group ...; "" if there is no
     * such process.
     */
    private static String stat(long pid) {
        return fields(Path.of("/proc/" + pid + "/stat"));
    }

    private static String fields(Path stat) {
        try {
            String text = Files.readString(stat);
            return text.substring(text.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return "";
        }
    }

    private static boolean hasProc() {
        return Files.exists(Path.of("/proc/self/stat"));
    }
}
