package io.procession.internal.launch;

import java.util.List;

/**
 * A parent process in a test: makes an archive, launches a guest, and prints what became of both.
 */
public final class ArchiveMain {

    private ArchiveMain() {}

    /** Arguments: flags of the pool. */
    public static void main(String[] arguments) throws Exception {
        System.out.println("trained " + ArchiveStore.trainNow(null));
        System.out.println("state " + ArchiveStore.describe(null));
        Guest.SpecBuilder spec = Guest.spec();
        spec.jvmArgs = List.of(arguments);
        try (Guest guest = Guest.start(spec)) {
            System.out.println("found " + guest.ask('m', System.getProperty("procession.archive")));
            guest.tell('x', "0");
            guest.awaitExit();
            System.out.println("lines " + guest.lines);
        }
        System.out.println("ready");
    }
}
