package io.procession.spi;

/** Counters of an engine at one moment; all but the last four only grow. */
public record EngineStats(
        long submitted,
        long completed,
        long failed,
        long cancelled,
        long timedOut,
        long retried,
        long workersStarted,
        long workersDied,
        int workersAlive,
        int workersBusy,
        int waiting,
        int running) {}
