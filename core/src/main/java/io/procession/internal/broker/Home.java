package io.procession.internal.broker;

import io.procession.internal.channel.Channel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Where this process stands in the tree of processes.
 *
 * <p>An address is a path: the root process's name, then one step for each worker on the way, such
 * as {@code 4711-18c2f/4712.1}. A step is the pid, and a number that its parent uses once; the
 * root's is its pid, and the time at which it was named. So an address is never used again, and
 * tells the way.
 */
/*
 * Loads no class that a worker's start does not load anyway: a worker tells its place here before its first call, and the rest of the
 * broker is loaded by the first shared object.
 */
public final class Home {

    /** How a thread of a worker that waits for an answer sees to it that somebody reads it. */
    public interface Reader {

        /**
         * Reads on the calling thread until the first answer has come, if this thread may; else, or
         * if that was not the last answer, makes another thread read.
         */
        void readFor(Pending pending);

        /** The id of the call that this worker runs, 0 if it runs none. */
        long currentCall();

        /** Sees to it that some other thread reads. */
        void readSoon();

        /** A thread has its answer, which the calling thread has read. */
        void answered(Thread waiter);
    }

    /** What a worker runs its calls on. */
    public interface Task {

        /** The thread, always the same. */
        Thread thread();

        /** The id of the call that runs, or 0. */
        long id();
    }

    private static final Map<String, Task> TASKS = new ConcurrentHashMap<>();
    private static final AtomicLong CHILDREN = new AtomicLong();

    private static volatile @Nullable String address;
    private static volatile @Nullable Channel toParent;
    private static volatile @Nullable Reader reader;

    private static final Object OTHER_WAYS = new Object();
    private static volatile boolean hasOtherWays;
    private static volatile boolean isReadyForOtherWays;
    private static volatile @Nullable Runnable atFirstOtherWay; // null before any shared object

    private Home() {}

    /** Says that this process is a worker: called once, before any task runs. */
    public static void isWorker(String ownAddress, Channel channel, Reader channelReader) {
        reader = channelReader;
        toParent = channel;
        address = ownAddress;
    }

    /** The address of this process. */
    public static String address() {
        String known = address;
        return known == null ? nameRoot() : known;
    }

    private static synchronized String nameRoot() {
        String known = address;
        if (known == null) {
            long pid = ProcessHandle.current().pid();
            known = pid + "-" + Long.toHexString(System.currentTimeMillis());
            address = known;
        }
        return known;
    }

    /** A new address, for a worker of this process. */
    public static String addressOfChild(long pid) {
        return address() + "/" + pid + "." + CHILDREN.incrementAndGet();
    }

    /** A worker runs in this process, or has ended: it is this process, or a thread of it. */
    public static void runs(String workerAddress, @Nullable Task task) {
        if (task == null) {
            TASKS.remove(workerAddress);
        } else {
            TASKS.put(workerAddress, task);
        }
    }

    /** The workers that run in this process, by their addresses. */
    static Map<String, Task> tasks() {
        return TASKS;
    }

    /** The address of the root process. */
    static String root() {
        String own = address();
        int end = own.indexOf('/');
        return end < 0 ? own : own.substring(0, end);
    }

    static boolean isRoot() {
        return address().indexOf('/') < 0;
    }

    /** The address of the parent of a worker. */
    static String parentOf(String worker) {
        return worker.substring(0, Math.max(0, worker.lastIndexOf('/')));
    }

    /** The channel to the parent; null in the root. */
    static @Nullable Channel toParent() {
        return toParent;
    }

    static @Nullable Reader reader() {
        return reader;
    }

    /**
     * Says that this process can tell others something by other ways than its channels, such as
     * mapped memory: what it does must then be done in the owner before it returns. To be called
     * before that way is used. The first time may wait for the parent.
     */
    public static void hasOtherWay() {
        if (!isReadyForOtherWays) {
            getReadyForOtherWays();
        }
    }

    private static void getReadyForOtherWays() {
        synchronized (OTHER_WAYS) {
            hasOtherWays = true; // first: nothing is told behind what is awaited now
            Runnable toDo = atFirstOtherWay;
            if (toDo != null && toParent != null && !isReadyForOtherWays) {
                toDo.run();
            }
            isReadyForOtherWays = true;
        }
    }

    static void whenOtherWay(Runnable toDo) {
        atFirstOtherWay = toDo;
    }

    static boolean hasOtherWays() {
        return hasOtherWays;
    }

    /** The call of this worker that runs, 0 if none does, or if this is no worker. */
    static long currentCall() {
        Reader known = reader;
        return known == null ? 0 : known.currentCall();
    }

    /** Whether a process is the one at an address, or one below it. */
    public static boolean isWithin(String process, String address) {
        return process.startsWith(address)
                && (process.length() == address.length()
                        || process.charAt(address.length()) == '/');
    }

    /** The pid in the last step of an address. */
    public static String pidOf(String address) {
        int from = address.lastIndexOf('/') + 1;
        int to = from;
        while (to < address.length() && Character.isDigit(address.charAt(to))) {
            to++;
        }
        return address.substring(from, to);
    }
}
