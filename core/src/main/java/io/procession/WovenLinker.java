package io.procession;

import io.procession.internal.deferral.Callee;
import io.procession.internal.deferral.Linker;
import io.procession.internal.deferral.Site;
import io.procession.internal.restore.Conflict;
import io.procession.internal.restore.Deviation;
import org.jspecify.annotations.Nullable;

/** Makes the sites of woven code: from the annotation of the method that they call. */
final class WovenLinker extends Linker {

    @Override
    public @Nullable Site link(Callee callee) {
        Concurrent annotation = ConcurrentMethods.annotationOf(callee);
        return annotation == null
                ? null
                : new WovenSite(callee, CallSettings.of(annotation, callee));
    }

    @Override
    public RuntimeException conflict(Conflict conflict) {
        return new ConflictException(
                conflict.message(),
                conflict.path(),
                conflict.first().text(),
                conflict.second().text(),
                conflict.firstValue(),
                conflict.secondValue());
    }

    @Override
    public RuntimeException deviation(Deviation deviation) {
        return new ConflictException(
                deviation.message(),
                deviation.place(),
                deviation.call(),
                deviation.call(),
                deviation.parallel(),
                deviation.serial());
    }
}
