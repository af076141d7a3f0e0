package io.procession.internal.snapshot;

/** Class objects, by name. */
final class ClassObjectPlan extends ClassPlan {

    private static final ClassValue<Descriptor> DESCRIPTORS =
            new ClassValue<>() {
                @Override
                protected Descriptor computeValue(Class<?> named) {
                    return Descriptor.of(Descriptor.CLASS, named.getName());
                }
            };

    @Override
    Class<?> type() {
        return Class.class;
    }

    @Override
    boolean isNumbered() {
        return false;
    }

    @Override
    void write(Encoder out, Object value) throws CannotTravelException {
        Class<?> named = (Class<?>) value;
        if (named.isHidden()) {
            throw out.refuse(value, Refusals.hiddenClass(named));
        }
        out.putDescriptor(DESCRIPTORS.get(named));
    }

    @Override
    Object read(Decoder in) {
        throw new AssertionError("read by ConstantPlan");
    }
}
