package io.procession.internal.util;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Directories that nobody but their owner may enter. */
public final class OwnerOnly {

    private OwnerOnly() {}

    /** Makes a directory; fails where there is something of that name already. */
    public static Path createDirectory(Path directory) throws IOException {
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            return Files.createDirectory(
                    directory); // Windows: within a directory that is the user's own
        }
        return Files.createDirectory(
                directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
}
