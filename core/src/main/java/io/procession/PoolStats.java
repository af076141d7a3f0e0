package io.procession;

/**
 * Counters of a pool at one moment.
 *
 * @param submitted calls taken
 * @param completed calls that returned or threw
 * @param failed of these, the ones that threw, and those whose worker died
 * @param cancelled calls given up by the caller or by a shutdown
 * @param timedOut calls killed at their deadline
 * @param retried times that a call was started again after its worker's death
 * @param workersStarted processes started so far
 * @param workersDied of these, the ones that ended unasked or were killed
 * @param workersAlive processes now
 * @param workersBusy of these, the ones that run a task now
 * @param waiting calls in the queue now
 * @param running calls given to a worker now
 */
public record PoolStats(
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
