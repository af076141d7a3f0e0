package io.procession;

/** Where calls run. Every backend gives the same result; they differ in what a call can survive. */
public enum Backend {
    /** What the pool says, or else {@code -Dprocession.backend}, or else {@link #PROCESSES}. */
    DEFAULT,
    /** Worker JVMs: can be killed, capped in memory, and crash without harm. */
    PROCESSES,
    /**
     * Threads of this JVM, on copies of their arguments. A call cannot be killed, only interrupted.
     * Virtual threads with {@code -Dprocession.threads=virtual}, on JDK 21 and later.
     */
    THREADS,
    /** The calling thread, at once, on copies of the arguments: for tests and for debugging. */
    INLINE
}
