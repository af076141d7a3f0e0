package io.procession.testkit;

import io.procession.Job;
import io.procession.Procession;
import io.procession.Task;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintStream;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The zoo: tasks that do to their process what no thread survives, and values that fail on their
 * way.
 *
 * <p>All are meant for a worker; those that end their process refuse to run anywhere else.
 */
public final class BadGuests {

    private BadGuests() {}

    private static void onlyInWorker() {
        if (!Procession.inWorker()) {
            throw new IllegalStateException(
                    "this guest kills its process, and runs in workers only");
        }
    }

    private static long ownPid() {
        return ProcessHandle.current().pid();
    }

    // ---- they end their process
    // -------------------------------------------------------------------------------------

    /** Calls System.exit in the middle of its work. */
    public record ExitsMidTask(int code) implements Job {
        @Override
        public void run() {
            onlyInWorker();
            System.exit(code);
        }
    }

    /** Calls Runtime.halt: no shutdown hook, no last word. */
    public record Halts(int code) implements Job {
        @Override
        public void run() {
            onlyInWorker();
            Runtime.getRuntime().halt(code);
        }
    }

    /**
     * Reads address 0, which is a segmentation fault in the JVM. By reflection: javac warns of
     * Unsafe and cannot be told not to.
     */
    public record Segfaults() implements Job {
        @Override
        public void run() {
            onlyInWorker();
            readAddressZero();
        }

        private static void readAddressZero() {
            try {
                Class<?> unsafe = Class.forName("sun.misc.Unsafe");
                Field field = unsafe.getDeclaredField("theUnsafe");
                field.setAccessible(true);
                Method getLong = unsafe.getMethod("getLong", long.class);
                throw new AssertionError("read " + getLong.invoke(field.get(null), 0L));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("there is no Unsafe here", e);
            }
        }
    }

    /** Sends itself a signal, such as "KILL", and waits for its effect. */
    public record SignalsItself(String signal) implements Job {
        @Override
        public void run() {
            onlyInWorker();
            Pids.signal(signal, ownPid());
            hangDeaf();
        }
    }

    /** Stops its process (SIGSTOP), so that not one of its threads runs any more. */
    public record StopsItself() implements Job {
        @Override
        public void run() {
            new SignalsItself("STOP").run();
        }
    }

    // ---- they exhaust something
    // -------------------------------------------------------------------------------------

    /** Keeps all it allocates until the heap is full. */
    public record EatsHeap() implements Task<Integer> {
        @Override
        public Integer call() {
            onlyInWorker();
            List<byte[]> eaten = new ArrayList<>();
            while (true) {
                eaten.add(new byte[1 << 20]);
            }
        }
    }

    /** Calls itself until the stack is full. */
    public record Recurses() implements Task<Integer> {
        @Override
        public Integer call() {
            return deeper(0);
        }

        @SuppressWarnings("InfiniteRecursion") // its purpose
        private static int deeper(int depth) {
            return deeper(depth + 1) + 1;
        }
    }

    // ---- they do not come back
    // --------------------------------------------------------------------------------------

    /** Waits for ever, and heeds an interrupt. */
    public record HangsForever() implements Job {
        @Override
        public void run() {
            hangUntilInterrupted();
            throw new IllegalStateException("interrupted");
        }
    }

    /** Waits for ever, in any process; returns when interrupted, with the flag cleared. */
    public static void hangUntilInterrupted() {
        while (!Thread.interrupted()) {
            LockSupport.park();
        }
    }

    /** Waits for ever, and ignores interrupts. */
    public record HangsDeaf() implements Job {
        @Override
        public void run() {
            hangDeaf();
        }
    }

    private static void hangDeaf() {
        while (true) {
            LockSupport.parkNanos(1_000_000_000L);
            Thread.interrupted();
        }
    }

    /** Uses a processor for ever. */
    public record Spins() implements Task<Long> {
        @Override
        public Long call() {
            return spinForEver();
        }

