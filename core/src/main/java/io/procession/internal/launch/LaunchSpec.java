package io.procession.internal.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a worker's JVM is started with. Null means "as the parent, or as the family's share allows".
 *
 * @param poolName part of the process title and of thread names
 * @param familySize how many workers the pool may have: heap and processors are shared among so
 *     many
 * @param jvmArgs the user's own flags; they win over ours
 * @param lines takes each line that the process writes to its stderr (natively; Java prints come as
 *     frames)
 */
public record LaunchSpec(
        String poolName,
        int familySize,
        @Nullable Path javaHome,
        @Nullable String maxHeap,
        List<String> jvmArgs,
        Map<String, String> systemProperties,
        Map<String, String> environment,
        @Nullable Path workingDirectory,
        Consumer<String> lines) {}
