package io.procession.shared;

import io.procession.internal.broker.Message;
import io.procession.internal.broker.SharedRef;
import io.procession.internal.util.Spin;
import io.procession.spi.Payload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What threads of a process do to a {@link SharedQueue} by themselves, in the memory that its
 * processes have mapped. What must wait, does not fit, or is rare is asked of the owner: of {@link
 * QueueState}.
 *
 * <p>Thread-safe. Nothing waits here but for a moment: for other threads that are at the memory, of
 * whatever process. If one of those has been stopped just then, that takes until it goes on; if it
 * has died, until the owner knows.
 */
final class QueueAccess {

    /** How an attempt ended. */
    enum Tried {
        DONE,
        REFUSED,
        /** The owner knows. */
        ASK
    }

    /** There is no element. */
    static final Payload NOTHING = Payload.of(new byte[1]);

    /** The owner knows whether there is one. */
    static final Payload ASK = Payload.of(new byte[1]);

    /** So often the owner is asked before a process maps the memory: for less, it does not pay. */
    private static final int FIRST_ASKED = 2;

    private static final long ATTACH_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int DRAINED_AT_ONCE = 64;
    private static final long DRAINED_BYTES = 1 << 17;

    /** So often may others be faster before a thread lines up in the owner. */
    private static final int SNATCHES = 4;

    private static final int LOOKS = 16;
    private static final long SPIN_NANOS = 40_000; // a wake-up costs as much
    private static final long TAKEN_NANOS = 20_000;

    private static final int SPINS = 100;
    private static final int YIELDS = 20;
    private static final long FIRST_NAP_NANOS = 20_000;
    private static final long LAST_NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** Tests heads until one is as it should be. */
    private static final class Watch implements BooleanSupplier {

        private final QueueMemory memory;
        private final Predicate<QueueHead> condition;
        private long seen = -1;

        Watch(QueueMemory memory, Predicate<QueueHead> condition) {
            this.memory = memory;
            this.condition = condition;
        }

        @Override
        public boolean getAsBoolean() {
            long version = memory.version();
            boolean changed = version != seen;
            seen = version;
            return changed && condition.test(memory.look());
        }
    }

    private final SharedRef ref;
    private final @Nullable QueueState own; // null: another process owns it
    private final AtomicBoolean attaching = new AtomicBoolean();
    private final Spin forElements = new Spin(LOOKS, SPIN_NANOS, TAKEN_NANOS);
    private final Spin forRoom = new Spin(LOOKS, SPIN_NANOS, TAKEN_NANOS);
    private volatile @Nullable QueueMemory mapped; // null in the owner
    private volatile int capacity;
    private volatile boolean cannotMap;
    private volatile long lastStirred = -1;
    private int asked; // roughly

    QueueAccess(SharedRef ref) {
        this.ref = ref;
        own = (QueueState) ref.served();
        capacity = own == null ? 0 : own.capacity();
    }

    /** The memory; null where this process must ask the owner, or is it and has not shared it. */
    @Nullable QueueMemory memory() {
        if (own != null) {
            return own.memory();
        }
        return ref.hasOwnerEnded() ? null : mapped;
    }

    int capacity() {
        return capacity;
    }

    // Mapping.

    /** The owner is about to be asked for something: maps the memory, if it is asked often. */
    void asking() {
        if (own != null || mapped != null || cannotMap || asked++ < FIRST_ASKED) {
            return;
        }
        if (attaching.compareAndSet(false, true)) {
            try {
                attach();
            } finally {
                attaching.set(false);
            }
        }
    }

