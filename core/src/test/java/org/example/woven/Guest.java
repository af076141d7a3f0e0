package org.example.woven;

import io.procession.Concurrent;
import io.procession.bridge.Boot;
import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Concurrent methods as the weaver leaves them: the body apart, and an entrance in its place. */
@SuppressWarnings("UnusedMethod") // bodies are found by name
public class Guest implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
    private static final MethodHandle PID = entrance("pid", true, long.class);
    private static final MethodHandle TWICE = entrance("twice", true, int.class, int.class);
    private static final MethodHandle FAIL = entrance("fail", true, int.class, int.class);
    private static final MethodHandle LATER =
            entrance("later", true, CompletableFuture.class, int.class);
    private static final MethodHandle GROW = entrance("grow", true, int.class, List.class);
    private static final MethodHandle NAME = entrance("name", false, String.class);

    final String own;

    public Guest(String own) {
        this.own = own;
    }

    @Concurrent(pool = "guests")
    public static long pid() throws Throwable {
        return (long) PID.invokeExact();
    }

    private static long pid$concurrent() {
        return ProcessHandle.current().pid();
    }

    @Concurrent(pool = "guests")
    public static int twice(int i) throws Throwable {
        return (int) TWICE.invokeExact(i);
    }

    private static int twice$concurrent(int i) {
        return 2 * i;
    }

    @Concurrent(pool = "guests")
    public static int fail(int depth) throws Throwable {
        return (int) FAIL.invokeExact(depth);
    }

    private static int fail$concurrent(int depth) throws Throwable {
        if (depth > 0) {
            return fail(depth - 1);
        }
        throw new IllegalArgumentException("boom");
    }

    @Concurrent(pool = "guests")
    @SuppressWarnings("unchecked") // its own body
    public static CompletableFuture<String> later(int i) throws Throwable {
        return (CompletableFuture<String>) LATER.invokeExact(i);
    }

    private static CompletableFuture<String> later$concurrent(int i) {
        return CompletableFuture.supplyAsync(() -> {
            if (i < 0) {
                throw new IllegalArgumentException("boom " + i);
            }
            return "later " + i;
        });
    }

    /** Changes its argument: seen by a plain call, and by no call elsewhere. */
    @Concurrent(pool = "guests")
    public static int grow(List<Integer> list) throws Throwable {
        return (int) GROW.invokeExact(list);
    }

    private static int grow$concurrent(List<Integer> list) {
        list.add(list.size());
        return list.size();
    }

    @Concurrent(pool = "guests")
    public static int growTwice(List<Integer> list) throws Throwable {
        grow(list);
        return grow(list);
    }

    @Concurrent(pool = "guests")
    public String name() throws Throwable {
        return (String) NAME.invokeExact(this);
    }

    private String name$concurrent() {
        return "guest " + own;
    }

    /** Overrides a concurrent method, and is one. */
    public static final class Loud extends Guest {

        private static final long serialVersionUID = 1L;

        public Loud(String own) {
            super(own);
        }

        @Override
        public String name() {
            return own.toUpperCase(java.util.Locale.ROOT);
        }
    }

    private static MethodHandle entrance(
            String name, boolean isStatic, Class<?> result, Class<?>... parameters) {
        MethodType type = MethodType.methodType(result, parameters);
        try {
            MethodHandle body =
                    isStatic
                            ? LOOKUP.findStatic(Guest.class, name + "$concurrent", type)
                            : LOOKUP.findSpecial(
                                    Guest.class, name + "$concurrent", type, Guest.class);
            return Boot.entrance(LOOKUP, name, body.type(), body).dynamicInvoker();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
