package io.procession.internal.worker;

import java.io.FileInputStream;
import java.io.IOException;

/**
 * The id of this process. On Linux without ProcessHandle, whose first use costs a worker's start
 * some ten milliseconds.
 */
final class OwnPid {

    private OwnPid() {}

    static long get() {
        try (FileInputStream stat = new FileInputStream("/proc/self/stat")) {
            long pid = 0;
            for (int digit; (digit = stat.read()) >= '0' && digit <= '9'; ) {
                pid = pid * 10 + digit - '0';
            }
            return pid;
        } catch (IOException e) {
            return ProcessHandle.current().pid();
        }
    }
}
