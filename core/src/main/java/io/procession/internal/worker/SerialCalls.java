package io.procession.internal.worker;

import io.procession.internal.snapshot.CallCopy;
import io.procession.internal.snapshot.CannotTravelException;
import io.procession.internal.snapshot.GraphCodec;
import io.procession.internal.snapshot.RestoringCodec;
import io.procession.internal.snapshot.WorldCopy;
import io.procession.spi.Payload;
import java.io.IOException;
import java.util.Objects;

/**
 * Calls that are run again one after the other, on one world of objects, as the serial program runs
 * them: a call of its own, whose result is what they made of it, encoded.
 *
 * @param calls each encoded on the world, as bytes
 * @param run how many of them are run; the others only come with objects
 */
public record SerialCalls(Object[] calls, int run) implements Invocation {

    @Override
    public Object invoke() {
        throw new IllegalStateException("serial calls need a codec");
    }

    /** Runs them. What a call throws is its result; then no other is run. */
    byte[] invoke(GraphCodec codec)
            throws IOException, ClassNotFoundException, CannotTravelException {
        RestoringCodec restoring = new RestoringCodec(codec);
        WorldCopy world = new WorldCopy();
        for (int i = 0; i < calls.length; i++) {
            CallCopy copy = restoring.decodeCall(Payload.of((byte[]) calls[i]), world);
            if (i < run) {
                run((Invocation) Objects.requireNonNull(copy.fixed()), world);
            }
        }
        return bytes(restoring.encodeWorld(world));
    }

    private static void run(Invocation call, WorldCopy world) {
        try {
            world.addReturned(call.invoke());
        } catch (Throwable e) {
            world.addThrown(e);
        }
    }

    /** All bytes of a payload in one array. */
    public static byte[] bytes(Payload payload) {
        byte[] all = new byte[Math.toIntExact(payload.length())];
        int at = 0;
        for (int i = 0; i < payload.chunkCount(); i++) {
            System.arraycopy(payload.chunk(i), 0, all, at, payload.chunkLength(i));
            at += payload.chunkLength(i);
        }
        return all;
    }
}
