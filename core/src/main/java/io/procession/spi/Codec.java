package io.procession.spi;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How objects of some types travel, where the built-in way is not wanted: a type that cannot travel
 * by itself, or a library (Fory, Kryo, Protocol Buffers) that a user prefers for it.
 *
 * <p>An instance is given to {@code ProcessPool.builder().codec(...)}, is itself sent to each
 * worker when the worker starts, and is used there by several threads at once: keep it stateless,
 * or plain data. Codecs are asked in the order in which they were given, before the built-in ways.
 * What a codec writes is opaque: identity and cycles are kept for the object as a whole, not for
 * what is inside.
 */
public interface Codec {

    /** Which way a value goes. */
    enum Direction {
        /** From the caller to the worker: what a task captured, its arguments. */
        CALL,
        /** From the worker to the caller: what a task returned or threw. */
        RESULT
    }

    /**
     * Whether objects of exactly this class are encoded by this codec. Must give the same answer in
     * every process.
     */
    boolean handles(Class<?> type);

    /** Writes a value. Runs in the process that sends it. */
    void encode(Object value, DataOutput out, Direction direction) throws IOException;

    /**
     * Reads what {@link #encode} wrote: all of it, and nothing behind it. Runs in the process that
     * receives it.
     */
    Object decode(Class<?> type, DataInput in, Direction direction) throws IOException;
}
