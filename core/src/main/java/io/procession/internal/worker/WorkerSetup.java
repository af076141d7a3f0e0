package io.procession.internal.worker;

import io.procession.internal.wire.ByteSink;
import io.procession.internal.wire.ByteSource;
import io.procession.spi.Payload;
import java.io.EOFException;

/**
 * What a worker is told first, in the SETUP frame.
 *
 * @param name the worker's name, such as {@code images-worker-2}
 * @param depth 1 for a worker of the root process, 2 for a worker's worker
 * @param forwardPrints whether System.out and System.err of Java code travel as PRINTED frames
 * @param callFilter an {@code ObjectInputFilter} pattern for what arrives, or ""
 * @param codecs an encoded {@code List<Codec>} (by a codec without any), or empty
 * @param initializer an encoded {@code Invocation} to run before the first call, or empty
 * @param address where the worker stands in the tree of processes, or ""
 * @param hasCores whether this process and the worker can run at the same time
 */
public record WorkerSetup(
        String name,
        int depth,
        boolean forwardPrints,
        String callFilter,
        Payload codecs,
        Payload initializer,
        String address,
        boolean hasCores) {

    /** Without an address, which is added when there is a process. */
    public WorkerSetup(
            String name,
            int depth,
            boolean forwardPrints,
            String callFilter,
            Payload codecs,
            Payload initializer) {
        this(name, depth, forwardPrints, callFilter, codecs, initializer, "", false);
    }

    /** The same for a process that has an address. */
    public WorkerSetup at(String ownAddress) {
        boolean several = Runtime.getRuntime().availableProcessors() > 1;
        return new WorkerSetup(
                name, depth, forwardPrints, callFilter, codecs, initializer, ownAddress, several);
    }

    /** As the body of a SETUP frame. */
    public Payload toPayload() {
        ByteSink sink = new ByteSink();
        sink.putString(name);
        sink.putInt(depth);
        sink.writeBoolean(forwardPrints);
        sink.putString(callFilter);
        put(sink, codecs);
        put(sink, initializer);
        sink.putString(address);
        sink.writeBoolean(hasCores);
        return sink.toPayload();
    }

    /** From the body of a SETUP frame. */
    public static WorkerSetup of(ByteSource body) throws EOFException {
        return new WorkerSetup(
                body.getString(),
                body.getInt(),
                body.readBoolean(),
                body.getString(),
                get(body),
                get(body),
                body.remaining() > 0 ? body.getString() : "",
                body.remaining() > 0 && body.readBoolean());
    }

    private static void put(ByteSink sink, Payload payload) {
        sink.putInt(Math.toIntExact(payload.length()));
        for (int i = 0; i < payload.chunkCount(); i++) {
            sink.putBytes(payload.chunk(i), 0, payload.chunkLength(i));
        }
    }

    private static Payload get(ByteSource body) throws EOFException {
        int length = body.getInt();
        body.requireAtLeast(length);
        byte[] bytes = new byte[length];
        body.getBytes(bytes, 0, length);
        return Payload.of(bytes);
    }
}
