package io.procession.internal.launch;

import io.procession.internal.util.HeapRoom;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Our own flags for a worker's JVM: a small heap that shrinks again, a quick start, messages on
 * stderr only.
 *
 * <p>The user's flags win. Ours stand before them, where the last of two counts; where two would
 * clash (collectors, sizes of the heap), ours are left out. The user's flags are those of the pool,
 * and those that the worker's JVM will find in its environment.
 */
final class WorkerFlags {

    private static final int FIRST_WITH_METHOD_HANDLE_REFLECTION = 22;
    private static final List<String> COMMON =
            List.of(
                    "-XX:-UsePerfData",
                    "-XX:+DisplayVMOutputToStderr",
                    "-Xlog:disable",
                    "-Xlog:all=warning:stderr");
    private static final String LEAST_FREE = "-XX:MinHeapFreeRatio=";
    private static final String MOST_FREE = "-XX:MaxHeapFreeRatio=";
    private static final List<String> FREE = List.of(LEAST_FREE, MOST_FREE);
    private static final long INITIAL_HEAP = 16L << 20;
    private static final List<String> INITIAL =
            List.of(
                    "-Xms",
                    "-XX:InitialHeapSize=",
                    "-XX:InitialRAMPercentage=",
                    "-XX:InitialRAMFraction=");
    private static final List<String> MAXIMUM = List.of("-Xmx", "-XX:MaxHeapSize=", "-XX:MaxRAM");
    private static final List<String> PROCESSORS = List.of("-XX:ActiveProcessorCount=");
    private static final List<String> ENVIRONMENT =
            List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS");

    private final JavaHome java;
    private final List<String> users;
    private final FamilyShare share;
    private final @Nullable String maxHeap;

    private WorkerFlags(
            JavaHome java, List<String> users, int familySize, @Nullable String maxHeap) {
        this.java = java;
        this.users = users;
        this.share = FamilyShare.of(familySize, Runtime.getRuntime().availableProcessors());
        this.maxHeap = maxHeap;
    }

    static WorkerFlags of(JavaHome java, LaunchSpec spec, Map<String, String> environment) {
        List<String> users = new ArrayList<>(spec.jvmArgs());
        for (String variable : ENVIRONMENT) {
            StringTokenizer flags = new StringTokenizer(environment.getOrDefault(variable, ""));
            while (flags.hasMoreTokens()) {
                users.add(flags.nextToken());
            }
        }
        return new WorkerFlags(java, users, spec.familySize(), spec.maxHeap());
    }

    /** The user's, those of the environment included. */
    List<String> users() {
        return users;
    }

    /** What a worker may use, for the log. */
    FamilyShare share() {
        return share;
    }

    /** The flags for one start. */
    List<String> toList(@Nullable Path temporary) {
        List<String> flags = new ArrayList<>();
        addSizes(flags);
        if (java.isHotSpot() && java.feature() != 0) {
            addHotSpot(flags);
            flags.add("-XX:-CreateCoredumpOnCrash");
            flags.add(
                    "-XX:ErrorFile="
                            + (temporary == null
                                    ? "/dev/null"
                                    : temporary.resolve(CrashReport.FILE_PATTERN)));
        }
        return flags;
    }

    /**
     * Those of a worker that nobody has given flags to, but for its sizes: what an archive is made
     * with.
     */
    static List<String> standard(JavaHome java) {
        List<String> flags = new ArrayList<>();
        new WorkerFlags(java, List.of(), 1, null).addHotSpot(flags);
        return flags;
    }

    private void addSizes(List<String> flags) {
        if (!Flags.anyStartsWith(users, MAXIMUM)) {
            flags.add(maxHeap != null ? "-Xmx" + maxHeap : share.heapFlag());
        }
        if (!Flags.anyStartsWith(users, INITIAL)) {
            flags.add("-Xms" + Math.min(INITIAL_HEAP, maximumBytes()));
        }
        if (!Flags.anyStartsWith(users, PROCESSORS)) {
            flags.add(share.processorsFlag());
        }
    }

    private void addHotSpot(List<String> flags) {
        if (!hasCollector()) {
            flags.add("-XX:+UseSerialGC");
            if (!Flags.anyStartsWith(users, FREE)) { // the least must not be above the most
                flags.add(LEAST_FREE + HeapRoom.LEAST_IF_TIGHT);
                flags.add(MOST_FREE + HeapRoom.MOST_IF_TIGHT);
            }
        }
        flags.addAll(COMMON);
        if (java.feature() >= FIRST_WITH_METHOD_HANDLE_REFLECTION) {
            flags.add(
                    "-Djdk.reflect.useNativeAccessorOnly=true"); // spares 20 to 40 ms at the first
            // mapped file
        }
    }

    private boolean hasCollector() {
        for (String flag : users) {
            if (flag.startsWith("-XX:+Use") && flag.endsWith("GC")) {
                return true;
            }
        }
        return false;
    }

    /**
     * The largest heap that was asked for, in bytes; Long.MAX_VALUE where none was, or none that
     * can be read.
     */
    private long maximumBytes() {
        String size = Flags.lastValue(users, "-Xmx");
        if (size == null) {
            size = Flags.lastValue(users, "-XX:MaxHeapSize=");
        }
        if (size == null) {
            size = maxHeap;
        }
        return size == null ? Long.MAX_VALUE : bytes(size);
    }

    private static long bytes(String size) {
        int last = size.length() - 1;
        int unit = last < 0 ? -1 : "kmgt".indexOf(Character.toLowerCase(size.charAt(last)));
        try {
            return Long.parseLong(unit < 0 ? size : size.substring(0, last)) << 10 * (unit + 1);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE; // the JVM will say what is wrong with it
        }
    }
}
