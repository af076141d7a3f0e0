package io.procession.internal.pool;

/**
 * Names of calls in messages: {@code Blur#42} for the 42nd call of a pool, a lambda written in
 * class Blur.
 */
final class Labels {

    private Labels() {}

    static String of(Object subject, long id) {
        return (subject instanceof String text ? text : nameOf(subject.getClass())) + "#" + id;
    }

    private static String nameOf(Class<?> type) {
        String name = type.getName();
        int lambda = name.indexOf("$$Lambda");
        String written = lambda > 0 ? name.substring(0, lambda) : name;
        return written.substring(written.lastIndexOf('.') + 1);
    }
}
