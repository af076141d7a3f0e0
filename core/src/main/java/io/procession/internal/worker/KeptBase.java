package io.procession.internal.worker;

import io.procession.internal.snapshot.BaseCopy;
import io.procession.internal.snapshot.RestoringCodec;
import io.procession.spi.Payload;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A part of several calls that this process got once: its bytes, and the copy that each call gets
 * in turn. Confined to the task thread.
 */
public final class KeptBase {

    private final Payload bytes;
    private @Nullable BaseCopy copy; // null where it is to be made anew

    /** Takes the bytes, which must stay. */
    public KeptBase(Payload bytes) {
        this.bytes = bytes;
    }

    /** The copy, as clean as when it came. */
    BaseCopy copy(RestoringCodec codec) throws IOException, ClassNotFoundException {
        BaseCopy clean = copy;
        if (clean == null) {
            clean = codec.decodeBase(bytes);
            copy = clean;
        }
        return clean;
    }

    /** A call has left the copy in another state than it found it. */
    void spoil() {
        copy = null;
    }
}
