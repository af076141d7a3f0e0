package io.procession.internal.snapshot;

import org.jspecify.annotations.Nullable;

/** Reads what its descriptor tells in full: an enum constant, or a class. */
final class ConstantPlan extends ReadPlan {

    private final Object constant;
    private final Class<?> filtered;

    ConstantPlan(Object constant, Class<?> filtered) {
        this.constant = constant;
        this.filtered = filtered;
    }

    @Override
    boolean isNumbered() {
        return false;
    }

    @Override
    @Nullable Class<?> filteredType() {
        return filtered;
    }

    @Override
    Object read(Decoder in) {
        return constant;
    }
}
