package io.procession.internal.snapshot;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.Calendar;
import java.util.Date;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The content of things that hold one value. */
final class Contents {

    private Contents() {}

    static boolean isOne(Class<?> type) {
        return AtomicBoolean.class == type
                || AtomicInteger.class == type
                || AtomicLong.class == type
                || AtomicReference.class == type
                || Date.class.isAssignableFrom(type)
                || Random.class.isAssignableFrom(type)
                || Calendar.class.isAssignableFrom(type);
    }

    static @Nullable Object get(Object holder) {
        if (holder instanceof AtomicInteger atomic) {
            return atomic.get();
        }
        if (holder instanceof AtomicLong atomic) {
            return atomic.get();
        }
        if (holder instanceof AtomicBoolean atomic) {
            return atomic.get();
        }
        if (holder instanceof AtomicReference<?> reference) {
            return reference.get();
        }
        if (holder instanceof Map.Entry<?, ?> entry) {
            return entry.getValue();
        }
        if (holder instanceof Date date) {
            return date.getTime();
        }
        if (holder instanceof Calendar calendar) {
            return calendar.getTimeInMillis();
        }
        return RandomState.of((Random) holder);
    }

    @SuppressWarnings("unchecked")
    static void set(Object holder, @Nullable Object content) throws IOException {
        try {
            if (holder instanceof AtomicReference) {
                ((AtomicReference<@Nullable Object>) holder).set(content);
            } else if (holder instanceof Map.Entry) {
                ((Map.Entry<?, @Nullable Object>) holder).setValue(content);
            } else if (content == null) {
                throw new InvalidObjectException("no content for: class=" + holder.getClass());
            } else {
                setValue(holder, content);
            }
        } catch (ClassCastException e) {
            throw Reflection.invalid(holder.getClass(), e);
        }
    }

    private static void setValue(Object holder, Object content) throws IOException {
        if (holder instanceof AtomicInteger atomic) {
            atomic.set((Integer) content);
        } else if (holder instanceof AtomicLong atomic) {
            atomic.set((Long) content);
        } else if (holder instanceof AtomicBoolean atomic) {
            atomic.set((Boolean) content);
        } else if (holder instanceof Date date) {
            date.setTime((Long) content);
        } else if (holder instanceof Calendar calendar) {
            calendar.setTimeInMillis((Long) content);
        } else if (holder instanceof Random random) {
            RandomState.set(random, (String) content);
        } else {
            throw new InvalidObjectException("holds no value: class=" + holder.getClass());
        }
    }
}
