package io.procession.internal.snapshot;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What a Throwable's private fields hold, where its getters may be overridden, and do not tell a
 * cause that is null from one that was never set.
 *
 * <p>The fields are closed to reflection, but not to JDK serialisation: it writes them first, in
 * the order cause, message, trace. So serialisation is begun, each object that it meets is noted,
 * and at the trace it is broken off. A cause that is null, or that is the exception itself (never
 * set), is not met as an object; these two are told apart by the byte that was written for it.
 */
final class ThrowableState extends ObjectOutputStream {

    /** What can be said of a cause. */
    static final int UNSET = 0;

    static final int NULL = 1;
    static final int SET = 2;

    private static final int REFERENCE_LENGTH = 5; // TC_REFERENCE and a handle

    private final ByteArrayOutputStream bytes;
    private boolean isRootMet;
    private @Nullable Throwable cause;
    private @Nullable String message;
    private int causeState;

    /** Breaks the serialisation off. */
    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Enough() {
            super(null, null, false, false);
        }
    }

    private ThrowableState(ByteArrayOutputStream bytes) throws IOException {
        super(bytes);
        this.bytes = bytes;
        enableReplaceObject(true);
    }

    static ThrowableState of(Throwable error) throws IOException {
        try (ThrowableState state = new ThrowableState(new ByteArrayOutputStream(512))) {
            try {
                state.writeObject(error);
            } catch (Enough e) {
                return state;
            }
            throw new IOException("exception without a trace: class=" + error.getClass().getName());
        }
    }

    @Nullable String message() {
        return message;
    }

    @Nullable Throwable cause() {
        return cause;
    }

    /** {@link #UNSET}, {@link #NULL} or {@link #SET}. */
    int causeState() {
        return causeState;
    }

    @Override
    protected @Nullable Object replaceObject(Object object) throws IOException {
        if (!isRootMet) {
            isRootMet = true;
            return object;
        }
        if (object instanceof Throwable met && causeState == UNSET && message == null) {
            cause = met;
            causeState = SET;
            return null;
        }
        if (causeState != SET && message == null) {
            // a message that is null has left one byte behind the cause's
            causeState = readCauseState(object instanceof String ? 0 : 1);
        }
        if (object instanceof String met) {
            message = met;
            return null;
        }
        throw new Enough();
    }

    private int readCauseState(int bytesBehind) throws IOException {
        flush();
        byte[] written = bytes.toByteArray();
        int end = written.length - bytesBehind;
        boolean isItself =
                written[end - REFERENCE_LENGTH] == TC_REFERENCE && written[end - 3] == 0x7e;
        return isItself ? UNSET : NULL;
    }
}
