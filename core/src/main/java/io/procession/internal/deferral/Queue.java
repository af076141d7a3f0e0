package io.procession.internal.deferral;

import io.procession.internal.restore.Deviation;
import io.procession.internal.restore.Merge;
import io.procession.internal.snapshot.CannotTravelException;
import io.procession.internal.snapshot.GraphCodec;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Cleaner;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one run of a Synchronized method has put off, in program order. Confined to the thread that
 * runs the method.
 */
/*
 *   woven code ── call ─────► CallStep ──┐
 *              ── a + b ────► LiftStep ──┼─► steps: 17 18 19 20 21 ──► drainTo(19) does 17, 18, 19, in this order
 *              ── m.put(..) ► EffectStep ┘          │
 *                               └── registered ─► PendingWrites: which place is pending until which position
 *
 * Invariants
 * - Whoever waits for one step waits for all before it (the prefix rule). So exceptions and effects come in the order of the serial
 *   program, and a reduction of a million terms is a flat queue, no deep recursion.
 * - The first step that fails ends the rest: later calls are cancelled, later effects dropped; the queue is empty when the
 *   exception leaves it. Nothing of a failure is kept, so none comes up again at a later wait.
 * - On an empty queue nothing is put off: an effect or a lift is done at once, since all values are known then.
 * - Steps before `head` are done. Positions of the index that are older than `head` mean nothing any more.
 *
 * A drain runs user code (equals of a key, a method that takes a deferred argument), but none that could get at this queue.
 */
public final class Queue {

    static final int MOST_STEPS = 1 << 14;
    private static final int MOST_SHARE_OF_HEAP = 8; // that captured arguments may take
    private static final int ENCODINGS = 8; // of one call, before all effects are awaited
    private static final Cleaner CLEANER = Cleaner.create();

    private final String where;
    private final Thread owner = Thread.currentThread();
    private final int mostSteps;
    private final long mostBytes;
    private final ArrayDeque<Step> steps = new ArrayDeque<>();
    private final PendingWrites writes = new PendingWrites();
    private long head; // position of the first step, or of the next to come
    private Merge merge;
    private boolean isMergeShared; // with other queues
    private final @Nullable Verification verification;
    private @Nullable Bases bases;
    private long epoch; // grows when an object may have changed
    private long bytes; // that calls in the queue hold
    private long lastRestoring = PendingWrites.NONE; // of a call that may change its arguments

    /**
     * @param where the Synchronized method, for messages
     */
    public Queue(String where) {
        this(where, /* lastCallWins= */ false, /* verifies= */ false);
    }

    /**
     * @param lastCallWins whether, of two calls' values in one place, the later call's stays
     * @param verifies whether the calls of each wait are also run serially, and compared
     */
    private Queue(String where, boolean lastCallWins, boolean verifies) {
        this(
                where,
                lastCallWins,
                verifies,
                MOST_STEPS,
                Runtime.getRuntime().maxMemory() / MOST_SHARE_OF_HEAP);
    }

    public Queue(String where, boolean lastCallWins) {
        this(where, lastCallWins, /* verifies= */ false);
    }

    /**
     * The queue of one run whose calls are verified. Functions of a stream share one, since their
     * calls are waited for together.
     */
    public static Queue verifying(String where, boolean lastCallWins) {
        Queue common = Lookahead.commonQueue(where);
        return common != null ? common : new Queue(where, lastCallWins, /* verifies= */ true);
    }

    Queue(String where, int mostSteps, long mostBytes) {
        this(where, /* lastCallWins= */ false, /* verifies= */ false, mostSteps, mostBytes);
    }

    private Queue(
            String where, boolean lastCallWins, boolean verifies, int mostSteps, long mostBytes) {
        this.where = where;
        this.verification = verifies ? new Verification() : null;
        this.merge = new Merge(lastCallWins);
        this.mostSteps = mostSteps;
        this.mostBytes = mostBytes;
    }

    String where() {
        return where;
    }

    boolean isEmpty() {
        return steps.isEmpty();
    }

    int size() {
        return steps.size();
    }

    PendingWrites writes() {
        return writes;
    }

    // ---- putting off

    /** Submits a call. What it returns is known later. */
    public Value call(Site site, @Nullable Object[] arguments) {
        if (Thread.currentThread() != owner) {
            throw strange(site);
        }
        relieve();
        Task task = Calls.start(site, arguments, this);
        CallStep step = new CallStep(this, site.callee().type().returnType(), task, merge);
        add(step);
        Restoring restoring = step.restoring();
        if (restoring != null) {
            writes.arguments(restoring.originals(), step.position);
            lastRestoring = step.position;
        }
        return step;
    }

