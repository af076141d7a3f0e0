package io.procession.internal.snapshot;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An object that keeps its content to itself ({@code writeObject}, a codec of the user): compared
 * by its encoding, and sent anew when that changed.
 */
final class OpaqueTracker extends Tracker {

    static final OpaqueTracker TRACKER = new OpaqueTracker();

    private static final ClassValue<Field[]> FIELDS =
            new ClassValue<>() {
                @Override
                protected Field[] computeValue(Class<?> type) {
                    return fieldsOf(type);
                }
            };

    private OpaqueTracker() {}

    @Override
    void capture(Object object, ShadowStore into) {
        Recorder recorder = into.recorder();
        into.put(recorder == null ? null : recorder.record(object));
        into.put(recorder == null ? contentOf(object) : null);
    }

    @Override
    void compare(Object object, ShadowStore from, Changes out) throws CannotTravelException {
        byte[] was = (byte[]) from.take();
        from.take();
        Recorder recorder = Objects.requireNonNull(from.recorder());
        if (was != null && Arrays.equals(was, recorder.record(object))) {
            return;
        }
        if (!isOpen(object.getClass())) {
            throw new CannotTravelException(
                    out.path(),
                    object.getClass().getTypeName(),
                    "it was changed, but its fields are closed, so that the change cannot be brought"
                            + " back; return it as a result, or open its package to io.procession");
        }
        out.beginNext(ChangeKind.TRANSPLANT);
        out.value(new Anew(object));
    }

    @Override
    void restore(Object object, ShadowStore from) throws IOException {
        from.take();
        Object content = from.take();
        if (content != null) {
            @Nullable Object[] values = (@Nullable Object[]) content;
            Field[] fields = FIELDS.get(object.getClass());
            for (int i = 0; i < fields.length; i++) {
                set(fields[i], object, values[i]);
            }
        }
    }

    /** Takes all fields of another object of the same class, transient ones too. */
    static void transplant(Object from, Object to) throws IOException {
        for (Field each : FIELDS.get(to.getClass())) {
            set(each, to, get(each, from));
        }
    }

    private static @Nullable Object[] contentOf(Object object) {
        Field[] fields = FIELDS.get(object.getClass());
        @Nullable Object[] content = new @Nullable Object[fields.length];
        for (int i = 0; i < fields.length; i++) {
            content[i] = get(fields[i], object);
        }
        return content;
    }

    /** Whether all fields of a class can be set. */
    static boolean isOpen(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            if (!Plans.isOpen(each) && hasState(each)) {
                return false;
            }
        }
        return !type.isRecord() && !type.isHidden();
    }

    private static boolean hasState(Class<?> type) {
        for (Field each : type.getDeclaredFields()) {
            if (!Modifier.isStatic(each.getModifiers()) && !each.getName().equals("modCount")) {
                return true;
            }
        }
        return false;
    }

    private static Field[] fieldsOf(Class<?> type) {
        List<Field> fields = new ArrayList<>();
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            if (!Plans.isOpen(each)) {
                continue;
            }
            for (Field field : each.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    field.setAccessible(true);
                    fields.add(field);
                }
            }
        }
        return fields.toArray(new Field[0]);
    }

    private static @Nullable Object get(Field field, Object owner) {
        try {
            return field.get(owner);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void set(Field field, Object owner, @Nullable Object value) throws IOException {
        try {
            field.set(owner, value);
        } catch (IllegalAccessException | IllegalArgumentException e) {
            throw Reflection.invalid(owner.getClass(), e);
        }
    }
}
