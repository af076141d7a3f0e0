package io.procession.internal.deferral;

import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** A pure operation, done when its operands are known. */
final class LiftStep extends Value {

    private static final @Nullable Object[] DONE = {};

    private final MethodHandle operation; // (Object[])Object
    private @Nullable Object[] operands;

    LiftStep(Queue queue, Class<?> type, MethodHandle operation, @Nullable Object[] operands) {
        super(queue, type);
        this.operation = operation;
        this.operands = operands;
    }

    @Override
    void run() {
        become(compute(operation, operands));
        operands = DONE; // or a chain of sums would hold on to all of its terms
    }

    @Override
    void drop(Throwable failure) {
        super.drop(failure);
        operands = DONE;
    }

    static @Nullable Object compute(MethodHandle operation, @Nullable Object[] operands) {
        Value.resolve(operands);
        try {
            return (Object) operation.invokeExact(operands);
        } catch (Throwable e) {
            throw Raise.<RuntimeException>it(CallTraces.withoutMachinery(e));
        }
    }
}
