package io.procession.internal.launch;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The command that starts a worker: who runs it, with which flags, from which classes.
 *
 * <p>Order: our flags, the parent's, the pool's system properties, the pool's flags. The later wins.
 */
record CommandLine(JavaHome java, List<String> jvmFlags, CodePath code) {

    /*
     * The line gives java its parent's pipes as descriptors 3 and 4; its stdin is empty, and what anybody prints goes to
     * stderr. SIGINT is ignored: Ctrl-C in a terminal reaches the whole group, and the parent decides what it means.
     * exec keeps the pid: it is java's own.
     */
    private static final String PRIVATE_DESCRIPTORS = "trap '' INT; exec \"$@\" 3<&0 4>&1 0</dev/null 1>&2";

    static CommandLine of(LaunchSpec spec, Map<String, String> environment, @Nullable Path temporary) throws IOException {
        JavaHome java = spec.javaHome() == null ? JavaHome.ofThisJvm() : JavaHome.of(spec.javaHome());
        List<String> flags = new ArrayList<>(new WorkerFlags(java, spec, environment).toList(temporary));
        flags.addAll(InheritedOptions.of(ParentOptions.ofThisJvm(), System.getProperties(), java.feature()));
        spec.systemProperties().forEach((name, value) -> flags.add("-D" + name + "=" + value));
        flags.addAll(spec.jvmArgs());
        return new CommandLine(java, flags, CodePath.ofThisJvm());
    }

    /** With the pipes as descriptors 3 and 4. */
    List<String> overPipes(String mainClass, String title) throws IOException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", PRIVATE_DESCRIPTORS, "worker"));
        command.addAll(plain(mainClass, title));
        return command;
    }

    /** Without descriptors of its own: the worker dials back. */
    List<String> plain(String mainClass, String title) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(java.java().toString());
        command.addAll(jvmFlags);
        command.addAll(code.arguments(mainClass));
        command.add(title);
        return command;
    }

    static boolean canUsePrivateDescriptors() {
        return new File("/bin/sh").canExecute() && new File("/dev/fd").exists();
    }
}
