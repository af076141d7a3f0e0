import io.procession.Backend;
import io.procession.Job;
import io.procession.ProcessPool;
import io.procession.TaskTimeoutException;
import io.procession.WorkerDiedException;
import io.procession.WorkerOutput;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Four calls that end a process, one after another, in one pool that goes on.
 *
 * <pre>
 * ./procession run examples/survive/Survive.java
 * </pre>
 */
public final class Survive {

    private static final int WIDTH = 78;

    private Survive() {}

    public static void main(String[] args) {
        run(System.out);
    }

    static void run(PrintStream out) {
        try (ProcessPool pool =
                ProcessPool.builder()
                        .name("survive")
                        .workers(1)
                        .maxHeap("64m")
                        .jvmArgs(quietUnsafe())
                        .backend(Backend.PROCESSES) // with threads, this program would not survive
                        // itself
                        .output(WorkerOutput.DISCARD) // a crashing JVM prints a page
                        .build()) {
            out.println(
                    "One pool, one worker, process "
                            + pid(pool)
                            + ". This is process "
                            + me()
                            + ".");
            show(out, pool, "a hang", Survive::hang);
            show(out, pool, "a full heap", Survive::fillTheHeap);
            show(out, pool, "a segfault", Survive::touchAddressZero);
            show(out, pool, "an exit", () -> System.exit(3));
            out.println();
            int answer = pool.submit(() -> 6 * 7).result();
            out.println(
                    "The pool still answers: 6 * 7 = "
                            + answer
                            + ", from process "
                            + pid(pool)
                            + ".");
        }
    }

    /** An endless loop that does not look at interrupts: no thread could be stopped in it. */
    static void hang() {
        for (long i = 0; i >= 0; i++) {
            Math.sqrt(i);
        }
    }

    static void fillTheHeap() {
        List<long[]> kept = new ArrayList<>();
        while (true) {
            kept.add(new long[100_000]);
        }
    }

    /** What a bug in a native library does. */
    static void touchAddressZero() {
        try {
            Class<?> type = Class.forName("sun.misc.Unsafe");
            Field unsafe = type.getDeclaredField("theUnsafe");
            unsafe.setAccessible(true);
            type.getMethod("putAddress", long.class, long.class).invoke(unsafe.get(null), 0L, 0L);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void show(PrintStream out, ProcessPool pool, String what, Job job) {
        out.println();
        long start = System.nanoTime();
        try {
            pool.submit(job, Duration.ofSeconds(1)).result();
            out.println(what + ": came back");
        } catch (WorkerDiedException e) {
            double seconds = (System.nanoTime() - start) / 1e9;
            out.printf("%s: %s after %.1f s%n", what, e.getClass().getSimpleName(), seconds);
            details(e).forEach(line -> out.println(wrapped(line)));
        }
    }

    private static List<String> details(WorkerDiedException death) {
        List<String> lines = new ArrayList<>();
        lines.add("process " + death.pid().orElse(-1) + ", exit code " + exitCode(death));
        if (death instanceof TaskTimeoutException timeout) {
            lines.add(
                    "killed at its deadline of "
                            + timeout.deadline().toMillis()
                            + " ms; it was at");
            lines.addAll(framesOf(timeout.threadDump(), 2));
        } else {
            lines.add(death.explanation().lines().findFirst().orElse(""));
            lines.addAll(framesOf(death.explanation(), 1));
        }
        return lines;
    }

    /** Where in this program a thread was, from its trace. */
    private static List<String> framesOf(String trace, int most) {
        return trace.lines()
                .filter(line -> line.contains("Survive"))
                .map(line -> line.replace("app//", ""))
                .limit(most)
                .toList();
    }

    private static String exitCode(WorkerDiedException death) {
        String signal = death.signal().map(name -> " (" + name + ")").orElse("");
        return death.exitCode().isPresent() ? death.exitCode().getAsInt() + signal : "unknown";
    }

    /** Indented, and broken between words. */
    private static String wrapped(String text) {
        StringBuilder lines = new StringBuilder("   ");
        int width = lines.length();
        for (String word : text.strip().split("\\s+")) {
            if (width + 1 + word.length() > WIDTH) {
                lines.append(System.lineSeparator()).append("     ");
                width = 5;
            }
            lines.append(' ').append(word);
            width += 1 + word.length();
        }
        return lines.toString();
    }

    private static long pid(ProcessPool pool) {
        return pool.submit(Survive::me).result();
    }

    private static long me() {
        return ProcessHandle.current().pid();
    }

    /** Since 24, Java prints four lines when Unsafe touches memory; here, that is the point. */
    private static String[] quietUnsafe() {
        return Runtime.version().feature() >= 24
                ? new String[] {"--sun-misc-unsafe-memory-access=allow"}
                : new String[0];
    }
}
