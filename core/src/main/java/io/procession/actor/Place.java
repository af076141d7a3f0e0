package io.procession.actor;

import java.util.Set;

/** Where in a user's code the calling thread is. */
final class Place {

    private static final Set<String> OURS =
            Set.of("io.procession", "io.procession.actor", "io.procession.internal.pool");

    private Place() {}

    /** The innermost frame that is a user's, such as {@code Bank.transfer(Bank.java:42)}. */
    static String ofUser() {
        return StackWalker.getInstance()
                .walk(frames ->
                        frames.filter(each -> isUsers(each.getClassName()))
                                .findFirst()
                                .map(each ->
                                        each.getClassName()
                                                + "."
                                                + each.getMethodName()
                                                + "("
                                                + each.getFileName()
                                                + ":"
                                                + each.getLineNumber()
                                                + ")")
                                .orElse("an unknown place"));
    }

    private static boolean isUsers(String className) {
        int dot = className.lastIndexOf('.');
        return !OURS.contains(className.substring(0, Math.max(0, dot)))
                && !className.startsWith("java.")
                && !className.startsWith("jdk.");
    }
}