    private IllegalStateException strange(Site site) {
        return new IllegalStateException(
                "a Synchronized method's calls must be made by the thread that runs it: method="
                        + where
                        + ", call="
                        + site.callee().label()
                        + ", thread="
                        + Thread.currentThread().getName()
                        + "; put the loop that runs on other threads into a method of its own");
    }

    /** A pure operation on values that may not be known yet. */
    public Value lift(Class<?> type, MethodHandle operation, @Nullable Object[] operands) {
        if (steps.isEmpty()) {
            return Value.of(LiftStep.compute(operation, operands));
        }
        return put(new LiftStep(this, type, operation, operands));
    }

    /** A bytecode instruction on values that may not be known yet. */
    public Value operate(int opcode, Object left, @Nullable Object right) {
        if (steps.isEmpty()) {
            return Value.of(OperationStep.compute(opcode, left, right));
        }
        return put(new OperationStep(this, opcode, left, right));
    }

    /** An effect; null if it was done at once. */
    @Nullable EffectStep effect(MethodHandle effect, @Nullable Object[] operands) {
        if (steps.isEmpty()) {
            EffectStep.apply(effect, operands);
            return null;
        }
        EffectStep step = new EffectStep(effect, operands);
        put(step);
        return step;
    }

    <S extends Step> S put(S step) {
        relieve();
        add(step);
        return step;
    }

    private void add(Step step) {
        step.position = head + steps.size();
        steps.add(step);
        bytes += step.bytes();
    }

    /**
     * Of a queue that has grown long, does the first half: always legal, and bounds the memory. If
     * it is only that the arguments take much, first does what can be done without a wait.
     */
    private void relieve() {
        if (steps.size() >= mostSteps) {
            drainHalf();
        } else if (bytes > mostBytes) {
            while (bytes > mostBytes && !steps.element().waits()) {
                drainTo(head, Reasons.PRESSURE, null);
            }
            if (bytes > mostBytes && steps.size() > 1) {
                drainHalf();
            }
        }
    }

    private void drainHalf() {
        drainTo(head + (steps.size() - 1) / 2, Reasons.PRESSURE, null);
        writes.forgetBefore(head);
    }

    // ---- waiting

    /** Does everything that was put off. */
    public void drain(String reason, @Nullable Object subject) {
        epoch++;
        drainTo(head + steps.size() - 1, reason, subject);
    }

    /**
     * Does all steps up to a position. Blocks for the calls among them.
     *
     * @throws RuntimeException or any other, as the first step that fails throws it
     */
    public void drainTo(long wanted, String reason, @Nullable Object subject) {
        if (wanted < head) {
            return;
        }
        // the calls of one wait are all that are pending, so that the next start anew
        long position = verification == null ? wanted : head + steps.size() - 1;
        if (WaitTrace.ON) {
            trace(position, reason, subject);
        }
        if (lastRestoring >= head) {
            if (verification == null) {
                Lookahead.awaitEarlier();
            }
            settle(position);
        }
        epoch++; // effects are made, or the code that asks makes some
        while (head <= position) {
            Step step = steps.remove();
            head++;
            bytes -= step.bytes();
            try {
                step.run();
            } catch (Throwable e) {
                step.drop(e);
                giveUp(e);
                throw Raise.<RuntimeException>it(e);
            }
        }
        if (steps.isEmpty()) {
            writes.clear();
            if (verification != null) {
                verification.forget();
            }
        }
        if (lastRestoring < head && !isMergeShared) {
            merge.forget();
        }
    }

    /**
     * Waits for the calls up to a position, or to the first that fails, and compares what they
     * changed, before any change is made: of calls that contradict each other nothing is done.
     */
    private void settle(long position) {
        long at = head;
        boolean failed = false;
        Iterator<Step> each = steps.iterator();
        try {
            while (!failed && at++ <= position) {
                failed = each.next() instanceof CallStep call && call.settle();
            }
            if (verification != null) {
                verify(verification);
            }
        } catch (Throwable e) {
            giveUp(e);
            throw Raise.<RuntimeException>it(e);
        }
    }

    private void verify(Verification open) throws Throwable {
        List<CallStep> ended = new ArrayList<>();
        int calls = 0;
        boolean goesOn = true;
        for (Step each : steps) {
            if (each instanceof CallStep call) {
                calls++;
                goesOn &= call.hasArrived();
                if (goesOn) {
                    ended.add(call);
                }
            }
        }
        Deviation deviation = open.verify(ended, calls);
        if (deviation != null) {
            throw CallTraces.withoutMachinery(Linker.get().deviation(deviation));
        }
    }

