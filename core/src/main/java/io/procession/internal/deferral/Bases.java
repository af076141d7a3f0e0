package io.procession.internal.deferral;

import io.procession.internal.snapshot.Base;
import io.procession.internal.snapshot.CannotTravelException;
import io.procession.internal.snapshot.EncodedBase;
import io.procession.internal.snapshot.EncodedCall;
import io.procession.internal.snapshot.GraphCodec;
import io.procession.internal.snapshot.Probe;
import io.procession.internal.snapshot.RestoringCodec;
import io.procession.spi.Attachment;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Large arguments that one run of a Synchronized method gives to several calls: each travels once a
 * worker, for as long as it stays as it is. Confined to the thread of the run, but for {@link
 * #close}.
 */
/*
 * Whether an argument is what it was: nobody else than the method itself changes it (that is the promise of serial elision), and all that
 * the method does while something is pending passes the queue, which counts its epochs. In the same epoch nothing has
 * changed. In another one the argument is compared with its bytes; that costs about as much as reading both.
 *
 * Which arguments: long arrays and large collections at the first call that comes with them; other objects at the second, when the
 * first one's bytes turned out to be many. A run whose arguments are others in each call gives up after a few.
 */
final class Bases {

    private static final int MOST = 4;
    private static final int TRIED = 4;
    private static final int LEAST_BYTES = 1 << 16;
    private static final int LEAST_LENGTH = 1 << 13; // of an array
    private static final int LEAST_SIZE = 1 << 10; // of a collection
    private static final String SUBJECT = "call";

    /** What a worker was sent, or will be. */
    private static final class Sent {
        final @Nullable Object[] writable; // in the places of the arguments that it was made of
        final @Nullable Object[] fixed;
        final Base base;
        final Attachment attachment;
        long epoch;
        long lastUse; // position in the queue

        Sent(
                @Nullable Object[] writable,
                @Nullable Object[] fixed,
                EncodedBase encoded,
                long epoch) {
            this.writable = writable;
            this.fixed = fixed;
            this.base = encoded.base();
            this.attachment = new Attachment(encoded.payload());
            this.epoch = epoch;
        }

        /** Whether a call is given all that it was made of. */
        boolean fits(
                @Nullable Object[] arguments, @Nullable Object @Nullable [] writableArguments) {
            if (writable.length != arguments.length) {
                return false;
            }
            for (int i = 0; i < arguments.length; i++) {
                boolean isWritable = writableArguments != null && writableArguments[i] != null;
                boolean fits =
                        (writable[i] == null || isWritable && writable[i] == arguments[i])
                                && (fixed[i] == null || !isWritable && fixed[i] == arguments[i]);
                if (!fits) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Stops at what only code of the user can read: that is encoded anew for each call. */
    private static final class BaseProbe implements Probe {
        private final @Nullable Probe inner;
        boolean metOpaque;

        BaseProbe(@Nullable Probe inner) {
            this.inner = inner;
        }

        @Override
        public boolean stopsAt(Object object, boolean isOpaque) {
            metOpaque |= isOpaque;
            return metOpaque || inner != null && inner.stopsAt(object, false);
        }
    }

    private final List<Sent> known = new ArrayList<>(); // @GuardedBy("this") for close()
    private final Map<Object, Boolean> large = new IdentityHashMap<>();
    private int made;
    private int reused;

    /** How a capture went that was tried on a base. */
    record Tried(@Nullable CapturedCall captured, boolean isStopped) {
        static final Tried WHOLE = new Tried(null, /* isStopped= */ false);
        static final Tried STOPPED = new Tried(null, /* isStopped= */ true);
    }

    /**
     * Captures a call on a base, if it is given one, or something large to make one of.
     *
     * @param probe null if nothing is pending
     * @param epoch of the queue
     * @param head position of the first call that is pending
     * @param position of this call
     */
    Tried capture(
            GraphCodec codec,
            MethodCall call,
            @Nullable Object @Nullable [] writable,
            @Nullable EffectProbe probe,
            long epoch,
            long head,
            long position)
            throws CannotTravelException {
        RestoringCodec restoring = new RestoringCodec(codec);
        Sent fit = find(call.arguments(), writable);
        if (fit != null && probe != null && probe.stopsWithin(fit.base)) {
            return Tried.STOPPED;
        }
        if (fit != null && fit.epoch != epoch) {
            if (fit.base.isUnchanged()) {
                fit.epoch = epoch;
            } else {
                drop(fit);
                fit = null;
            }
        }
        if (fit == null) {
            BaseProbe probed = new BaseProbe(probe);
            fit = make(restoring, call, writable, probed, epoch, head);
            if (fit == null) {
                return probe != null && probe.hasStopped() ? Tried.STOPPED : Tried.WHOLE;
            }
        } else {
            reused++;
        }
        EncodedCall encoded =
                probe == null
                        ? restoring.encodeCall(fit.base, writable, call, SUBJECT)
                        : restoring.encodeCall(fit.base, writable, call, SUBJECT, probe);
        if (encoded == null) {
            return probe != null && probe.hasStopped() ? Tried.STOPPED : Tried.WHOLE;
        }
        fit.lastUse = position;
        return new Tried(
                new CapturedCall(encoded.payload(), encoded.originals(), fit.attachment),
                /* isStopped= */ false);
    }

    private @Nullable Sent find(
            @Nullable Object[] arguments, @Nullable Object @Nullable [] writable) {
        for (Sent each : known) {
            if (each.fits(arguments, writable)) {
                return each;
            }
        }
        return null;
    }

    private @Nullable Sent make(
            RestoringCodec restoring,
            MethodCall call,
            @Nullable Object @Nullable [] writable,
            BaseProbe probe,
            long epoch,
            long head)
            throws CannotTravelException {
        @Nullable Object[] arguments = call.arguments();
        @Nullable Object[] itsWritable = new @Nullable Object[arguments.length];
        @Nullable Object[] itsFixed = new @Nullable Object[arguments.length];
        boolean anyWritable = false;
        boolean anyFixed = false;
        for (int i = 0; i < arguments.length; i++) {
            Object each = arguments[i];
            if (each != null && isLarge(each)) {
                boolean isWritable = writable != null && writable[i] != null;
                (isWritable ? itsWritable : itsFixed)[i] = each;
                anyWritable |= isWritable;
                anyFixed |= !isWritable;
            }
        }
        if (!anyWritable && !anyFixed || made >= TRIED && reused == 0 || !hasRoom(head)) {
            return null;
        }
        EncodedBase encoded =
                restoring.encodeBase(
                        anyWritable ? itsWritable : null,
                        anyFixed ? itsFixed : null,
                        SUBJECT,
                        probe);
        if (encoded == null || encoded.payload().length() < LEAST_BYTES) {
            return null;
        }
        made++;
        Sent fresh = new Sent(itsWritable, itsFixed, encoded, epoch);
        synchronized (this) {
            known.add(fresh);
        }
        return fresh;
    }

    private boolean isLarge(Object argument) {
        if (argument.getClass().isArray()) {
            return Array.getLength(argument) >= LEAST_LENGTH || large.containsKey(argument);
        }
        boolean isOfJdk = argument.getClass().getClassLoader() == null;
        int size =
                isOfJdk && argument instanceof Collection<?> many
                        ? many.size()
                        : isOfJdk && argument instanceof Map<?, ?> map ? map.size() : 0;
        return size >= LEAST_SIZE || large.containsKey(argument);
    }

    /** Learns from a call that was sent whole. */
    void sentWhole(MethodCall call, CapturedCall captured) {
        if (captured.payload().length() >= LEAST_BYTES && (made < TRIED || reused > 0)) {
            large.clear(); // what no call since has come with does not matter
            for (Object each : call.arguments()) {
                if (each != null && !Known.isValue(each)) {
                    large.put(each, true);
                }
            }
        }
    }

    /** Lets go of one that no pending call needs, if there are many. */
    private boolean hasRoom(long head) {
        if (known.size() < MOST) {
            return true;
        }
        for (Iterator<Sent> each = known.iterator(); each.hasNext(); ) {
            Sent old = each.next();
            if (old.lastUse < head) {
                drop(old);
                return true;
            }
        }
        return false;
    }

    private synchronized void drop(Sent old) {
        known.remove(old);
        old.attachment.close();
    }

    boolean isEmpty() {
        return known.isEmpty();
    }

    /** The run has ended, and all its calls: nobody needs anything any more. */
    synchronized void end() {
        for (Sent each : known) {
            each.attachment.close();
            each.attachment.release();
        }
        known.clear();
    }

    /** The run was lost sight of; some of its calls may wait yet. Any thread. */
    synchronized void close() {
        for (Sent each : known) {
            each.attachment.close();
        }
        known.clear();
    }
}
