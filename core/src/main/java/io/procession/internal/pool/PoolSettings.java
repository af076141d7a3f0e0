package io.procession.internal.pool;

import io.procession.internal.launch.LaunchSpec;
import io.procession.internal.local.OutputRouter;
import io.procession.spi.Payload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All that a local engine is told when it is made; checked by the builder before.
 *
 * @param maxTasksPerWorker a worker is replaced after so many; 0 for never
 * @param idleTimeout a worker that was idle for so long ends; null for never
 * @param minWorkers below this the idle timeout of a growing pool does not go, unless idleTimeout
 *     was set by the user
 * @param single the engine of one process that is started at once and never replaced
 * @param asThreads workers are threads of this JVM
 * @param depth the depth of the workers: 1 in the root process's pools
 */
public record PoolSettings(
        String name,
        int minWorkers,
        int maxWorkers,
        @Nullable String maxHeap,
        List<String> jvmArgs,
        Map<String, String> systemProperties,
        Map<String, String> environment,
        @Nullable Path workingDirectory,
        @Nullable Path javaHome,
        Payload initializer,
        int maxTasksPerWorker,
        Duration killGrace,
        @Nullable Duration idleTimeout,
        OutputRouter.Mode output,
        Payload codecs,
        String argumentFilter,
        boolean single,
        boolean asThreads,
        int depth) {

    /** Whether the number of workers follows the load. */
    boolean grows() {
        return minWorkers < maxWorkers;
    }

    /** The same for one process that is started at once, never replaced, and never told to end. */
    public PoolSettings ofSingle() {
        return new PoolSettings(
                name,
                maxWorkers, // and its share of the machine is that of a worker of this pool
                maxWorkers,
                maxHeap,
                jvmArgs,
                systemProperties,
                environment,
                workingDirectory,
                javaHome,
                initializer,
                /* maxTasksPerWorker= */ 0,
                killGrace,
                /* idleTimeout= */ null,
                output,
                codecs,
                argumentFilter,
                /* single= */ true,
                asThreads,
                depth);
    }

    LaunchSpec launchSpec(Consumer<String> lines) {
        return new LaunchSpec(
                name,
                maxWorkers,
                javaHome,
                maxHeap,
                jvmArgs,
                systemProperties,
                environment,
                workingDirectory,
                lines);
    }
}
