package io.procession.internal.snapshot;

/** Ends an encoding that a probe, or a recheck, does not want; never leaves this package. */
final class Stop extends Error {

    private static final long serialVersionUID = 1L;

    static final Stop STOP = new Stop();

    private Stop() {
        super(null, null, /* enableSuppression= */ false, /* writableStackTrace= */ false);
    }
}
