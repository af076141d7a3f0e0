package io.procession.internal.launch;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * An installation of Java that workers can run on.
 *
 * @param feature its version, such as 17; 0 where it does not say, and only flags that every
 *     version knows are passed
 * @param identity tells this build from others: vendor and full version
 * @param isHotSpot whether its flags are those of OpenJDK's own virtual machine
 */
record JavaHome(Path directory, int feature, String identity, boolean isHotSpot) {

    private static final int OLDEST = 17;

    /** The installation that this JVM runs on. */
    static JavaHome ofThisJvm() {
        return new JavaHome(
                Path.of(System.getProperty("java.home")),
                Runtime.version().feature(),
                System.getProperty("java.vendor")
                        + " "
                        + System.getProperty("java.runtime.version"),
                !System.getProperty("java.vm.name", "").contains("OpenJ9"));
    }

    /** The installation in a directory, by what its {@code release} file says. */
    static JavaHome of(Path directory) throws IOException {
        JavaHome own = ofThisJvm();
        if (directory.toAbsolutePath().normalize().equals(own.directory)) {
            return own;
        }
        Properties release = release(directory);
        String version = unquoted(release, "JAVA_VERSION");
        String build = unquoted(release, "JAVA_RUNTIME_VERSION");
        return new JavaHome(
                directory.toAbsolutePath(),
                feature(version),
                unquoted(release, "IMPLEMENTOR") + " " + (build.isEmpty() ? version : build),
                !unquoted(release, "JVM_VARIANT").equalsIgnoreCase("OpenJ9"));
    }

    private static Properties release(Path directory) throws IOException {
        Properties release = new Properties();
        Path file = directory.resolve("release");
        if (Files.isReadable(file)) {
            release.load(new StringReader(Files.readString(file)));
        }
        return release;
    }

    private static String unquoted(Properties release, String key) {
        return release.getProperty(key, "").replace("\"", "");
    }

    private static int feature(String version) {
        try {
            return Runtime.Version.parse(version).feature();
        } catch (IllegalArgumentException e) {
            return version.startsWith("1.") ? 8 : 0;
        }
    }

    /** The launcher, after a look that it is there and can be run. */
    Path java() throws IOException {
        boolean windows = System.getProperty("os.name", "").startsWith("Windows");
        Path java = directory.resolve("bin").resolve(windows ? "java.exe" : "java");
        if (!Files.isDirectory(directory)) {
            throw new IOException("javaHome does not exist: javaHome=" + directory);
        }
        if (!Files.exists(java)) {
            throw new IOException(
                    "javaHome has no bin/java: javaHome="
                            + directory
                            + "; give the directory of a JDK or JRE, not that of its bin");
        }
        if (!Files.isExecutable(java)) {
            throw new IOException("java cannot be executed: " + java + "; check its permissions");
        }
        if (feature != 0 && feature < OLDEST) {
            throw new IOException(
                    "javaHome is too old: javaHome="
                            + directory
                            + ", version="
                            + feature
                            + "; workers need Java "
                            + OLDEST
                            + " or later");
        }
        return java;
    }
}
