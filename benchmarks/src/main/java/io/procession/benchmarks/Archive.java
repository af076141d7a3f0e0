package io.procession.benchmarks;

import io.procession.ProcessPool;
import io.procession.Task;
import java.lang.management.ManagementFactory;
import java.util.List;

/** Whether workers start from a class-data archive or an AOT cache: their own flags tell. */
final class Archive {

    private static final List<String> FLAGS =
            List.of("-XX:SharedArchiveFile", "-XX:AOTCache", "-Xshare");

    private Archive() {}

    static String state() {
        try (ProcessPool pool = ProcessPool.create(1)) {
            Task<String> task = Archive::flagsHere;
            String flags = pool.submit(task).result();
            return flags.isEmpty()
                    ? "workers start without an archive of their own"
                    : "workers start with " + flags;
        }
    }

    /** Runs in the worker process. */
    private static String flagsHere() {
        StringBuilder found = new StringBuilder();
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (FLAGS.stream().anyMatch(flag::startsWith)) {
                found.append(found.isEmpty() ? "" : " ").append(flag.replaceFirst("=.*/", "=.../"));
            }
        }
        return found.toString();
    }
}
