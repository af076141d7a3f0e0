package io.procession.internal.launch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Our own flags for a worker's JVM: a small heap that shrinks again, a quick start, messages on stderr only.
 *
 * <p>The user's flags win. Ours stand before them, where the last of two counts; where two would clash (collectors,
 * sizes of the heap), ours are left out. The user's flags are those of the pool, and those that the worker's JVM
 * will find in its environment.
 */
final class WorkerFlags {

    private static final int FIRST_WITH_METHOD_HANDLE_REFLECTION = 22;
    private static final List<String> COMMON = List.of(
            "-XX:MinHeapFreeRatio=10",
            "-XX:MaxHeapFreeRatio=30",
            "-XX:-UsePerfData",
            "-XX:+DisplayVMOutputToStderr",
            "-Xlog:disable",
            "-Xlog:all=warning:stderr");
    private static final long INITIAL_HEAP = 16L << 20;
    private static final Pattern COLLECTOR = Pattern.compile("-XX:\\+Use\\w*GC");
    private static final Pattern INITIAL = Pattern.compile("-Xms.*|-XX:Initial(HeapSize|RAMPercentage)=.*");
    private static final Pattern MAXIMUM = Pattern.compile("-Xmx(.*)|-XX:MaxHeapSize=(.*)");
    private static final Pattern MAXIMUM_SHARE = Pattern.compile("-XX:MaxRAM(Percentage|Fraction)?=.*");
    private static final Pattern SIZE = Pattern.compile("(\\d+)([kKmMgGtT]?)");
    private static final List<String> ENVIRONMENT = List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS");

    private final JavaHome java;
    private final List<String> users;
    private final FamilyShare share;
    private final @Nullable String maxHeap;

    private WorkerFlags(JavaHome java, List<String> users, int familySize, @Nullable String maxHeap) {
        this.java = java;
        this.users = users;
        this.share = FamilyShare.of(familySize, Runtime.getRuntime().availableProcessors());
        this.maxHeap = maxHeap;
    }

    static WorkerFlags of(JavaHome java, LaunchSpec spec, Map<String, String> environment) {
        List<String> users = Stream.concat(spec.jvmArgs().stream(), fromEnvironment(environment)).toList();
        return new WorkerFlags(java, users, spec.familySize(), spec.maxHeap());
    }

    /** The user's, those of the environment included. */
    List<String> users() {
        return users;
    }

    private static Stream<String> fromEnvironment(Map<String, String> environment) {
        return ENVIRONMENT.stream()
                .map(name -> environment.getOrDefault(name, ""))
                .flatMap(value -> Stream.of(value.trim().split("\\s+")))
                .filter(flag -> !flag.isEmpty());
    }

    /** The flags for every start. */
    List<String> toList(@Nullable Path temporary) {
        List<String> flags = new ArrayList<>();
        addHeap(flags);
        if (java.isHotSpot() && java.feature() != 0) {
            addHotSpot(flags);
            addCrashes(flags, temporary);
        }
        return flags;
    }

    private void addHeap(List<String> flags) {
        if (maxHeap != null && !isSet(MAXIMUM)) {
            flags.add("-Xmx" + maxHeap);
        } else if (!isSet(MAXIMUM) && !isSet(MAXIMUM_SHARE)) {
            flags.add(share.heapFlag());
        }
        if (!isSet(INITIAL)) {
            flags.add("-Xms" + Math.min(INITIAL_HEAP, maximumBytes()));
        }
        if (noUserFlag(flag -> flag.startsWith("-XX:ActiveProcessorCount="))) {
            flags.add(share.processorsFlag());
        }
    }

    private void addHotSpot(List<String> flags) {
        if (!isSet(COLLECTOR)) {
            flags.add("-XX:+UseSerialGC");
        }
        flags.addAll(COMMON);
        if (java.feature() >= FIRST_WITH_METHOD_HANDLE_REFLECTION) {
            flags.add("-Djdk.reflect.useNativeAccessorOnly=true"); // spares 20 to 40 ms at the first mapped file
        }
    }

    /** Those of a worker that nobody has given flags to, but for its sizes: what an archive is made with. */
    static List<String> standard(JavaHome java) {
        List<String> flags = new ArrayList<>();
        new WorkerFlags(java, List.of(), 1, null).addHotSpot(flags);
        return flags;
    }

    private static void addCrashes(List<String> flags, @Nullable Path temporary) {
        flags.add("-XX:-CreateCoredumpOnCrash");
        flags.add("-XX:ErrorFile=" + (temporary == null ? "/dev/null" : temporary.resolve(CrashReport.FILE_PATTERN)));
    }

    /** The largest heap that was asked for, in bytes; Long.MAX_VALUE where none was. */
    private long maximumBytes() {
        long bytes = maxHeap == null ? Long.MAX_VALUE : bytes(maxHeap);
        for (String flag : users) {
            Matcher matcher = MAXIMUM.matcher(flag);
            if (matcher.matches()) {
                bytes = bytes(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
            }
        }
        return bytes;
    }

    private static long bytes(String size) {
        Matcher matcher = SIZE.matcher(size);
        if (!matcher.matches()) {
            return Long.MAX_VALUE; // the JVM will say what is wrong with it
        }
        int shift = 10 * " kmgt".indexOf((matcher.group(2) + " ").toLowerCase(Locale.ROOT).charAt(0));
        return Long.parseLong(matcher.group(1)) << shift;
    }

    private boolean isSet(Pattern pattern) {
        return !noUserFlag(flag -> pattern.matcher(flag).matches());
    }

    private boolean noUserFlag(Predicate<String> predicate) {
        return users.stream().noneMatch(predicate);
    }
}
