package io.procession;

/**
 * What a worker is doing.
 *
 * <pre>
 * STARTING -> IDLE       when its initializer has run
 * IDLE     -> BUSY       on dispatch
 * BUSY     -> IDLE       when its last answer was read
 * IDLE     -> DRAINING   when it is told to stop: idle for too long, enough tasks, the pool is closing
 * BUSY     -> DRAINING   the same, when its last answer was read
 * any      -> DEAD       when the process ended, or was killed
 * </pre>
 */
public enum WorkerState {
    STARTING,
    IDLE,
    BUSY,
    DRAINING,
    DEAD
}
