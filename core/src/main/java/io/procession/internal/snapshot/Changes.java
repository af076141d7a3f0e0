package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSink;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a call changed, being written: for each changed object its number, the {@link ChangeKind}
 * and what that needs. Values that are objects go behind, as members of the walk.
 */
final class Changes {

    private final ByteSink head = new ByteSink();
    private @Nullable Object[] values = new @Nullable Object[16];
    private int valueCount;
    private int number = -1;
    private int lastNumber = -1;
    private boolean isBegun;
    private int count;
    private int[] marks = new int[16]; // object number of the first value, number of values, ...
    private int markCount;

    private final IntFunction<String> paths;

    /**
     * @param paths tells people where an object of the call is, by its number
     */
    Changes(IntFunction<String> paths) {
        this.paths = paths;
    }

    /** The object at hand is the one of this number. */
    void at(int objectNumber) {
        number = objectNumber;
        isBegun = false;
    }

    /** Where the details of a change are written. */
    ByteSink head() {
        return head;
    }

    /** Where the object at hand is, for people. */
    String path() {
        return paths.apply(number);
    }

    /** Where an object of the call is, for people. */
    String path(int objectNumber) {
        return paths.apply(objectNumber);
    }

    /** The object at hand has changed. Said again, it does no harm, unless the kind is another. */
    void begin(ChangeKind kind) {
        if (!isBegun) {
            beginNext(kind);
        }
    }

    /** The object at hand has changed in one more respect. */
    void beginNext(ChangeKind kind) {
        isBegun = true;
        head.putVarInt(number - lastNumber + 1);
        head.putByte(kind.ordinal());
        lastNumber = number;
        count++;
        mark();
    }

    private void mark() {
        if (markCount + 2 > marks.length) {
            marks = Arrays.copyOf(marks, marks.length * 2);
        }
        marks[markCount++] = number;
        marks[markCount++] = valueCount;
    }

    boolean isBegun() {
        return isBegun;
    }

    void value(@Nullable Object value) {
        if (valueCount == values.length) {
            values = Arrays.copyOf(values, valueCount * 2);
        }
        values[valueCount++] = value;
    }

    /** Ends the changes; the result is the last value. */
    void end(@Nullable Object result) {
        head.putVarInt(0);
        value(result);
    }

    int valueCount() {
        return valueCount;
    }

    @Nullable Object value(int index) {
        return values[index];
    }

    /** How many changes there are. */
    int count() {
        return count;
    }

    /** The number of the changed object that a value is for, or -1 for the result. */
    int numberOfValue(int index) {
        int found = -1;
        for (int i = 0; i < markCount && marks[i + 1] <= index; i += 2) {
            found = marks[i];
        }
        return index == valueCount - 1 ? -1 : found;
    }
}