        /** The name to look for in a thread dump. */
        private static long spinForEver() {
            long turns = 0;
            while (turns >= 0) {
                turns = (turns + 1) & Long.MAX_VALUE;
            }
            return turns;
        }
    }

    // ---- they misuse the standard streams
    // ---------------------------------------------------------------------------

    /** Prints so many bytes to System.out: numbered lines of 100 bytes. */
    public record FloodsStdout(long bytes) implements Task<Long> {
        @Override
        public Long call() {
            return flood(System.out, bytes);
        }
    }

    /** Prints so many bytes to System.err: numbered lines of 100 bytes. */
    public record FloodsStderr(long bytes) implements Task<Long> {
        @Override
        public Long call() {
            return flood(System.err, bytes);
        }
    }

    /**
     * Writes so many bytes to descriptor 2, past System.err, as native code does: numbered lines of
     * 100 bytes.
     */
    public record FloodsNatively(long bytes) implements Task<Long> {
        @Override
        public Long call() {
            try (PrintStream stderr =
                    new PrintStream(
                            new FileOutputStream(FileDescriptor.err),
                            false,
                            StandardCharsets.UTF_8)) {
                return flood(stderr, bytes);
            }
        }
    }

    private static long flood(PrintStream stream, long bytes) {
        long lines = bytes / 100;
        for (long line = 0; line < lines; line++) {
            stream.println(floodLine(line));
        }
        return lines;
    }

    /** The n-th line of a flood: 99 characters that begin with its number. */
    public static String floodLine(long number) {
        String digits = Long.toString(number);
        return "flood " + "0".repeat(12 - digits.length()) + digits + " " + "~".repeat(80);
    }

    /** Closes System.out and the descriptors behind it, and goes on. */
    public record ClosesStdout() implements Task<String> {
        @Override
        public String call() throws IOException {
            onlyInWorker();
            System.out.close();
            System.err.close();
            new FileOutputStream(FileDescriptor.out).close();
            new FileOutputStream(FileDescriptor.err).close();
            System.out.println("nobody hears this for sure");
            return "closed";
        }
    }

    // ---- they start what they do not end
    // ----------------------------------------------------------------------------

    /**
     * Starts a shell that starts a sleeper, writes the pids of both to a tally, and then hangs for
     * ever, or returns.
     */
    public record StartsChildren(Tally pids, boolean hangs) implements Job {

        private static final String SCRIPT = "sleep 1000 & echo $!; echo $$; wait";

        @Override
        public void run() {
            try {
                Process shell = new ProcessBuilder("/bin/sh", "-c", SCRIPT).start();
                String sleeper = shell.inputReader().readLine();
                String own = shell.inputReader().readLine();
                pids.add(sleeper);
                pids.add(own);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            if (hangs) {
                hangDeaf();
            }
        }
    }

    // ---- values that fail on their way
    // ------------------------------------------------------------------------------

    /** Ends the worker that sends it. */
    public static final class DiesWhileSerialized implements Serializable {

        private static final long serialVersionUID = 1L;

        private void writeObject(ObjectOutputStream out) throws IOException {
            onlyInWorker();
            Runtime.getRuntime().halt(17);
        }
    }

    /** Ends the worker that receives it. */
    public static final class DiesWhileDeserialized implements Serializable {

        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException {
            onlyInWorker();
            Runtime.getRuntime().halt(18);
        }
    }

    /** Cannot be sent. */
    public static final class RefusesToBeSerialized implements Serializable {

        private static final long serialVersionUID = 1L;

        private void writeObject(ObjectOutputStream out) throws IOException {
            throw new NotSerializableException("I stay here");
        }
    }

    /** Can be sent and not be received. */
    public static final class RefusesToBeDeserialized implements Serializable {

        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException {
            throw new InvalidObjectException("I do not want to be here");
        }
    }
}
