package io.procession;

import io.procession.spi.Progress;
import java.util.List;
import java.util.ServiceLoader;

/** Tells the {@link Progress} watchers, if {@code -Dprocession.progress=true} asked for any. */
final class ProgressHook {

    private static final List<Progress> WATCHERS =
            Boolean.getBoolean("procession.progress")
                    ? ServiceLoader.load(Progress.class).stream()
                            .map(ServiceLoader.Provider::get)
                            .toList()
                    : List.of();

    private ProgressHook() {}

    static void submitted(String pool, int tasks) {
        for (Progress watcher : WATCHERS) {
            watcher.submitted(pool, tasks);
        }
    }

    static void completed(String pool, int tasks) {
        for (Progress watcher : WATCHERS) {
            watcher.completed(pool, tasks);
        }
    }
}
