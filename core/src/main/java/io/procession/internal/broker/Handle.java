package io.procession.internal.broker;

import io.procession.internal.snapshot.Anchored;

/**
 * What travels in place of a shared object. Each type has its own, a record of the id, whose {@code
 * readResolve} gives the object back.
 */
public interface Handle extends Anchored {

    ObjectId id();

    /** Whoever keeps the encoded handle keeps the object. */
    @Override
    default Object anchor() {
        return Broker.refOf(id());
    }
}
