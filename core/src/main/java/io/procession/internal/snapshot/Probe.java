package io.procession.internal.snapshot;

/** Sees the objects of a graph while it is encoded, each once, before it is read. */
@FunctionalInterface
public interface Probe {

    /**
     * Whether the encoding shall stop, since the object must not be read as it is now.
     *
     * @param isOpaque what the object refers to is not seen: a codec of the user writes it
     */
    boolean stopsAt(Object object, boolean isOpaque);
}
