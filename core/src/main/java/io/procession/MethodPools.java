package io.procession;

import io.procession.internal.deferral.Callee;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Which pool runs the calls of a concurrent method. */
final class MethodPools {

    // by backend: for methods that ask for another than their pool has
    private static final Map<Backend, ProcessPool> SHARED = new EnumMap<>(Backend.class);

    private MethodPools() {}

    /**
     * The pool that the annotation names; if it asks for another backend than that has, one that
     * all such methods share.
     */
    static ProcessPool poolOf(CallSettings settings, Callee callee) {
        ProcessPool pool =
                settings.pool().isEmpty() ? Procession.pool() : named(settings.pool(), callee);
        Backend wanted = settings.on();
        boolean fits =
                wanted == Backend.DEFAULT
                        || pool instanceof DefaultProcessPool own && own.backend() == wanted;
        return fits ? pool : shared(wanted);
    }

    private static ProcessPool named(String name, Callee callee) {
        try {
            return Procession.pool(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "@Concurrent "
                            + callee.label()
                            + ": "
                            + e.getMessage()
                            + "; call Procession.register(\""
                            + name
                            + "\", pool) first",
                    e);
        }
    }

    private static ProcessPool shared(Backend backend) {
        synchronized (SHARED) {
            return SHARED.computeIfAbsent(
                    backend,
                    kind ->
                            ProcessPool.builder()
                                    .name("shared-" + kind.name().toLowerCase(Locale.ROOT))
                                    .backend(kind)
                                    .build());
        }
    }
}
