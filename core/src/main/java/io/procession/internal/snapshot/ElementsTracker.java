package io.procession.internal.snapshot;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An array of references: a copy of it, and the elements that differ. */
final class ElementsTracker extends Tracker {

    @Override
    void capture(Object object, ShadowStore into) {
        into.put(((@Nullable Object[]) object).clone());
    }

    @Override
    void compare(Object object, ShadowStore from, Changes out) {
        @Nullable Object[] was = (@Nullable Object[]) Objects.requireNonNull(from.take());
        @Nullable Object[] now = (@Nullable Object[]) object;
        if (SequenceTracker.isSame(was, now)) {
            return;
        }
        Runs runs = differences(was, now, now.length);
        if (runs.count() > 0) {
            from.detail(runs);
            out.beginNext(ChangeKind.ELEMENTS);
            write(runs, now, out);
        }
    }

    /** Where the first elements of two sequences differ. */
    static Runs differences(@Nullable Object[] was, @Nullable Object[] now, int length) {
        Runs runs = new Runs();
        for (int i = 0; i < length; i++) {
            if (was[i] == now[i] || Values.same(was[i], now[i])) {
                continue;
            }
            int start = i;
            while (i < length && !Values.same(was[i], now[i])) {
                i++;
            }
            runs.add(start, i - start);
        }
        return runs;
    }

    /** Writes runs, and their elements as values. */
    static void write(Runs runs, @Nullable Object[] now, Changes out) {
        runs.write(out.head());
        for (int i = 0; i < runs.count(); i++) {
            for (int j = 0; j < runs.length(i); j++) {
                out.value(now[runs.start(i) + j]);
            }
        }
    }

    @Override
    void restore(Object object, ShadowStore from) {
        @Nullable Object[] was = (@Nullable Object[]) Objects.requireNonNull(from.take());
        Runs changed = (Runs) from.detail();
        if (changed == null) {
            System.arraycopy(was, 0, object, 0, was.length);
        } else {
            changed.copy(was, object);
        }
    }
}
