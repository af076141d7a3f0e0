package io.procession.agent;

import java.lang.instrument.Instrumentation;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** Sees to it that the woven classes of a named module can call what they are woven to call. */
final class ModuleAccess implements BiConsumer<Module, ClassLoader> {

    private static final String CORE = "io.procession";

    private final Instrumentation instrumentation;

    ModuleAccess(Instrumentation instrumentation) {
        this.instrumentation = instrumentation;
    }

    /** Lets a module read Procession's: it may have required it for compilation only. */
    @Override
    public void accept(Module module, ClassLoader loader) {
        Module core = core(module).orElse(loader.getUnnamedModule());
        if (!module.canRead(core)) {
            instrumentation.redefineModule(
                    module, Set.of(core), Map.of(), Map.of(), Set.of(), Map.of());
        }
    }

    private static Optional<Module> core(Module module) {
        ModuleLayer layer = module.getLayer();
        return layer == null ? Optional.empty() : layer.findModule(CORE);
    }
}
