package io.procession.internal.deferral;

import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a class from its name alone: whether its objects are values, and whether it is a
 * collection that owns its storage, so that its places can be told apart. Of exact classes only: a
 * subclass may do anything.
 */
enum Known {
    /** Nothing: its methods may read and write whatever they like. */
    NOTHING,
    /**
     * Equal is the same: nobody can change it, and its equals and hashCode look at nothing else.
     */
    VALUE,
    /** A collection that cannot be changed. */
    CONSTANT,
    MAP,
    SORTED_MAP,
    LIST,
    SET,
    SORTED_SET,
    DEQUE,
    /** Text that grows. */
    BUILDER,
    /** A number, flag or reference that several threads may change. */
    ATOMIC,
    /** A view of an array: the array is not told. */
    ARRAY_VIEW;

    private static final Map<String, Known> BY_NAME =
            Map.ofEntries(
                    Map.entry("java.util.HashMap", MAP),
                    Map.entry("java.util.LinkedHashMap", MAP),
                    Map.entry("java.util.EnumMap", MAP),
                    Map.entry("java.util.Hashtable", MAP),
                    Map.entry("java.util.concurrent.ConcurrentHashMap", MAP),
                    Map.entry("java.util.TreeMap", SORTED_MAP),
                    Map.entry("java.util.concurrent.ConcurrentSkipListMap", SORTED_MAP),
                    Map.entry("java.util.ArrayList", LIST),
                    Map.entry("java.util.LinkedList", LIST),
                    Map.entry("java.util.Vector", LIST),
                    Map.entry("java.util.Stack", LIST),
                    Map.entry("java.util.concurrent.CopyOnWriteArrayList", LIST),
                    Map.entry("java.util.HashSet", SET),
                    Map.entry("java.util.LinkedHashSet", SET),
                    Map.entry("java.util.TreeSet", SORTED_SET),
                    Map.entry("java.util.concurrent.ConcurrentSkipListSet", SORTED_SET),
                    Map.entry("java.util.ArrayDeque", DEQUE),
                    Map.entry("java.util.concurrent.ConcurrentLinkedDeque", DEQUE),
                    Map.entry("java.util.concurrent.ConcurrentLinkedQueue", DEQUE),
                    Map.entry("java.lang.StringBuilder", BUILDER),
                    Map.entry("java.lang.StringBuffer", BUILDER),
                    Map.entry("java.util.Arrays$ArrayList", ARRAY_VIEW));

    private static final Set<Class<?>> VALUES =
            Set.of(
                    String.class,
                    Boolean.class,
                    Byte.class,
                    Short.class,
                    Character.class,
                    Integer.class,
                    Long.class,
                    Float.class,
                    Double.class,
                    BigInteger.class,
                    BigDecimal.class,
                    UUID.class,
                    Class.class);

    private static final ClassValue<Known> KINDS =
            new ClassValue<>() {
                @Override
                protected Known computeValue(Class<?> type) {
                    return find(type);
                }
            };

    /** What is known of an object's class. */
    static Known of(Object object) {
        return KINDS.get(object.getClass());
    }

    /** Whether an object, or null, is a value. */
    static boolean isValue(@Nullable Object object) {
        return object == null || KINDS.get(object.getClass()) == VALUE;
    }

    /** Whether all objects that a variable of this type can hold are values. */
    static boolean holdsValues(Class<?> type) {
        return type.isPrimitive()
                || KINDS.get(type) == VALUE && Modifier.isFinal(type.getModifiers())
                || type.isEnum();
    }

    /**
     * Whether a key finds its place in a map, a set, by what it is and nothing else. Sorted ones
     * need keys whose order agrees with their equals.
     */
    boolean places(Object collection, @Nullable Object key) {
        return switch (this) {
            case MAP, SET -> isValue(key);
            case SORTED_MAP, SORTED_SET ->
                    key != null && isSortedKey(key.getClass()) && isInNaturalOrder(collection);
            default -> false;
        };
    }

    /** Whether a sorted map or set asks nobody but its keys for their order. */
    static boolean isInNaturalOrder(Object sorted) {
        return sorted instanceof SortedMap<?, ?> map
                ? map.comparator() == null
                : ((SortedSet<?>) sorted).comparator() == null;
    }

    static boolean isSortedKey(Class<?> type) {
        return type == String.class
                || type == Integer.class
                || type == Long.class
                || type == Short.class
                || type == Byte.class
                || type == Character.class
                || Enum.class.isAssignableFrom(type);
    }

    /** Whether what one thread puts there is meant to be seen by others. */
    static boolean isShared(Object object) {
        return object.getClass().getName().startsWith("java.util.concurrent.");
    }

    private static Known find(Class<?> type) {
        if (VALUES.contains(type) || Enum.class.isAssignableFrom(type) || isTime(type)) {
            return VALUE;
        }
        if (type.isRecord()) {
            return isValueRecord(type) ? VALUE : NOTHING;
        }
        String name = type.getName();
        if (name.startsWith("java.util.ImmutableCollections$")
                || name.startsWith("java.util.Collections$Empty")
                || name.startsWith("java.util.Collections$Singleton")) {
            return CONSTANT;
        }
        if (name.startsWith("java.util.concurrent.atomic.")) {
            return ATOMIC;
        }
        return BY_NAME.getOrDefault(name, NOTHING);
    }

    private static boolean isTime(Class<?> type) {
        return type.getName().startsWith("java.time.")
                && type.getName().indexOf('.', "java.time.".length()) < 0
                && Modifier.isFinal(type.getModifiers());
    }

    private static boolean isValueRecord(Class<?> type) {
        for (RecordComponent each : type.getRecordComponents()) {
            if (each.getType() == type || !holdsValues(each.getType())) {
                return false;
            }
        }
        return true;
    }
}
