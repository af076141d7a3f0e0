package io.procession.spi;

/**
 * Watches how far the pools of a program are. Found by {@link java.util.ServiceLoader} when {@code
 * -Dprocession.progress=true} is set; called often and by many threads at once: count, and return.
 */
public interface Progress {

    /** So many tasks, or elements of a map, were submitted. */
    void submitted(String pool, int tasks);

    /** So many ended, well or not. */
    void completed(String pool, int tasks);
}
