package io.procession.internal.wire;

import io.procession.spi.Payload;
import java.io.EOFException;
import java.io.IOException;

/**
 * The body of a HELLO frame: who the worker is, and what it understands.
 *
 * @param version of the protocol; it changes only when an old peer would misunderstand a new one
 * @param pid the worker's process, 0 where it does not know
 * @param javaVersion such as {@code 17.0.15}
 * @param capabilities what the worker does beyond its version's minimum, one bit each; unknown bits
 *     are ignored
 */
public record Hello(int version, long pid, String javaVersion, long capabilities) {

    /** The version that this code speaks. */
    public static final int VERSION = 1;

    /** Capability: control frames are served while a task runs. */
    public static final long CONTROL_WHILE_BUSY = 1;

    /** Capability: the worker can map files of its parent, through which large bodies may go. */
    public static final long MAPS_SEGMENTS = 2;

    /** Whether the worker has shown a capability. */
    public boolean can(long capability) {
        return (capabilities & capability) != 0;
    }

    /** As the body of a frame. */
    public Payload toPayload() {
        ByteSink sink = new ByteSink(64);
        sink.putInt(version);
        sink.putLong(pid);
        sink.putString(javaVersion);
        sink.putLong(capabilities);
        return sink.toPayload();
    }

    /**
     * From the body of a frame. What a later release may have added behind the known fields is
     * ignored.
     *
     * @throws IOException if the peer speaks another version
     */
    public static Hello of(ByteSource body) throws IOException {
        int version = body.getInt();
        if (version != VERSION) {
            throw new IOException(
                    "worker speaks another protocol: version="
                            + version
                            + ", expected="
                            + VERSION
                            + "; is another release of Procession first on its class path?");
        }
        return readRest(version, body);
    }

    private static Hello readRest(int version, ByteSource body) throws EOFException {
        return new Hello(version, body.getLong(), body.getString(), body.getLong());
    }
}
