package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSource;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a call, both ways: the root of its encoding.
 *
 * <pre>
 *   head     number of values (var-int); for each change: step to the next object's number + 1 (var-int), kind (1),
 *            what the kind needs; 0
 *   members  the values, in order of the changes; the result, or the exception
 * </pre>
 */
final class OutcomePlan extends ClassPlan {

    static final OutcomePlan PLAN = new OutcomePlan();

    @Override
    Class<?> type() {
        return Changes.class;
    }

    @Override
    @Nullable Class<?> filteredType() {
        return null;
    }

    @Override
    void write(Encoder out, Object value) {
        Changes changes = (Changes) value;
        out.sink.putVarInt(changes.valueCount());
        out.sink.putPayload(changes.head().toPayload());
        out.members(this, changes, changes.valueCount());
    }

    @Override
    @Nullable Object member(Object owner, int index) {
        return ((Changes) owner).value(index);
    }

    @Override
    String place(Object owner, @Nullable Object @Nullable [] gathered, int index) {
        Changes changes = (Changes) owner;
        int number = changes.numberOfValue(index);
        return number < 0 ? "result" : "something put into " + changes.path(number);
    }

    @Override
    @Nullable Object read(Decoder in) throws IOException {
        ByteSource source = in.source();
        int values = in.readCount();
        Outcome outcome = new Outcome(values);
        int number = -1;
        for (int step; (step = source.getVarInt()) != 0; ) {
            number += step - 1;
            Object target = in.original(number);
            int kind = source.getByte();
            outcome.add(ChangeKind.read(kind, target, outcome, in));
        }
        outcome.checkAllTaken();
        return in.open(this, outcome, values);
    }

    @Override
    void set(Object owner, int index, @Nullable Object member) {
        ((Outcome) owner).set(index, member);
    }
}
