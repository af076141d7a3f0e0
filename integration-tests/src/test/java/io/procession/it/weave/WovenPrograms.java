package io.procession.it.weave;

/** A program that tells of each way to call a concurrent method whether it ran elsewhere. */
final class WovenPrograms {

    static final String WAYS =
            """
            package com.acme;

            import io.procession.*;
            import java.lang.management.ManagementFactory;
            import java.util.*;
            import java.util.concurrent.*;
            import java.util.function.*;

            public class Ways {
                static final long HERE = ProcessHandle.current().pid();

                @Concurrent private static long pid(int n) { return ProcessHandle.current().pid(); }

                @Concurrent static CompletableFuture<Long> later() {
                    return CompletableFuture.completedFuture(ProcessHandle.current().pid());
                }

                @Concurrent static String worker() {
                    return Procession.inWorker()
                        + " " + ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                            .noneMatch(option -> option.startsWith("-javaagent"));
                }

                interface Shape { @Concurrent long area(int side); }

                static class Square implements Shape, java.io.Serializable {
                    public long area(int side) { return pid() * 1000 + side * side; }
                    private static long pid() { return ProcessHandle.current().pid(); }
                }

                @Synchronized static long[] loop(int n) {
                    long[] pids = new long[n];
                    for (int i = 0; i < n; i++) {
                        pids[i] = pid(i);
                    }
                    return pids;
                }

                static void tell(String way, boolean elsewhere) { System.out.println(way + " " + elsewhere); }

                public static void main(String[] args) throws Exception {
                    tell("call", pid(1) != HERE);
                    IntFunction<Object> reference = Ways::pid;
                    tell("reference", !reference.apply(1).equals(HERE));
                    tell("reflection", !Ways.class.getDeclaredMethod("pid", int.class).invoke(null, 1).equals(HERE));
                    tell("future", later().get() != HERE);
                    long area = new Square().area(4);
                    tell("override", area / 1000 != HERE && area % 1000 == 16);
                    tell("loop", Arrays.stream(loop(4)).allMatch(pid -> pid != HERE));
                    System.out.println("worker " + worker());
                    System.out.println("woven " + Procession.isWoven(Ways.class));
                }
            }
            """;

    /** What it prints when it is woven. */
    static final String ALL_ELSEWHERE =
            """
            call true
            reference true
            reflection true
            future true
            override true
            loop true
            worker true true
            woven true
            """;

    /** What it prints when it is not. */
    static final String ALL_HERE =
            """
            call false
            reference false
            reflection false
            future false
            override false
            loop false
            worker false true
            woven false
            """;

    private WovenPrograms() {}
}
