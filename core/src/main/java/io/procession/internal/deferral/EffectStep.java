package io.procession.internal.deferral;

import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** A write, or a call whose result nobody wants, done when its operands are known. */
final class EffectStep extends Step {

    private static final @Nullable Object[] DONE = {};

    private final MethodHandle effect; // (Object[])Object
    private @Nullable Object[] operands;

    EffectStep(MethodHandle effect, @Nullable Object[] operands) {
        this.effect = effect;
        this.operands = operands;
    }

    @Override
    void run() {
        apply(effect, operands);
    }

    @Override
    void drop(Throwable failure) {
        operands = DONE;
    }

    static void apply(MethodHandle effect, @Nullable Object[] operands) {
        Value.resolve(operands);
        try {
            Object unused = (Object) effect.invokeExact(operands);
        } catch (Throwable e) {
            throw Raise.<RuntimeException>it(CallTraces.withoutMachinery(e));
        }
    }
}
