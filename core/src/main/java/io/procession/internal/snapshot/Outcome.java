package io.procession.internal.snapshot;

import java.io.IOException;
import java.io.StreamCorruptedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a call changed, and its result, as read in the caller's process. */
final class Outcome {

    private static final Object HOLE = new Object();

    /** Stands for a value that is not there yet; equals no other. */
    private static final class Unmade {
        @Override
        public String toString() {
            return "(made when the changes are applied)";
        }
    }

    private final @Nullable Object[] values;
    private final List<Change> changes = new ArrayList<>();
    private int taken;

    Outcome(int valueCount) throws IOException {
        if (valueCount < 1) {
            throw new StreamCorruptedException("outcome without a result");
        }
        values = new @Nullable Object[valueCount];
        Arrays.fill(values, HOLE);
    }

    void add(Change change) {
        changes.add(change);
    }

    List<Change> changes() {
        return changes;
    }

    /** A change takes the next so many values; returns the index of the first. */
    int takeValues(int count) throws IOException {
        int first = taken;
        if (count < 0 || count >= values.length - taken) {
            throw new StreamCorruptedException(
                    "values are missing: taken="
                            + taken
                            + ", needed="
                            + count
                            + ", values="
                            + values.length);
        }
        taken += count;
        return first;
    }

    void checkAllTaken() throws IOException {
        if (taken != values.length - 1) {
            throw new StreamCorruptedException(
                    "values are left: taken=" + taken + ", values=" + values.length);
        }
    }

    void set(int index, @Nullable Object value) {
        values[index] = value;
    }

    /** A value; not before it is there. */
    @Nullable Object value(int index) {
        Object value = values[index];
        if (value == HOLE) {
            throw new IllegalStateException(
                    "a value is made only when the changes are applied: index=" + index);
        }
        return value;
    }

    /** A value for a message; one that is not there yet in words. */
    @Nullable Object peek(int index) {
        Object value = values[index];
        return value == HOLE ? new Unmade() : value;
    }

    /** Whether one of some values is made only when the changes of others are applied. */
    boolean hasHole(int first, int count) {
        for (int i = first; i < first + count; i++) {
            if (values[i] == HOLE) {
                return true;
            }
        }
        return false;
    }

    @Nullable Object result() {
        return value(values.length - 1);
    }
}
