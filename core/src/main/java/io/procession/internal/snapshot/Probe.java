package io.procession.internal.snapshot;

/** Sees the objects of a graph while it is encoded, each once, before it is read. */
@FunctionalInterface
public interface Probe {

    /**
     * Whether the encoding shall stop, since the object must not be read as it is now.
     *
     * @param isOpaque code of the user writes the object, and may look at what is not seen here
     */
    boolean stopsAt(Object object, boolean isOpaque);
}
