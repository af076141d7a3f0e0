package io.procession.internal.snapshot;

/** An object that travels once more, as if it were a new one, so that its content can be taken. */
final class Anew {

    final Object object;

    Anew(Object object) {
        this.object = object;
    }
}
