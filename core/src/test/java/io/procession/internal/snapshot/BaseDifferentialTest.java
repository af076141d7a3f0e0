package io.procession.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.internal.wire.ByteSource;
import io.procession.spi.Payload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Calls on one base, one after the other in one worker, beside calls that are sent whole: each
 * brings back the same. {@code -Dprocession.restore.rounds=10000} does more of it, {@code
 * -Dprocession.restore.seed=7} one round again.
 */
class BaseDifferentialTest {

    private static final int ROUNDS = Integer.getInteger("procession.restore.rounds", 300);
    private static final long FIRST = Long.getLong("procession.restore.seed", -1);
    private static final int CALLS = 4;

    private int refused;
    private int inexact;
    private int undone;

    /** The caller's objects: some in the base, and some of each call's own. */
    private static final class World {
        final List<Object> changing;
        final List<Object> fixed;
        final List<List<Object>> own = new ArrayList<>();
        final List<List<Object>> ownFixed = new ArrayList<>();

        World(long seed) {
            changing = RandomGraph.build(seed);
            fixed = RandomGraph.buildOn(changing, seed * 31, 10_000);
            for (int i = 0; i < CALLS; i++) {
                List<Object> linked = new ArrayList<>(changing);
                if (i == CALLS - 2) {
                    linked.addAll(fixed);
                }
                own.add(RandomGraph.buildOn(linked, seed * 31 + 10 + i, 20_000));
                List<Object> all = new ArrayList<>(linked);
                all.addAll(fixed);
                all.addAll(own.get(i));
                ownFixed.add(RandomGraph.buildOn(all, seed * 31 + 20 + i, 30_000));
            }
        }

        /** What a call may change; not every call is given what the base has of it. */
        Object mayChange(int call) {
            return call % 3 == 2
                    ? new Object[] {new ArrayList<>(), own.get(call)}
                    : new Object[] {changing, own.get(call)};
        }

        Object fixed(int call) {
            return new Object[] {fixed, ownFixed.get(call)};
        }

        Object all() {
            return new Object[] {changing, fixed, own, ownFixed};
        }
    }

    @Test
    void callsOnABase_bringBack_whatCallsSentWholeDo() throws Exception {
        long first = FIRST < 0 ? 1 : FIRST;
        for (long seed = first; seed < first + (FIRST < 0 ? ROUNDS : 1); seed++) {
            try {
                round(seed);
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
        if (FIRST < 0) {
            assertThat(refused).isPositive();
            assertThat(undone).isGreaterThan(10 * inexact);
        }
    }

    private void round(long seed) throws Exception {
        World left = new World(seed);
        World right = new World(seed);
        List<EncodedCall> whole = new ArrayList<>();
        List<@Nullable EncodedCall> onBase = new ArrayList<>();
        EncodedBase base = Calls.CODEC.encodeBase(right.changing, right.fixed, "base");
        for (int i = 0; i < CALLS; i++) {
            whole.add(Calls.CODEC.encodeCall(left.mayChange(i), left.fixed(i), "argument"));
            onBase.add(
                    Calls.CODEC.encodeCall(
                            base.base(), right.mayChange(i), right.fixed(i), "argument"));
        }
        int applied = (int) (seed % CALLS);
        if (onBase.get(applied) == null) {
            refused++;
            return;
        }
        Payload expected = run(Calls.CODEC.decodeCall(whole.get(applied).payload()), seed, applied);
        Delta leftDelta =
                Calls.CODEC.decodeOutcome(new ByteSource(expected), whole.get(applied).originals());
        Payload actual = runAll(base, onBase, right, seed, applied);
        Delta rightDelta =
                Calls.CODEC.decodeOutcome(
                        new ByteSource(actual),
                        Objects.requireNonNull(onBase.get(applied)).originals());
        leftDelta.apply();
        rightDelta.apply();
        assertThat(rightDelta.isThrown()).isEqualTo(leftDelta.isThrown());
        Isomorphism.check(
                new @Nullable Object[] {left.all(), result(leftDelta)},
                new @Nullable Object[] {right.all(), result(rightDelta)});
    }

    /** Runs all calls in one worker, and gives the outcome of one. */
    private Payload runAll(
            EncodedBase base, List<@Nullable EncodedCall> calls, World world, long seed, int wanted)
            throws Exception {
        BaseCopy copy = Calls.CODEC.decodeBase(base.payload());
        Payload found = null;
        for (int i = 0; i < calls.size(); i++) {
            EncodedCall call = calls.get(i);
            if (call == null) {
                continue;
            }
            CallCopy callCopy = Calls.CODEC.decodeCall(call.payload(), copy);
            Shadow shadow = Calls.CODEC.shadow(callCopy);
            Payload outcome = run(callCopy, shadow, seed, i);
            found = i == wanted ? outcome : found;
            if (shadow.undo()) {
                undone++;
                checkClean(copy, world);
            } else {
                inexact++;
                copy = Calls.CODEC.decodeBase(base.payload());
            }
        }
        return Objects.requireNonNull(found);
    }

    private static void checkClean(BaseCopy copy, World world)
            throws IOException, CannotTravelException, ClassNotFoundException {
        EncodedBase again = Calls.CODEC.encodeBase(world.changing, world.fixed, "base");
        BaseCopy fresh = Calls.CODEC.decodeBase(again.payload());
        KnownObjects known = copy.known();
        assertThat(known.size()).isEqualTo(fresh.known().size());
        for (int i = 0; i < known.size(); i += 1 + known.size() / 7) {
            Isomorphism.check(fresh.known().get(i), known.get(i));
        }
    }

    private static Payload run(CallCopy copy, long seed, int call) throws Exception {
        return run(copy, Calls.CODEC.shadow(copy), seed, call);
    }

    private static Payload run(CallCopy copy, Shadow shadow, long seed, int call)
            throws CannotTravelException {
        List<Object> others = new ArrayList<>(list(copy.fixed(), 0));
        others.addAll(list(copy.fixed(), 1));
        try {
            Object result =
                    RandomGraph.change(
                            list(copy.mayChange(), 0),
                            list(copy.mayChange(), 1),
                            others,
                            seed * 77 + call,
                            1000 * (call + 1));
            return Calls.CODEC.encodeReturned(shadow, result);
        } catch (IllegalStateException e) {
            return Calls.CODEC.encodeThrown(shadow, e);
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(@Nullable Object array, int index) {
        return (List<Object>) ((Object[]) Objects.requireNonNull(array))[index];
    }

    private static @Nullable Object result(Delta delta) {
        return delta.result() instanceof IllegalStateException e
                ? "thrown: " + e.getMessage()
                : delta.result();
    }
}
