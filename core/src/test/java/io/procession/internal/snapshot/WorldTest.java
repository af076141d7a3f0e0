package io.procession.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.internal.restore.GraphComparison;
import io.procession.internal.restore.GraphComparison.Difference;
import io.procession.internal.wire.ByteSource;
import io.procession.spi.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Calls run again on one shared world, and what they made of it compared. */
class WorldTest {

    private static final int ROUNDS = Integer.getInteger("procession.restore.rounds", 300);
    private static final long FIRST = Long.getLong("procession.restore.seed", -1);
    private static final int CALLS = 4;
    private static final RestoringCodec CODEC = Calls.CODEC;

    /** What runs in the worker, on its copy. */
    private interface Body {
        @Nullable Object run(@Nullable Object mayChange, @Nullable Object fixed) throws Exception;
    }

    /** A caller, and a worker that runs its calls again. */
    private static final class Verification {
        final World world = new World();
        final WorldCopy copy = new WorldCopy();
        final List<String> names = new ArrayList<>();
        final List<@Nullable Object> left = new ArrayList<>();
        final List<@Nullable Object> results = new ArrayList<>();

        void call(@Nullable Object mayChange, @Nullable Object fixed, Body body) throws Exception {
            Payload payload = CODEC.encodeCall(world, mayChange, fixed, "call");
            CallCopy call = CODEC.decodeCall(payload, copy);
            payload.release();
            names.add("arguments" + left.size());
            left.add(mayChange);
            try {
                copy.addReturned(body.run(call.mayChange(), call.fixed()));
            } catch (IllegalStateException e) {
                copy.addThrown(e);
            }
        }

        /** What the caller says that the calls returned. */
        void result(@Nullable Object result) {
            results.add(result);
        }

        @Nullable Difference difference() throws Exception {
            Payload payload = CODEC.encodeWorld(copy);
            Replica replica = CODEC.decodeWorld(new ByteSource(payload), world);
            List<String> allNames = new ArrayList<>(names);
            allNames.add("results");
            List<@Nullable Object> here = new ArrayList<>(left);
            here.add(results.toArray());
            List<@Nullable Object> there = new ArrayList<>(replica.arguments());
            there.add(replica.results().toArray());
            return GraphComparison.find(Codecs.PLAIN, allNames, here, there);
        }
    }

    @Test
    void randomCalls_runAgain_makeWhatTheyMakeHere() throws Exception {
        long first = FIRST < 0 ? 1 : FIRST;
        for (long seed = first; seed < first + (FIRST < 0 ? ROUNDS : 1); seed++) {
            try {
                round(seed, /* isSpoilt= */ false);
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    @Test
    void randomCalls_ofWhichOneDoesMore_areTold() throws Exception {
        for (long seed = 1; seed <= 100; seed++) {
            round(seed, /* isSpoilt= */ true);
        }
    }

    private static void round(long seed, boolean isSpoilt) throws Exception {
        List<Object> graph = RandomGraph.build(seed);
        List<Object> fixed = RandomGraph.buildOn(List.of("f"), seed + 7, 10_000);
        List<List<Object>> more = new ArrayList<>();
        Verification verification = new Verification();
        for (int i = 0; i < CALLS; i++) {
            int call = i;
            more.add(RandomGraph.buildOn(graph, seed * 31 + i, 20_000));
            verification.call(
                    new Object[] {graph, more.get(i)},
                    fixed,
                    (mayChange, readOnly) -> {
                        if (isSpoilt && call == CALLS - 1) {
                            list(((Object[]) Objects.requireNonNull(mayChange))[1]).add("spoilt");
                        }
                        return change(mayChange, readOnly, seed, call);
                    });
        }
        for (int i = 0; i < CALLS; i++) {
            try {
                verification.result(change(new Object[] {graph, more.get(i)}, fixed, seed, i));
            } catch (IllegalStateException e) {
                verification.result(e);
            }
        }
        Difference difference = verification.difference();
        if (isSpoilt) {
            assertThat(difference).isNotNull();
        } else {
            assertThat(difference).isNull();
        }
    }

    private static @Nullable Object change(
            @Nullable Object mayChange, @Nullable Object fixed, long seed, int call) {
        Object[] both = (Object[]) Objects.requireNonNull(mayChange);
        return RandomGraph.change(
                list(both[0]),
                list(both[1]),
                list(Objects.requireNonNull(fixed)),
                seed * 77 + call,
                1000 * (call + 1));
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object object) {
        return (List<Object>) object;
    }

    @Test
    void call_runAgain_seesWhatEarlierOnesDid() throws Exception {
        List<Integer> sizes = new ArrayList<>();
        Verification verification = new Verification();
        for (int i = 0; i < 3; i++) {
            verification.call(
                    sizes,
                    null,
                    (list, none) -> {
                        list(Objects.requireNonNull(list)).add(list(list).size());
                        return null;
                    });
            verification.result(null);
        }
        sizes.addAll(List.of(0, 0, 0)); // as in parallel
        Difference difference = Objects.requireNonNull(verification.difference());
        assertThat(difference.place()).isEqualTo("arguments0[1]");
        assertThat(difference.left()).isEqualTo("0");
        assertThat(difference.right()).isEqualTo("1");
        assertThat(difference.owner()).isSameAs(sizes);
    }

    @Test
    void whatCallsCannotChange_isTheCallersOwn() throws Exception {
        List<String> fixed = List.of("a");
        int[] array = {1};
        Verification verification = new Verification();
        for (int i = 0; i < 2; i++) {
            verification.call(array, fixed, (mayChange, given) -> List.of(given, mayChange));
            verification.result(List.of(fixed, array));
        }
        assertThat(verification.difference()).isNull();
        verification.results.set(1, List.of(fixed, array.clone()));
        Difference difference = Objects.requireNonNull(verification.difference());
        assertThat(difference.place()).isEqualTo("results[1][1]");
        assertThat(difference.left()).contains("nowhere else");
        assertThat(difference.right()).contains("elsewhere");
    }

    @Test
    void probe_thatStopsACall_leavesTheWorldAsItWas() throws Exception {
        World world = new World();
        Object object = new int[1];
        assertThat(CODEC.encodeCall(world, object, null, "call", (o, isOpaque) -> true)).isNull();
        assertThat(world.size()).isZero();
        assertThat(CODEC.encodeCall(world, object, null, "call", (o, isOpaque) -> false))
                .isNotNull();
        assertThat(world.size()).isEqualTo(1);
        assertThat(world.calls()).isEqualTo(1);
    }
}
