package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSink;
import java.io.IOException;
import java.util.List;

/**
 * The plan of a class that is named in the stream, by a descriptor that both processes must make
 * alike.
 */
abstract class DescribedPlan extends ClassPlan {

    private final Class<?> type;
    private final Descriptor descriptor;

    DescribedPlan(Class<?> type, int kind, List<FieldSlot> fields) {
        this.type = type;
        ByteSink sink = new ByteSink(256);
        sink.putByte(kind);
        sink.putString(type.getName());
        FieldSlot.describe(fields, sink);
        this.descriptor = new Descriptor(Descriptor.bytes(sink.toPayload()));
    }

    @Override
    final Class<?> type() {
        return type;
    }

    /**
     * The plan that reads what another process described; refuses a class that has another shape
     * here.
     */
    DescribedPlan matching(Descriptor there) throws IOException {
        descriptor.mustEqual(there, type);
        return this;
    }

    final Descriptor descriptor() {
        return descriptor;
    }
}
