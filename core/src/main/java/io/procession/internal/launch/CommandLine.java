package io.procession.internal.launch;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The command that starts a worker: which java, with which flags, from which classes.
 *
 * <p>Order of flags: ours, the parent's, the pool's system properties, the pool's flags. The later
 * wins.
 */
final class CommandLine {

    /*
     * The line gives java its parent's pipes as descriptors 3 and 4; its stdin is empty, and what anybody prints goes to
     * stderr. SIGINT is ignored: Ctrl-C in a terminal reaches the whole group, and the parent decides what it means.
     * exec keeps the pid: it is java's own.
     */
    static final String PRIVATE_DESCRIPTORS = "trap '' INT; exec \"$@\" 3<&0 4>&1 0</dev/null 1>&2";
    private static final int LONGEST_ARGUMENT = 100_000; // bytes; Linux takes 131,071

    private final Path java;
    private final List<String> flags;
    private final CodePath code;
    private final @Nullable Archive archive;
    private final FamilyShare share;
    private final @Nullable Path temporary;

    private CommandLine(
            Path java,
            List<String> flags,
            CodePath code,
            @Nullable Archive archive,
            FamilyShare share,
            @Nullable Path temporary) {
        this.java = java;
        this.flags = flags;
        this.code = code;
        this.archive = archive;
        this.share = share;
        this.temporary = temporary;
    }

    static CommandLine of(
            LaunchSpec spec, Map<String, String> environment, @Nullable Path temporary)
            throws IOException {
        JavaHome home =
                spec.javaHome() == null ? JavaHome.ofThisJvm() : JavaHome.of(spec.javaHome());
        WorkerFlags own = WorkerFlags.of(home, spec, environment);
        List<String> inherited =
                InheritedOptions.of(
                        ParentOptions.ofThisJvm(), System.getProperties(), home.feature());
        CodePath code = CodePath.ofThisJvm();
        Archive archive = archive(home, code, own.users(), inherited);

        List<String> flags = new ArrayList<>(own.toList(temporary));
        if (archive != null && ArchiveStore.isGood(archive)) {
            flags.addAll(archive.useFlags());
            code = code.beginningWith(archive.jar());
        }
        flags.addAll(inherited);
        for (Map.Entry<String, String> property : spec.systemProperties().entrySet()) {
            flags.add("-D" + property.getKey() + "=" + property.getValue());
        }
        flags.addAll(spec.jvmArgs());
        return new CommandLine(home.java(), flags, code, archive, own.share(), temporary);
    }

    private static @Nullable Archive archive(
            JavaHome home, CodePath code, List<String> users, List<String> inherited)
            throws IOException {
        List<String> foreign = new ArrayList<>(users);
        foreign.addAll(inherited);
        return Archive.of(home, code, foreign, ArchiveStore.directory());
    }

    /** The archive that there is, or may be, for such workers; null if there can be none. */
    @Nullable Archive archive() {
        return archive;
    }

    /** What a worker may use of the machine. */
    FamilyShare share() {
        return share;
    }

    /** With the pipes as descriptors 3 and 4. */
    List<String> overPipes(String mainClass, String title) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("/bin/sh", "-c", PRIVATE_DESCRIPTORS, "worker"));
        command.addAll(plain(mainClass, title));
        return command;
    }

    /** Without descriptors of its own: the worker dials back. */
    List<String> plain(String mainClass, String title) throws IOException {
        List<String> arguments = new ArrayList<>(flags);
        arguments.addAll(code.arguments(mainClass));
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.addAll(isTooLong(arguments) ? List.of("@" + argumentFile(arguments)) : arguments);
        command.add(title); // shown by ps; the worker's main class has no use for it
        return command;
    }

    private static boolean isTooLong(List<String> arguments) {
        for (String each : arguments) {
            if (each.length() > LONGEST_ARGUMENT / 3
                    && each.getBytes(StandardCharsets.UTF_8).length > LONGEST_ARGUMENT) {
                return true;
            }
        }
        return false;
    }

    /** The arguments in a file, one for all workers that have the same. */
    private Path argumentFile(List<String> arguments) throws IOException {
        byte[] text = ArgFile.format(arguments).getBytes(NativeEncoding.CHARSET);
        if (temporary == null) {
            throw noRoom(text.length, null);
        }
        Path file = temporary.resolve(UUID.nameUUIDFromBytes(text) + ".args");
        if (!Files.exists(file)) {
            Path unfinished = temporary.resolve(UUID.randomUUID() + ".unfinished");
            try {
                Files.write(unfinished, text);
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw noRoom(text.length, e);
            } finally {
                Files.deleteIfExists(unfinished);
            }
        }
        return file;
    }

    private static IOException noRoom(int bytes, @Nullable IOException cause) {
        return new IOException(
                "class path is too long for a command line, and there is no room for a file: bytes="
                        + bytes
                        + ", java.io.tmpdir="
                        + System.getProperty("java.io.tmpdir")
                        + (cause == null ? "" : "; the system said: " + cause.getMessage()),
                cause);
    }

    static boolean canUsePipes() {
        return !"socket".equals(System.getProperty("procession.transport"))
                && new File("/bin/sh").canExecute()
                && new File("/dev/fd").exists();
    }
}
