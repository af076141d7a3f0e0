package io.procession.spi;

import java.time.Instant;
import java.util.Optional;

/**
 * One worker at one moment.
 *
 * @param pid its process
 * @param state STARTING, IDLE, BUSY, DRAINING or DEAD
 * @param tasksCompleted answers read from it
 * @param startedAt when its process was started
 * @param residentBytes its resident memory, -1 where that cannot be known
 * @param currentTask the label of what it runs
 */
public record WorkerSnapshot(
        long pid,
        String state,
        long tasksCompleted,
        Instant startedAt,
        long residentBytes,
        Optional<String> currentTask) {}
