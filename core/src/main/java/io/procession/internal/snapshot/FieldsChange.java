package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSource;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fields that got other values. */
final class FieldsChange extends Change {

    private final FieldSlot[] slots;
    private int[] changed = new int[4]; // slots
    private long[] bits = new long[4]; // of a reference: the index of its value
    private int count;
    private int firstValue = -1;
    private int valueCount;

    FieldsChange(Object target, Outcome outcome, Decoder in) throws IOException {
        super(target, outcome);
        slots = FieldsTracker.of(target.getClass()).slots();
        ByteSource source = in.source();
        for (int next; (next = source.getVarInt()) != 0; ) {
            if (next > slots.length || next < 0) {
                throw new InvalidObjectException(
                        "no such field: class=" + target.getClass().getName() + ", field=" + next);
            }
            add(next - 1, slots[next - 1].isPrimitive() ? source.getLong() : takeValue());
        }
    }

    private int takeValue() throws IOException {
        int index = outcome.takeValues(1);
        firstValue = firstValue < 0 ? index : firstValue;
        valueCount++;
        return index;
    }

    private void add(int slot, long value) {
        if (count == changed.length) {
            changed = Arrays.copyOf(changed, count * 2);
            bits = Arrays.copyOf(bits, count * 2);
        }
        changed[count] = slot;
        bits[count++] = value;
    }

    @Override
    boolean hasHole() {
        return outcome.hasHole(firstValue, valueCount);
    }

    /**
     * In a user's own collection fields come last: its methods, by which the elements are put in,
     * may write to them.
     */
    private boolean isOfCollection() {
        return target instanceof Collection || target instanceof Map;
    }

    @Override
    boolean isFilledLate() {
        return isOfCollection();
    }

    /** A hash code that is asked for by what is made next may look at these. */
    @Override
    void applyAvailable() throws IOException {
        for (int i = 0; i < count && !isOfCollection(); i++) {
            FieldSlot slot = slots[changed[i]];
            if (slot.isPrimitive() || !outcome.hasHole((int) bits[i], 1)) {
                set(i);
            }
        }
    }

    @Override
    void apply() throws IOException {
        if (!isOfCollection()) {
            setAll();
        }
    }

    @Override
    void attach() throws IOException {
        if (isOfCollection()) {
            setAll();
        }
    }

    private void setAll() throws IOException {
        for (int i = 0; i < count; i++) {
            set(i);
        }
    }

    private void set(int index) throws IOException {
        FieldSlot slot = slots[changed[index]];
        if (slot.isPrimitive()) {
            slot.setBits(target, bits[index]);
        } else {
            slot.set(target, outcome.value((int) bits[index]));
        }
    }

    @Override
    public void tell(Places places) {
        for (int i = 0; i < count; i++) {
            places.field(slots[changed[i]].name, value(i));
        }
    }

    private @Nullable Object value(int index) {
        FieldSlot slot = slots[changed[index]];
        return slot.isPrimitive() ? slot.box(bits[index]) : outcome.peek((int) bits[index]);
    }
}
