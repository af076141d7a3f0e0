package io.procession.bridge;

import io.procession.internal.deferral.Lookahead;
import io.procession.internal.deferral.Plain;
import io.procession.internal.deferral.Value;
import java.util.Spliterator;
import java.util.concurrent.CancellationException;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import java.util.stream.BaseStream;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Stages of streams whose function calls a concurrent method: calls run ahead of who takes the
 * results, which stay in order. The function is the lambda's twin, which gives deferred values,
 * each of a scope of its own. Not for use by hand.
 */
public final class Ahead {

    private Ahead() {}

    // ---- Stream.map, IntStream.mapToObj, ...

    public static <T> Stream<@Nullable Object> toObj(
            Stream<T> source, Function<? super T, Deferred> stage) {
        return stream(source, source.spliterator(), each -> stage.apply(each).value);
    }

    public static Stream<@Nullable Object> toObj(IntStream source, IntFunction<Deferred> stage) {
        return stream(source, source.spliterator(), each -> stage.apply(each).value);
    }

    public static Stream<@Nullable Object> toObj(LongStream source, LongFunction<Deferred> stage) {
        return stream(source, source.spliterator(), each -> stage.apply(each).value);
    }

    public static Stream<@Nullable Object> toObj(
            DoubleStream source, DoubleFunction<Deferred> stage) {
        return stream(source, source.spliterator(), each -> stage.apply(each).value);
    }

    // ---- Stream.mapToInt, IntStream.map, ...

    public static <T> IntStream toInt(Stream<T> source, Function<? super T, Deferred> stage) {
        return toObj(source, stage).mapToInt(Ahead::intOf);
    }

    public static IntStream toInt(IntStream source, IntFunction<Deferred> stage) {
        return toObj(source, stage).mapToInt(Ahead::intOf);
    }

    public static IntStream toInt(LongStream source, LongFunction<Deferred> stage) {
        return toObj(source, stage).mapToInt(Ahead::intOf);
    }

    public static IntStream toInt(DoubleStream source, DoubleFunction<Deferred> stage) {
        return toObj(source, stage).mapToInt(Ahead::intOf);
    }

    // ---- Stream.mapToLong, LongStream.map, ...

    public static <T> LongStream toLong(Stream<T> source, Function<? super T, Deferred> stage) {
        return toObj(source, stage).mapToLong(Ahead::longOf);
    }

    public static LongStream toLong(IntStream source, IntFunction<Deferred> stage) {
        return toObj(source, stage).mapToLong(Ahead::longOf);
    }

    public static LongStream toLong(LongStream source, LongFunction<Deferred> stage) {
        return toObj(source, stage).mapToLong(Ahead::longOf);
    }

    public static LongStream toLong(DoubleStream source, DoubleFunction<Deferred> stage) {
        return toObj(source, stage).mapToLong(Ahead::longOf);
    }

    // ---- Stream.mapToDouble, DoubleStream.map, ...

    public static <T> DoubleStream toDouble(Stream<T> source, Function<? super T, Deferred> stage) {
        return toObj(source, stage).mapToDouble(Ahead::doubleOf);
    }

    public static DoubleStream toDouble(IntStream source, IntFunction<Deferred> stage) {
        return toObj(source, stage).mapToDouble(Ahead::doubleOf);
    }

    public static DoubleStream toDouble(LongStream source, LongFunction<Deferred> stage) {
        return toObj(source, stage).mapToDouble(Ahead::doubleOf);
    }

    public static DoubleStream toDouble(DoubleStream source, DoubleFunction<Deferred> stage) {
        return toObj(source, stage).mapToDouble(Ahead::doubleOf);
    }

    private static int intOf(@Nullable Object value) {
        return Plain.intOf(Value.of(value));
    }

    private static long longOf(@Nullable Object value) {
        return Plain.longOf(Value.of(value));
    }

    private static double doubleOf(@Nullable Object value) {
        return Plain.doubleOf(Value.of(value));
    }

    private static <T> Stream<@Nullable Object> stream(
            BaseStream<?, ?> source, Spliterator<T> elements, Function<? super T, Value> stage) {
        Lookahead<T> ahead = new Lookahead<>(elements, stage);
        return StreamSupport.stream(ahead, /* parallel= */ false)
                .onClose(() -> ahead.giveUp(new CancellationException("stream was closed")))
                .onClose(source::close);
    }
}
