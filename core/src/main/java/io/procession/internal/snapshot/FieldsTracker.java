package io.procession.internal.snapshot;

import java.io.IOException;
import java.util.List;

/** An ordinary object: its fields, private, final and inherited ones too. */
final class FieldsTracker extends Tracker {

    private static final ClassValue<FieldsTracker> OF =
            new ClassValue<>() {
                @Override
                protected FieldsTracker computeValue(Class<?> type) {
                    return new FieldsTracker(FieldSlot.ofOpen(type));
                }
            };

    private final FieldSlot[] slots; // of primitives first

    private final int primitives;

    private FieldsTracker(List<FieldSlot> fields) {
        FieldSlot[] first = FieldSlot.select(fields, /* isPrimitive= */ true);
        FieldSlot[] then = FieldSlot.select(fields, /* isPrimitive= */ false);
        primitives = first.length;
        slots = new FieldSlot[first.length + then.length];
        System.arraycopy(first, 0, slots, 0, first.length);
        System.arraycopy(then, 0, slots, first.length, then.length);
    }

    /** The tracker of a class; it sees the fields that are open to us. */
    static FieldsTracker of(Class<?> type) {
        return OF.get(type);
    }

    FieldSlot[] slots() {
        return slots;
    }

    @Override
    void capture(Object object, ShadowStore into) {
        for (int i = 0; i < primitives; i++) {
            into.putBits(slots[i].bits(object));
        }
        for (int i = primitives; i < slots.length; i++) {
            into.put(slots[i].get(object));
        }
    }

    @Override
    void compare(Object object, ShadowStore from, Changes out) {
        boolean isChanged = false;
        for (int i = 0; i < primitives; i++) {
            long now = slots[i].bits(object);
            if (now != from.takeBits()) {
                isChanged = begin(isChanged, i, out);
                out.head().putLong(now);
            }
        }
        for (int i = primitives; i < slots.length; i++) {
            Object now = slots[i].get(object);
            if (!Values.same(from.take(), now)) {
                isChanged = begin(isChanged, i, out);
                out.value(now);
            }
        }
        if (isChanged) {
            out.head().putVarInt(0);
        }
    }

    private static boolean begin(boolean isBegun, int slot, Changes out) {
        if (!isBegun) {
            out.beginNext(ChangeKind.FIELDS);
        }
        out.head().putVarInt(slot + 1);
        return true;
    }

    @Override
    void restore(Object object, ShadowStore from) throws IOException {
        for (int i = 0; i < primitives; i++) {
            long was = from.takeBits();
            if (slots[i].bits(object) != was) {
                slots[i].setBits(object, was);
            }
        }
        for (int i = primitives; i < slots.length; i++) {
            Object was = from.take();
            if (slots[i].get(object) != was) {
                slots[i].set(object, was);
            }
        }
    }
}
