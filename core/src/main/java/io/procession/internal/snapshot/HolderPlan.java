package io.procession.internal.snapshot;

import java.io.IOException;
import java.util.AbstractMap.SimpleEntry;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** JDK types that hold one or two objects. */
final class HolderPlan extends ClassPlan {

    private final Builtin kind;

    HolderPlan(Builtin kind) {
        this.kind = kind;
    }

    @Override
    Class<?> type() {
        return kind.type();
    }

    @Override
    void write(Encoder out, Object value) {
        out.sink.putByte(kind.tag());
        out.members(this, value, members(value));
    }

    private static @Nullable Object[] members(Object value) {
        if (value instanceof Map.Entry<?, ?> entry) {
            return new @Nullable Object[] {entry.getKey(), entry.getValue()};
        }
        Object held =
                value instanceof Optional<?> optional
                        ? optional.orElse(null)
                        : ((AtomicReference<?>) value).get();
        return new @Nullable Object[] {held};
    }

    @Override
    String place(Object owner, @Nullable Object @Nullable [] gathered, int index) {
        if (owner instanceof Map.Entry) {
            return index == 0 ? ".getKey()" : ".getValue()";
        }
        return ".get()";
    }

    @Override
    @Nullable Object read(Decoder in) throws IOException, ClassNotFoundException {
        return switch (kind) {
            case ATOMIC_REFERENCE -> in.gather(this, new AtomicReference<>(), 1);
            case OPTIONAL -> in.gather(this, null, 1);
            default -> in.gather(this, null, 2);
        };
    }

    @Override
    @SuppressWarnings("unchecked")
    Object complete(Decoder in, @Nullable Object early, @Nullable Object[] members) {
        return switch (kind) {
            case ATOMIC_REFERENCE -> {
                AtomicReference<@Nullable Object> holder =
                        (AtomicReference<@Nullable Object>)
                                Objects.requireNonNull(early, "made by read");
                holder.set(members[0]);
                yield holder;
            }
            case OPTIONAL -> Optional.ofNullable(members[0]);
            case ENTRY -> Map.entry(members[0], members[1]);
            case SIMPLE_ENTRY -> new SimpleEntry<>(members[0], members[1]);
            default -> new SimpleImmutableEntry<>(members[0], members[1]);
        };
    }
}
