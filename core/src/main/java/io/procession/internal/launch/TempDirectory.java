package io.procession.internal.launch;

import io.procession.internal.util.PrivateDirectory;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** This JVM's private directory below {@code java.io.tmpdir}. */
final class TempDirectory {

    private static @Nullable PrivateDirectory directory; // guarded by the class

    private TempDirectory() {}

    /**
     * The directory, or null where none can be made: the disk is full, or there is no such place.
     */
    static synchronized @Nullable Path path() {
        if (directory == null) {
            directory = new PrivateDirectory(Path.of(System.getProperty("java.io.tmpdir")));
        }
        return directory.path();
    }

    /** Removes the directory and what is in it. */
    static synchronized void remove() {
        if (directory != null) {
            directory.remove();
        }
    }
}
