package io.procession.internal.launch;

import java.util.concurrent.CountDownLatch;

/**
 * A parent process in a test: launches a guest, prints what it says, and ends in the way that it is
 * told.
 */
public final class ParentMain {

    private ParentMain() {}

    /** Arguments: a class that the worker is to find, and how to end (return, exit, hang). */
    public static void main(String[] arguments) throws Exception {
        Guest guest = launched();
        System.out.println("worker " + guest.process.pid());
        System.out.println("child " + guest.ask('s', "echo $$; exec sleep 1000"));
        System.out.println("found " + guest.ask('c', arguments[0]));
        System.out.println("assertions " + guest.ask('a', ""));
        System.out.println("property " + guest.ask('p', "test.property"));
        System.out.println("temporary " + TempDirectory.path());
        end(guest, arguments[1]);
    }

    @SuppressWarnings("try") // the count is there to be seen at exit
    private static void end(Guest guest, String how) throws Exception {
        try (Children.Registration calls = Children.countCalls(() -> 3)) {
            System.out.println("ready");
            switch (how) {
                case "exit" -> System.exit(4);
                case "hang" -> new CountDownLatch(1).await();
                default -> guest.close();
            }
        }
    }

    private static Guest launched() {
        try {
            return Guest.start(Guest.spec());
        } catch (Exception e) {
            System.out.println("refused " + e.getMessage());
            System.exit(1);
            throw new AssertionError(e);
        }
    }
}
