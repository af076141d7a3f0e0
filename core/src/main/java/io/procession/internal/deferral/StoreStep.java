package io.procession.internal.deferral;

/** A write to an element of an array, done when the value is known. */
final class StoreStep extends Step {

    private final Object array;
    private final int index;
    private final Value value;

    StoreStep(Object array, int index, Value value) {
        this.array = array;
        this.index = index;
        this.value = value;
    }

    @Override
    void run() {
        Plain.store(array, index, value.get());
    }

    @Override
    void drop(Throwable failure) {
        // nothing is held that matters
    }
}