    /**
     * For an exception on its way out of the method: does what is pending, and gives the exception
     * that the serial program would have thrown. That is an earlier one, if an earlier call fails.
     */
    public Throwable drainThrow(Throwable thrown) {
        try {
            drain(Reasons.FAILURE, thrown);
            return thrown;
        } catch (Throwable earlier) {
            return earlier;
        }
    }

    /** Drops everything: calls are cancelled, effects are never done. */
    void giveUp(Throwable failure) {
        ArrayDeque<Step> rest = new ArrayDeque<>(steps);
        head += steps.size();
        steps.clear();
        writes.clear();
        if (!isMergeShared) {
            merge.forget();
        }
        if (verification != null) {
            verification.forget();
        }
        bytes = 0;
        for (Step step : rest) {
            step.drop(failure);
        }
    }

    private void trace(long position, String reason, @Nullable Object subject) {
        int calls = 0;
        long at = head;
        for (Step step : steps) {
            if (at++ > position) {
                break;
            }
            calls += step.waits() ? 1 : 0;
        }
        if (calls > 0) {
            WaitTrace.tell(where, calls, reason, subject);
        }
    }

    // ---- several queues in one order

    /**
     * For a queue that is one of several whose calls run ahead of each other, in order: compares
     * what its calls change with what those of the others change.
     *
     * @return false if that cannot be, since some of its calls were waited for: then this queue is
     *     to be drained when those before it are
     */
    boolean join(Merge common) {
        if (lastRestoring < head || verification != null) {
            return true;
        }
        if (merge.moment() > 0) {
            return false;
        }
        merge = common;
        isMergeShared = true;
        for (Step each : steps) {
            if (each instanceof CallStep call) {
                call.compareIn(common);
            }
        }
        return true;
    }

    // ---- arguments

    /** Whether an effect is pending that an argument might reach. */
    boolean hasEffects() {
        return writes.last() >= head;
    }

    /** The same, or that a call is on its way which may change its arguments. */
    boolean hasPending() {
        return writes.lastOfAll() >= head;
    }

    /** Whether the step of a position is still to be done. */
    boolean isPending(long position) {
        return position >= head;
    }

    /** Does all effects. */
    public void drainEffects() {
        drainTo(writes.last(), Reasons.ARGUMENT, null);
    }

    /**
     * Encodes a call as its arguments are after all effects that can be seen through them. Where an
     * argument reaches an object with a pending effect, that is waited for, and no more.
     */
    CapturedCall capture(GraphCodec codec, MethodCall call, @Nullable Object @Nullable [] writable)
            throws CannotTravelException {
        if (hasEffects()) {
            drainTo(writes.wild(), Reasons.WILD, null);
        }
        for (int i = 0; hasEffects(); i++) {
            EffectProbe probe = new EffectProbe(writes, head);
            CapturedCall captured = captureNow(codec, call, writable, probe);
            if (captured != null) {
                return verified(captured, codec, call, writable);
            }
            drainTo(
                    i < ENCODINGS ? probe.position() : writes.last(),
                    Reasons.ARGUMENT,
                    probe.object());
        }
        CapturedCall captured = Objects.requireNonNull(captureNow(codec, call, writable, null));
        return verified(captured, codec, call, writable);
    }

    private CapturedCall verified(
            CapturedCall captured,
            GraphCodec codec,
            MethodCall call,
            @Nullable Object @Nullable [] writable)
            throws CannotTravelException {
        if (verification == null) {
            return captured;
        }
        verification.capture(codec, call, writable);
        return captured.verified(writable);
    }

    /** Whether calls are run again. */
    boolean verifies() {
        return verification != null;
    }

    private @Nullable CapturedCall captureNow(
            GraphCodec codec,
            MethodCall call,
            @Nullable Object @Nullable [] writable,
            @Nullable EffectProbe probe)
            throws CannotTravelException {
        boolean hadBases = bases != null && !bases.isEmpty();
        Bases own = bases == null ? new Bases() : bases;
        bases = own;
        Bases.Tried tried =
                own.capture(codec, call, writable, probe, epoch, head, head + steps.size());
        if (!hadBases && !own.isEmpty()) {
            CLEANER.register(this, own::close);
        }
        if (tried.captured() != null || tried.isStopped()) {
            return tried.captured();
        }
        CapturedCall whole =
                probe == null
                        ? CapturedCall.whole(codec, call, writable)
                        : CapturedCall.whole(codec, call, writable, probe);
        if (whole != null) {
            own.sentWhole(call, whole);
        }
        return whole;
    }

    // ---- arguments that travel once

    /** Says that objects may be changed now. */
    public void touch() {
        epoch++;
    }

    /** The run has ended: nothing will be asked again. */
    public void end() {
        Bases own = bases;
        if (own != null) {
            bases = null;
            own.end();
        }
    }
}
