package io.procession.internal.launch;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What Linux tells of a process under /proc. Where there is no /proc, or the process is gone, the
 * answers are empty.
 */
final class Procfs {

    private Procfs() {}

    /** Resident memory in bytes, or -1. */
    static long residentBytes(long pid) {
        byte[] status = read(pid, "status");
        if (status == null) {
            return -1;
        }
        for (String line : new String(status, StandardCharsets.ISO_8859_1).split("\n")) {
            if (line.startsWith("VmRSS:")) { // "VmRSS:     38912 kB"
                return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        return -1;
    }

    /** What is remarkable about the process's state, in words, or "". */
    static String state(long pid) {
        byte[] stat =
                read(
                        pid,
                        "stat"); // "4711 (java) S 1 ..."; the name may hold anything, a parenthesis
        // too
        if (stat == null) {
            return "";
        }
        String text = new String(stat, StandardCharsets.ISO_8859_1);
        int state = text.lastIndexOf(')') + 2;
        if (state >= text.length()) {
            return "";
        }
        return switch (text.charAt(state)) {
            case 'T' -> "stopped by a signal (SIGSTOP)";
            case 't' -> "stopped by a debugger";
            case 'D' -> "waiting for the disk";
            case 'Z', 'X' -> "ended, and not yet collected";
            default -> "";
        };
    }

    /** Whether the environment that the process was started with contains these bytes. */
    static boolean environmentContains(long pid, byte[] needle) {
        byte[] environment = read(pid, "environ");
        return environment != null && contains(environment, needle);
    }

    /** The process ids that can be seen now, in no order. */
    static long[] pids() {
        String[] names = new java.io.File("/proc").list();
        if (names == null) {
            return new long[0];
        }
        return Arrays.stream(names)
                .filter(name -> name.chars().allMatch(c -> c >= '0' && c <= '9'))
                .mapToLong(Long::parseLong)
                .toArray();
    }

    /** The command line of this process, or null. */
    static String @Nullable [] ownCommandLine() {
        byte[] line = read("/proc/self/cmdline");
        if (line == null || line.length == 0) {
            return null;
        }
        String text =
                new String(
                        line, 0, line.length - 1, NativeEncoding.CHARSET); // ends with a NUL, too
        return text.split("\0", -1);
    }

    private static byte @Nullable [] read(long pid, String file) {
        return read("/proc/" + pid + "/" + file);
    }

    private static byte @Nullable [] read(String file) {
        try (FileInputStream in = new FileInputStream(file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            return null; // gone, not ours to read, or not Linux
        }
    }

    private static boolean contains(byte[] all, byte[] part) {
        for (int from = 0; from <= all.length - part.length; from++) {
            if (Arrays.equals(all, from, from + part.length, part, 0, part.length)) {
                return true;
            }
        }
        return false;
    }
}
