package io.procession;

/**
 * Where the lines go that tasks print to {@code System.out} and {@code System.err}, natively or in
 * Java.
 */
public enum WorkerOutput {
    /** To this process's own System.out and System.err, line by line, as they are. */
    INHERIT,
    /** The same, each line with the pool, the worker's pid and the task in front. */
    PREFIXED,
    /** Nowhere; the last lines of stderr are still kept for the report of a death. */
    DISCARD,
    /**
     * To {@link System.Logger} {@code io.procession.output.<pool>}: stdout as INFO, stderr as
     * WARNING.
     */
    LOG
}
