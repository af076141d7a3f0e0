package io.procession.internal.snapshot;

import java.lang.reflect.Array;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an object holds, a few steps deep, as a text that is the same for objects that are. Asks no
 * code of the user.
 */
final class Signature {

    private static final int DEPTH = 3;
    private static final int LONGEST = 2_000;

    private final PairedWalk walk;

    Signature(PairedWalk walk) {
        this.walk = walk;
    }

    /** Of a key, and its value if it has one. */
    String of(List<? extends @Nullable Object> objects) {
        StringBuilder text = new StringBuilder();
        for (Object each : objects) {
            add(each, DEPTH, text);
        }
        return text.toString();
    }

    private void add(@Nullable Object object, int depth, StringBuilder text) {
        if (object == null || Values.isValue(object)) {
            text.append(object).append(' ');
            return;
        }
        text.append(object.getClass().getName());
        int number = Math.max(walk.numberOfLeft(object), walk.numberOfRight(object));
        if (number >= 0 || depth == 0 || text.length() > LONGEST) {
            text.append('#').append(number).append(' '); // the same on both sides
            return;
        }
        text.append('(');
        addContent(object, depth - 1, text);
        text.append(')');
    }

    private void addContent(Object object, int depth, StringBuilder text) {
        if (object.getClass().isArray()) {
            for (int i = 0; i < Array.getLength(object) && text.length() < LONGEST; i++) {
                add(Array.get(object, i), depth, text);
            }
        } else if (object instanceof List<?> list && Plans.isJdk(object.getClass())) {
            for (int i = 0; i < list.size() && text.length() < LONGEST; i++) {
                add(list.get(i), depth, text);
            }
        } else if (object instanceof Map<?, ?> map && Plans.isJdk(object.getClass())) {
            text.append(map.size());
        } else if (object instanceof Collection<?> all && Plans.isJdk(object.getClass())) {
            text.append(all.size());
        } else if (object instanceof CharSequence chars) {
            text.append(chars);
        } else {
            for (FieldSlot each : FieldsTracker.of(object.getClass()).slots()) {
                add(
                        each.isPrimitive() ? (Object) each.bits(object) : each.get(object),
                        depth,
                        text);
            }
        }
    }
}
