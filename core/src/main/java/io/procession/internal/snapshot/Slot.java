package io.procession.internal.snapshot;

import java.io.Serializable;

/** Stands in an island of JDK serialisation for an object of our own graph. */
final class Slot implements Serializable {

    private static final long serialVersionUID = 1L;

    final int index;

    Slot(int index) {
        this.index = index;
    }
}
