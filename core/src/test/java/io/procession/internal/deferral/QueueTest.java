package io.procession.internal.deferral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** The order in which things are done, and what a failure leaves behind. */
class QueueTest {

    private static final MethodHandle ADD;
    private static final MethodHandle LENGTH;

    static {
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        try {
            ADD =
                    Methods.spread(
                            lookup.findVirtual(
                                    List.class,
                                    "add",
                                    MethodType.methodType(boolean.class, Object.class)));
            LENGTH =
                    Methods.spread(
                            lookup.findVirtual(
                                    String.class, "length", MethodType.methodType(int.class)));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private final Queue queue = new Queue("QueueTest.serial");
    private final Manual site = new Manual();

    private Value call(Object result) {
        return queue.call(site, new Object[] {result});
    }

    private void add(List<Object> list, Object operand) {
        queue.effect(ADD, new Object[] {list, operand});
    }

    @Test
    void value_ofTheSecondCall_waitsForTheFirstToo() {
        call("a");
        Value second = call("b");
        call("c");

        assertThat(second.get()).isEqualTo("b");
        assertThat(site.log).containsExactly("await a", "await b");
        assertThat(queue.size()).isEqualTo(1);
    }

    @Test
    void effects_areDoneInTheOrderOfTheProgram() {
        List<Object> list = new ArrayList<>();
        add(list, call("a"));
        list.add("at once");
        add(list, call("b"));
        add(list, "known");

        assertThat(list).containsExactly("at once");
        queue.drain(Reasons.EVERYTHING, null);
        assertThat(list).containsExactly("at once", "a", "b", "known");
    }

    @Test
    void lift_ofAResult_isDoneInItsTurn() {
        Value length = queue.lift(int.class, LENGTH, new Object[] {call("four")});

        assertThat(length.isKnown()).isFalse();
        assertThat(length.get()).isEqualTo(4);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void lift_onAnEmptyQueue_isDoneAtOnce() {
        Value length = queue.lift(int.class, LENGTH, new Object[] {Value.of("four")});

        assertThat(length.isKnown()).isTrue();
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void effect_onAnEmptyQueue_isDoneAtOnce() {
        List<Object> list = new ArrayList<>();
        Value done = call("a");
        queue.drain(Reasons.EVERYTHING, null);

        add(list, done);

        assertThat(list).containsExactly("a");
    }

    @Test
    void failure_cancelsLaterCalls_andDropsLaterEffects() {
        List<Object> list = new ArrayList<>();
        IOException boom = new IOException("boom");
        add(list, call("a"));
        add(list, call(boom));
        Value later = call("c");
        add(list, later);
        Value sum = queue.lift(int.class, LENGTH, new Object[] {later});

        assertThatThrownBy(() -> queue.drain(Reasons.EVERYTHING, null)).isSameAs(boom);

        assertThat(list).containsExactly("a");
        assertThat(site.log)
                .containsExactly(
                        "await a", "await java.io.IOException: boom",
                        "cancel java.io.IOException: boom", "cancel c");
        assertThatThrownBy(sum::get).isInstanceOf(CancellationException.class).hasCause(boom);
    }

    @Test
    void failure_thatWasThrown_isNotThrownAgain() {
        List<Object> list = new ArrayList<>();
        call(new IllegalStateException("boom"));
        assertThatThrownBy(() -> queue.drain(Reasons.EVERYTHING, null)).hasMessage("boom");

        queue.drain(Reasons.EVERYTHING, null);
        add(list, call("after"));
        queue.drain(Reasons.EVERYTHING, null);

        assertThat(list).containsExactly("after");
    }

    @Test
    void failure_ofTwo_isTheFirstInTheProgram() {
        call(new IllegalStateException("first"));
        Value second = call(new IllegalStateException("second"));

        assertThatThrownBy(second::get).hasMessage("first");
    }

    @Test
    void drainThrow_afterAnEarlierFailure_givesThat() {
        IllegalStateException earlier = new IllegalStateException("earlier");
        IllegalStateException later = new IllegalStateException("later");
        call("a");
        call(earlier);

        assertThat(queue.drainThrow(later)).isSameAs(earlier);
        assertThat(queue.drainThrow(later)).isSameAs(later);
    }

    @Test
    void effect_thatThrows_endsTheRest() {
        List<Object> fixed = List.of();
        List<Object> list = new ArrayList<>();
        add(fixed, call("a"));
        add(list, call("b"));

        assertThatThrownBy(() -> queue.drain(Reasons.EVERYTHING, null))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(list).isEmpty();
        assertThat(site.log).contains("cancel b");
    }

    @Test
    void longQueue_isHalvedBeforeTheNextCall() {
        Queue small = new Queue("small", 8, Long.MAX_VALUE);
        int most = 0;
        for (int i = 0; i < 100; i++) {
            small.call(site, new Object[] {i});
            most = Math.max(most, site.outstanding);
        }

        assertThat(most).isEqualTo(8);
        assertThat(site.outstanding).isBetween(4, 8);
    }

    @Test
    void longQueue_ofEffects_forgetsTheirPlaces() {
        Queue small = new Queue("small", 8, Long.MAX_VALUE);
        int[] array = new int[1000];
        for (int i = 0; i < array.length; i++) {
            Effects.store(small, array, i, small.call(site, new Object[] {i}));
        }

        assertThat(small.size()).isLessThanOrEqualTo(8);
        assertThat(small.writes().count()).isLessThanOrEqualTo(16);
    }

    @Test
    void largeArguments_ofCallsThatRun_areWaitedFor() {
        Manual large = new Manual(1000);
        Queue small = new Queue("small", 1000, 3000);
        int most = 0;
        for (int i = 0; i < 20; i++) {
            small.call(large, new Object[] {i});
            most = Math.max(most, large.outstanding);
        }

        assertThat(most).isEqualTo(4);
    }

    @Test
    void largeArguments_ofCallsThatAreDone_areLetGoWithoutAWaitForOthers() {
        Manual large = new Manual(1000);
        large.isDone = true;
        Queue small = new Queue("small", 1000, 3000);
        for (int i = 0; i < 5; i++) {
            small.call(large, new Object[] {i});
        }

        assertThat(large.log).containsExactly("await 0");
        assertThat(small.size()).isEqualTo(4);
    }

    @Test
    void reduction_ofAMillionTerms_needsNoStack() {
        Value sum = Value.of(0L);
        for (int i = 0; i < 1_000_000; i++) {
            sum = queue.operate(0x61, sum, call(1L));
        }

        assertThat(sum.get()).isEqualTo(1_000_000L);
    }
}
