package io.procession.internal.deferral;

/** Throws any exception as it is, declared or not: woven code knows no checked ones. */
final class Raise {

    private Raise() {}

    @SuppressWarnings("unchecked") // the cast is erased: that is the point
    static <X extends Throwable> RuntimeException it(Throwable error) throws X {
        throw (X) error;
    }
}
