package io.procession.internal.launch;

import io.procession.internal.channel.DialBack;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The environment variables of a worker: the parent's, the pool's, and ours. */
final class WorkerEnvironment {

    private static final List<String> READ_BY_JVM =
            List.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS");

    private WorkerEnvironment() {}

    /** Changes a copy of the parent's environment into a worker's. */
    static void prepare(Map<String, String> environment, Map<String, String> ofPool) {
        for (String name : READ_BY_JVM) {
            String options = environment.get(name);
            if (options != null) {
                environment.put(name, withoutDebugger(options));
            }
        }
        environment.remove(DialBack.SOCKET); // where we are a worker ourselves, these are our own
        environment.remove(DialBack.TOKEN);
        environment.putAll(ofPool);
        environment.put(DialBack.PARENT, identity(ProcessHandle.current()));
    }

    /** A debugger's port is taken by the parent: a worker that wants it, too, would not start. */
    private static String withoutDebugger(String options) {
        return options.replaceAll("(-agentlib:jdwp|-Xrunjdwp)\\S*", "").trim();
    }

    private static String identity(ProcessHandle process) {
        Optional<Instant> start = process.info().startInstant();
        return process.pid() + ":" + (start.isPresent() ? start.get().toEpochMilli() : 0);
    }
}
