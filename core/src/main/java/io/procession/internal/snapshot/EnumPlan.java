package io.procession.internal.snapshot;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Constants of an enum: each is a descriptor of its own, by name. They are the same object in each
 * process, so they need no number.
 */
final class EnumPlan extends ClassPlan {

    private final Class<?> type;
    private final AtomicReferenceArray<@Nullable Descriptor> descriptors;

    /**
     * @param type the enum itself, also for constants with a body, which are of a class of their
     *     own
     */
    EnumPlan(Class<?> type) {
        this.type = type;
        this.descriptors = new AtomicReferenceArray<>(type.getEnumConstants().length);
    }

    @Override
    Class<?> type() {
        return type;
    }

    @Override
    boolean isNumbered() {
        return false;
    }

    @Override
    void write(Encoder out, Object value) {
        Enum<?> constant = (Enum<?>) value;
        Descriptor descriptor = descriptors.get(constant.ordinal());
        if (descriptor == null) {
            Descriptor made =
                    Descriptor.of(Descriptor.ENUM_CONSTANT, type.getName(), constant.name());
            // one and the same object for all, since an encoding numbers descriptors by identity
            descriptor =
                    descriptors.compareAndSet(constant.ordinal(), null, made)
                            ? made
                            : descriptors.get(constant.ordinal());
        }
        out.putDescriptor(descriptor);
    }

    @Override
    Object read(Decoder in) {
        throw new AssertionError("read by ConstantPlan");
    }
}
