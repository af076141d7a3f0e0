package io.procession;

import io.procession.spi.WorkerSnapshot;
import java.time.Instant;
import java.util.Optional;

/** A worker as it was at the moment of the question. A value: it does not follow the worker. */
public final class WorkerInfo {

    private final WorkerSnapshot snapshot;

    WorkerInfo(WorkerSnapshot snapshot) {
        this.snapshot = snapshot;
    }

    /** Its process id; for workers that are threads, that of this process. */
    public long pid() {
        return snapshot.pid();
    }

    public WorkerState state() {
        return WorkerState.valueOf(snapshot.state());
    }

    /** How many answers were read from it. */
    public long tasksCompleted() {
        return snapshot.tasksCompleted();
    }

    public Instant startedAt() {
        return snapshot.startedAt();
    }

    /** Resident memory in bytes; -1 where the system does not tell. */
    public long residentBytes() {
        return snapshot.residentBytes();
    }

    /** The label of the task that it runs. */
    public Optional<String> currentTask() {
        return snapshot.currentTask();
    }

    @Override
    public String toString() {
        return "worker "
                + pid()
                + " "
                + state()
                + currentTask().map(task -> " " + task).orElse("")
                + ", "
                + tasksCompleted()
                + " tasks completed";
    }
}
