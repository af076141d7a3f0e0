package io.procession.internal.snapshot;

import org.jspecify.annotations.Nullable;

/** Tells values, which nobody can change and which are what they equal, from other objects. */
final class Values {

    private static final ClassValue<Boolean> KNOWN =
            new ClassValue<>() {
                @Override
                protected Boolean computeValue(Class<?> type) {
                    return isValueType(type);
                }
            };

    private Values() {}

    /** Strings, boxes, constants, classes, numbers and times of the JDK. */
    static boolean isValue(@Nullable Object object) {
        return object == null || isValue(object.getClass());
    }

    static boolean isValue(Class<?> type) {
        return type == String.class || type == Double.class || KNOWN.get(type);
    }

    /** Whether a place that held one still holds the same. */
    static boolean same(@Nullable Object was, @Nullable Object now) {
        if (was == now) {
            return true;
        }
        return was != null
                && now != null
                && was.getClass() == now.getClass()
                && isValue(was.getClass())
                && was.equals(now);
    }

    private static boolean isValueType(Class<?> type) {
        ClassPlan plan = Plans.builtIn(type);
        if (plan instanceof ValuePlan value) {
            return !value.isMutable();
        }
        return plan instanceof BoxPlan
                || plan instanceof EnumPlan
                || plan instanceof ClassObjectPlan;
    }
}
