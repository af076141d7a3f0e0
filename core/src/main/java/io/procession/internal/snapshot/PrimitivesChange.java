package io.procession.internal.snapshot;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/** Elements of an array of primitives that got other values. */
final class PrimitivesChange extends Change {

    private final Runs runs;
    private final Object values; // of all runs

    PrimitivesChange(Object target, Outcome outcome, Decoder in) throws IOException {
        super(target, outcome);
        Class<?> component = target.getClass().getComponentType();
        if (component == null || !component.isPrimitive()) {
            throw new InvalidObjectException("not such an array: class=" + target.getClass());
        }
        runs = Runs.read(in, Array.getLength(target));
        values = ArrayPlan.getPrimitives(in.source(), FieldSlot.kind(component), runs.total());
    }

    @Override
    boolean hasHole() {
        return false;
    }

    @Override
    void apply() {
        int from = 0;
        for (int i = 0; i < runs.count(); i++) {
            System.arraycopy(values, from, target, runs.start(i), runs.length(i));
            from += runs.length(i);
        }
    }

    @Override
    public void tell(Places places) {
        int from = 0;
        for (int i = 0; i < runs.count(); i++) {
            int offset = from - runs.start(i);
            places.elements(
                    runs.start(i),
                    runs.length(i),
                    new Places.Run() {
                        @Override
                        public @Nullable Object value(int index) {
                            return Array.get(values, index + offset);
                        }
                    });
            from += runs.length(i);
        }
    }
}
