package io.procession.internal.snapshot;

import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/**
 * Tells keys whose hash code and order stay what they are from those that depend on what can
 * change.
 */
final class Keys {

    private static final ClassValue<Boolean> HASH_IS_FIXED =
            new ClassValue<>() {
                @Override
                protected Boolean computeValue(Class<?> type) {
                    return isFixed(type) || hasIdentityHash(type);
                }
            };

    private static final ClassValue<Boolean> IS_FIXED =
            new ClassValue<>() {
                @Override
                protected Boolean computeValue(Class<?> type) {
                    return isFixed(type);
                }
            };

    private Keys() {}

    /** Whether a key can be trusted to be found where it was put. */
    static boolean isStable(@Nullable Object key, boolean isSorted) {
        if (key == null || key.getClass() == String.class) {
            return true;
        }
        return (isSorted ? IS_FIXED : HASH_IS_FIXED).get(key.getClass());
    }

    /** A key's hash code; 0 if it cannot tell, as one in a broken state may not. */
    static int hash(@Nullable Object key) {
        try {
            return key == null ? 0 : key.hashCode();
        } catch (RuntimeException | StackOverflowError e) {
            return 0;
        }
    }

    private static boolean isFixed(Class<?> type) {
        return Values.isValue(type) || type.isRecord() && hasOnlyValues(type);
    }

    private static boolean hasOnlyValues(Class<?> record) {
        for (RecordComponent each : record.getRecordComponents()) {
            Class<?> type = each.getType();
            boolean isFixed =
                    type.isPrimitive()
                            || type.isEnum()
                            || (type.getModifiers() & java.lang.reflect.Modifier.FINAL) != 0
                                    && !type.isArray()
                                    && !type.isRecord()
                                    && Values.isValue(type);
            if (!isFixed) {
                return false;
            }
        }
        return true;
    }

    /** Whether a key equals only itself. */
    static boolean hasIdentityHash(Object key) {
        return hasIdentityHash(key.getClass());
    }

    private static boolean hasIdentityHash(Class<?> type) {
        try {
            return type.getMethod("hashCode").getDeclaringClass() == Object.class;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }
}
