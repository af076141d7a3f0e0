package org.example.woven;

import io.procession.Backend;
import io.procession.Concurrent;
import io.procession.bridge.Deferred;
import io.procession.bridge.Scope;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.HashMap;
import java.util.Map;

/** A program of its own, whose settings come by the command line. */
final class ChildMain {

    private static final Linked LINKED = new Linked(MethodHandles.lookup());
    private static final MethodHandle WHERE = LINKED.submitStatic("where", String.class);
    private static final MethodHandle ON_THREADS = LINKED.submitStatic("onThreads", String.class);
    private static final MethodHandle PUT =
            LINKED.effect(
                    Linked.virtual(Map.class, "put", Object.class, Object.class, Object.class), 2);
    private static final MethodHandle GET =
            LINKED.guard(Linked.virtual(Map.class, "get", Object.class, Object.class), 0);

    private ChildMain() {}

    @Concurrent
    static String where() {
        return ProcessHandle.current().pid() + " " + Thread.currentThread().getName();
    }

    @Concurrent(on = Backend.THREADS)
    static String onThreads() {
        return where();
    }

    /** Prints where a call ran, from the first line of what is told of that. */
    public static void main(String[] args) throws Throwable {
        Scope scope = Scope.open("ChildMain.main");
        Map<Object, Object> map = new HashMap<>();
        PUT.invokeExact(map, (Object) "a", (Deferred) WHERE.invokeExact(scope), scope);
        PUT.invokeExact(map, (Object) "b", (Deferred) WHERE.invokeExact(scope), scope);
        Object where = GET.invokeExact(map, (Object) "a", scope);
        scope.sync();
        if (args.length > 0) {
            where = Scope.getA((Deferred) ON_THREADS.invokeExact(scope), scope);
        }
        System.out.println(ProcessHandle.current().pid() + " called " + where);
    }
}
