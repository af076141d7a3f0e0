package io.procession;

import io.procession.spi.Engine;
import io.procession.spi.WorkerSnapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * All engines of this JVM, so that one can ask for all its workers. An engine with workers is kept
 * alive by their threads.
 */
final class Children {

    private static final Set<Engine> ENGINES =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private Children() {}

    static void add(Engine engine) {
        ENGINES.add(engine);
    }

    static List<WorkerInfo> all() {
        List<Engine> engines;
        synchronized (ENGINES) {
            engines = List.copyOf(ENGINES);
        }
        List<WorkerInfo> workers = new ArrayList<>();
        for (Engine engine : engines) {
            for (WorkerSnapshot worker : engine.workers()) {
                workers.add(new WorkerInfo(worker));
            }
        }
        return workers;
    }
}
