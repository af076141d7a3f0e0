package io.procession.bridge;

import io.procession.internal.deferral.Iteration;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Loops that the source writes as {@code forEach} with a lambda that calls concurrent methods. The
 * body is the lambda's twin, which shares the scope of the method. Not for use by hand.
 */
public final class Loop {

    private Loop() {}

    public static <T> void forEach(Iterable<T> source, Consumer<? super T> body, Scope scope) {
        Iteration.forEach(scope.queue, source, body);
    }

    public static <K, V> void forEach(
            Map<K, V> source, BiConsumer<? super K, ? super V> body, Scope scope) {
        Iteration.forEach(scope.queue, source, body);
    }

    /** Of a range of numbers, in order and in this thread. */
    public static void forEach(IntStream source, IntConsumer body, Scope scope) {
        source.sequential().forEachOrdered(body);
    }

    /** Of a range of numbers, in order and in this thread. */
    public static void forEach(LongStream source, LongConsumer body, Scope scope) {
        source.sequential().forEachOrdered(body);
    }
}
