package io.procession.internal.deferral;

import org.jspecify.annotations.Nullable;

/** An arithmetic instruction, done when its operands are known. */
final class OperationStep extends Value {

    private static final Object DONE = new Object();

    private final int opcode;
    private Object left;
    private @Nullable Object right;

    OperationStep(Queue queue, int opcode, Object left, @Nullable Object right) {
        super(queue, Number.class);
        this.opcode = opcode;
        this.left = left;
        this.right = right;
    }

    @Override
    void run() {
        become(compute(opcode, left, right));
        forget();
    }

    @Override
    void drop(Throwable failure) {
        super.drop(failure);
        forget();
    }

    private void forget() {
        left = DONE;
        right = null;
    }

    static Object compute(int opcode, Object left, @Nullable Object right) {
        Object first = known(left);
        Object second = right == null ? null : known(right);
        try {
            return Arithmetic.compute(opcode, first, second);
        } catch (ArithmeticException e) {
            throw Raise.<RuntimeException>it(CallTraces.withoutMachinery(e));
        }
    }

    private static Object known(Object operand) {
        if (!(operand instanceof Value value)) {
            return operand;
        }
        Object result = value.get();
        if (result == null) {
            throw new IllegalStateException("an instruction on numbers was given null");
        }
        return result;
    }
}