    private void attach() {
        Message told = ref.awaitUninterruptibly(Message.of(QueueState.ATTACH), ATTACH_NANOS);
        if (told.code() == Message.TIMED_OUT) {
            asked = 0; // the owner is slow; later, perhaps
            return;
        }
        boolean interrupted = Thread.interrupted(); // it would close the file that is being mapped
        try {
            if (told.isOk()) {
                capacity = (int) told.number(1);
                mapped = QueueMemory.open(Path.of(told.text()), (int) told.number(0));
            }
        } catch (IOException | RuntimeException | LinkageError e) {
            // another container, say: the owner can be asked for everything
        } finally {
            cannotMap = mapped == null;
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    // Elements.

    /**
     * @param waits whether the caller would wait for room
     */
    Tried put(Payload value, boolean waits) {
        QueueMemory shared = memory();
        if (shared == null || value.attachment() != null || value.length() > QueueMemory.LONGEST) {
            return Tried.ASK;
        }
        Tried tried = tryPut(shared, value, waits);
        for (int i = 0; tried == Tried.REFUSED && waits; i++) {
            if (i == SNATCHES || !forRoom.awaits(new Watch(shared, this::mayHaveRoom))) {
                return Tried.ASK;
            }
            tried = tryPut(shared, value, waits);
        }
        return tried;
    }

    private boolean mayHaveRoom(QueueHead head) {
        return head.size() < capacity || head.is(QueueHead.CLOSED | QueueHead.PUTTERS);
    }

    private Tried tryPut(QueueMemory shared, Payload value, boolean waits) {
        lock(shared);
        boolean committed = false;
        try {
            QueueHead head = shared.head();
            if (head.is(QueueHead.CLOSED) || waits && head.is(QueueHead.PUTTERS)) {
                return Tried.ASK; // they were here before
            }
            if (head.size() >= capacity) {
                return Tried.REFUSED;
            }
            if (head.is(QueueHead.PUTTERS)
                    || head.behind > 0
                    || !QueueMemory.fits(head, value.length())) {
                return Tried.ASK;
            }
            head.lastNumber++;
            head.unfinished++;
            shared.append(head, head.lastNumber, value);
            shared.commit(head);
            committed = true;
            stir(head, QueueHead.TAKERS);
            return Tried.DONE;
        } finally {
            if (!committed) {
                shared.abandon();
            }
        }
    }

    /**
     * The first element, {@link #NOTHING} or {@link #ASK}.
     *
     * @param waits whether the caller would wait for one
     */
    Payload take(boolean waits) {
        QueueMemory shared = memory();
        if (shared == null) {
            return ASK;
        }
        Payload taken = tryTake(shared, /* removes= */ true);
        for (int i = 0; taken == NOTHING && waits; i++) {
            if (i == SNATCHES
                    || !forElements.awaits(new Watch(shared, QueueAccess::mayHaveElement))) {
                return ASK;
            }
            taken = tryTake(shared, /* removes= */ true);
        }
        return taken;
    }

    Payload peek() {
        QueueMemory shared = memory();
        return shared == null ? ASK : tryTake(shared, /* removes= */ false);
    }

    private static boolean mayHaveElement(QueueHead head) {
        return head.size() > 0 || head.is(QueueHead.CLOSED | QueueHead.TAKERS);
    }

    private Payload tryTake(QueueMemory shared, boolean removes) {
        Payload none = whyNone(shared.look());
        if (none != null) {
            return none;
        }
        lock(shared);
        boolean committed = false;
        try {
            QueueHead head = shared.head();
            none = whyNone(head);
            if (none != null) {
                return none;
            }
            Payload first = shared.first(head);
            if (removes) {
                shared.removeFirst(head);
                shared.commit(head);
                committed = true;
                stir(head, QueueHead.PUTTERS);
            }
            return first;
        } finally {
            if (!committed) {
                shared.abandon();
            }
        }
    }

    /** Why nothing can be taken here; null if something can. */
    private static @Nullable Payload whyNone(QueueHead head) {
        if (head.is(QueueHead.TAKERS)) {
            return ASK; // they were here before
        }
        if (head.count > 0) {
            return null;
        }
        return head.behind > 0 || head.is(QueueHead.CLOSED) ? ASK : NOTHING;
    }

    /** Takes some, so many at most, as long as nobody need be asked; how many. */
    int drain(List<Payload> target, int most) {
        QueueMemory shared = memory();
        int before = target.size();
        while (shared != null && target.size() - before < most) {
            int left = most - (target.size() - before);
            if (!drainSome(shared, target, Math.min(left, DRAINED_AT_ONCE))) {
                break;
            }
        }
        return target.size() - before;
    }

    private boolean drainSome(QueueMemory shared, List<Payload> target, int most) {
        lock(shared);
        boolean committed = false;
        int size = target.size();
        try {
            QueueHead head = shared.head();
            if (whyNone(head) != null) {
                return false;
            }
            long least = head.used - DRAINED_BYTES;
            for (int i = 0; i < most && head.count > 0 && head.used > least; i++) {
                target.add(shared.first(head));
                shared.removeFirst(head);
            }
            shared.commit(head);
            committed = true;
            stir(head, QueueHead.PUTTERS);
            return true;
        } finally {
            if (!committed) {
                target.subList(size, target.size()).clear();
                shared.abandon();
            }
        }
    }

    /** Whether the owner must be asked for more, or whether there is any. */
    boolean mustAskForMore() {
        QueueMemory shared = memory();
        return shared == null || whyNone(shared.look()) == ASK;
    }

    // Joining.

    Tried taskDone() {
        QueueMemory shared = memory();
        if (shared == null) {
            return Tried.ASK;
        }
        lock(shared);
        boolean committed = false;
        try {
            QueueHead head = shared.head();
            if (head.unfinished == 0) {
                return Tried.REFUSED;
            }
            head.unfinished--;
            shared.commit(head);
            committed = true;
            if (head.unfinished == 0) {
                stir(head, QueueHead.JOINERS);
            }
            return Tried.DONE;
        } finally {
            if (!committed) {
                shared.abandon();
            }
        }
    }

    /** Whether nothing is left to be done, as far as is known without asking. */
    boolean isAllDone() {
        QueueMemory shared = memory();
        return shared != null && shared.look().unfinished == 0;
    }

    // The owner, and others.

    /**
     * Wakes the owner, if somebody is parked there, and unless it has been done since it looked.
     */
    private void stir(QueueHead head, long whom) {
        if (head.is(whom) && (own != null || lastStirred != head.looks())) {
            ref.stir();
            lastStirred = head.looks(); // not before: another thread relies on that it was done
        }
    }

    private void lock(QueueMemory shared) {
        for (int i = 0; i < SPINS; i++) {
            if (shared.tryLock()) {
                return;
            }
            Thread.onSpinWait();
        }
        for (int i = 0; i < YIELDS; i++) {
            if (shared.tryLock()) {
                return;
            }
            Thread.yield();
        }
        lockSlowly(shared);
    }

    private void lockSlowly(QueueMemory shared) {
        boolean interrupted = Thread.interrupted(); // it would end each nap
        try {
            long nap = FIRST_NAP_NANOS;
            long checked = System.nanoTime();
            while (!shared.tryLock()) {
                LockSupport.parkNanos(nap);
                interrupted |= Thread.interrupted();
                nap = Math.min(LAST_NAP_NANOS, nap * 2);
                long now = System.nanoTime();
                if (now - checked > CHECK_NANOS) {
                    ref.ask(Message.of(QueueState.CHECK)); // throws if the owner has died
                    checked = System.nanoTime();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
