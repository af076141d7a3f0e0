package io.procession.internal.snapshot;

import java.io.InvalidClassException;

/** Objects that cannot travel. */
final class RefusedPlan extends ClassPlan {

    private final Class<?> type;
    private final String advice;

    RefusedPlan(Class<?> type, String advice) {
        this.type = type;
        this.advice = advice;
    }

    @Override
    Class<?> type() {
        return type;
    }

    @Override
    void write(Encoder out, Object value) throws CannotTravelException {
        throw out.refuse(value, advice);
    }

    @Override
    Object read(Decoder in) throws InvalidClassException {
        throw new InvalidClassException(type.getName(), advice);
    }
}
