package io.procession.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Ways to run a program, and all that it starts, where files find little room or none. */
public enum FullDisk {

    /**
     * A directory is a file system of its own, seen by nobody else: when it is full, files can
     * still be made in it, but remain empty. Not every system lets its users mount one.
     */
    FILE_SYSTEM {
        @Override
        public List<String> under(Path directory, int kilobytes) {
            String script =
                    "mount -t tmpfs -o size=$(($1 + 4))k full \"$0\" || exit 99;"
                            + " head -c 4096 /dev/zero >\"$0/filler\";" // a size of 0 is no limit
                            + " shift; exec \"$@\"";
            return List.of(
                    "unshare",
                    "--map-root-user",
                    "--mount",
                    "/bin/sh",
                    "-c",
                    script,
                    directory.toString(),
                    Integer.toString(kilobytes));
        }
    },

    /** No file anywhere may become longer: {@code ulimit -f}, which everybody may set. */
    FILE_LENGTH {
        @Override
        public List<String> under(Path directory, int kilobytes) {
            int blocks = 2 * kilobytes;
            String script = "ulimit -f $0; exec \"$@\"";
            return List.of("/bin/sh", "-c", script, Integer.toString(blocks));
        }
    };

    /** What makes the command that follows it run so, with that much room in the directory. */
    public abstract List<String> under(Path directory, int kilobytes);

    /** Whether this system lets us. */
    public boolean isPossible(Path directory) {
        List<String> command = new ArrayList<>(under(directory, 0));
        command.add("true");
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false; // there is no unshare
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a shell", e);
        }
    }
}
