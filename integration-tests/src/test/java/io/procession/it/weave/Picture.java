package io.procession.it.weave;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An object and all that can be reached from it, as text: the same text means the same content, the
 * same order, the same aliases and cycles. Transient and static fields do not count.
 */
public final class Picture {

    private final StringBuilder out = new StringBuilder();
    private final IdentityHashMap<Object, Integer> seen = new IdentityHashMap<>();

    private final boolean sorted;

    private Picture(boolean sorted) {
        this.sorted = sorted;
    }

    /** The text. */
    public static String of(@Nullable Object root) {
        return of(root, /* sorted= */ false);
    }

    /**
     * The same for what holds the same: the order of hash tables, which is not that of the original
     * in a copy, does not count.
     */
    public static String ofContent(@Nullable Object root) {
        return of(root, /* sorted= */ true);
    }

    private static String of(@Nullable Object root, boolean sorted) {
        Picture picture = new Picture(sorted);
        picture.draw(root);
        return picture.out.toString();
    }

    /** The static fields of a class. */
    static String ofStatics(Class<?> type) {
        Picture picture = new Picture(/* sorted= */ false);
        for (Field field : fields(type, /* statics= */ true)) {
            picture.field(null, field);
        }
        return picture.out.toString();
    }

    private void draw(@Nullable Object value) {
        if (value == null || isValue(value)) {
            out.append(value);
            if (value != null && !(value instanceof Integer)) {
                out.append(':').append(value.getClass().getSimpleName());
            }
            return;
        }
        Integer number = seen.putIfAbsent(value, seen.size());
        if (number != null) {
            out.append('#').append(number);
        } else {
            content(value);
        }
    }

    private static boolean isValue(Object value) {
        return value instanceof Number && !(value instanceof AtomicInteger)
                || value instanceof String
                || value instanceof Boolean
                || value instanceof Character
                || value instanceof Enum<?>
                || value instanceof Class<?>;
    }

    private void content(Object value) {
        if (value.getClass().isArray()) {
            array(value);
        } else if (value instanceof Map<?, ?> map) {
            out.append(map.getClass().getSimpleName()).append('{');
            boolean hashed =
                    map instanceof ConcurrentHashMap
                            || map instanceof HashMap && !(map instanceof LinkedHashMap);
            sort(map.entrySet(), hashed).forEach(each -> entry(each.getKey(), each.getValue()));
            out.append('}');
        } else if (value instanceof Collection<?> collection) {
            // an immutable list is one, whatever its class
            out.append(collection instanceof List<?> ? "" : value.getClass().getSimpleName());
            out.append('[');
            sort(collection, collection.getClass() == HashSet.class).forEach(each -> item(each));
            out.append(']');
        } else if (value.getClass().getName().startsWith("java.")) {
            out.append(value.getClass().getSimpleName()).append('=').append(value);
        } else {
            object(value);
        }
    }

    private <X> Collection<X> sort(Collection<X> elements, boolean hashed) {
        if (!sorted || !hashed) {
            return elements;
        }
        List<X> list = new ArrayList<>(elements);
        list.sort(Comparator.comparing(each -> String.valueOf(each)));
        return list;
    }

    private void entry(@Nullable Object key, @Nullable Object value) {
        draw(key);
        out.append('=');
        item(value);
    }

    private void item(@Nullable Object value) {
        draw(value);
        out.append(' ');
    }

    private void array(Object array) {
        out.append(array.getClass().getComponentType().getSimpleName()).append('[');
        for (int k = 0; k < Array.getLength(array); k++) {
            item(Array.get(array, k));
        }
        out.append(']');
    }

    private void object(Object object) {
        out.append(object.getClass().getSimpleName()).append('(');
        for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().startsWith("java.")) {
                break;
            }
            for (Field field : fields(type, /* statics= */ false)) {
                field(object, field);
            }
        }
        out.append(')');
    }

    private void field(@Nullable Object owner, Field field) {
        try {
            field.setAccessible(true);
            out.append(owner == null ? "\nstatic " : "\n  ").append(field.getName()).append('=');
            item(field.get(owner));
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("field cannot be read: " + field, e);
        }
    }

    private static List<Field> fields(Class<?> type, boolean statics) {
        List<Field> fields = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            int modifiers = field.getModifiers();
            if (!field.isSynthetic()
                    && Modifier.isStatic(modifiers) == statics
                    && !Modifier.isTransient(modifiers)
                    && !field.getName().equals("serialVersionUID")) {
                fields.add(field);
            }
        }
        fields.sort(Comparator.comparing(Field::getName));
        return fields;
    }

    /** The lines in which two texts differ, the first few of them. */
    static String difference(String left, String right) {
        List<String> a = Arrays.asList(left.split("\n"));
        List<String> b = Arrays.asList(right.split("\n"));
        StringBuilder text = new StringBuilder();
        for (int k = 0; k < Math.max(a.size(), b.size()) && text.length() < 4000; k++) {
            String one = k < a.size() ? a.get(k) : "(nothing)";
            String two = k < b.size() ? b.get(k) : "(nothing)";
            if (!one.equals(two)) {
                text.append("  serial ").append(one.strip());
                text.append("\n  woven  ").append(two.strip()).append('\n');
            }
        }
        return text.toString();
    }
}
