package io.procession.bridge;

import io.procession.internal.deferral.Calls;
import io.procession.internal.deferral.Effects;
import io.procession.internal.deferral.Guards;
import io.procession.internal.deferral.Plain;
import io.procession.internal.deferral.Queue;
import io.procession.internal.deferral.Reasons;
import org.jspecify.annotations.Nullable;

/**
 * One run of a Synchronized method: what it has put off, and the waits that its code asks for. A
 * local variable of woven code, used by its thread alone. Not for use by hand.
 *
 * <p>Every method here may wait for calls, and then throws what the first failing one in program
 * order threw, declared or not.
 */
public final class Scope {

    /** Of {@link #iter}: which elements there are. */
    public static final int STRUCTURE = 0;

    /** Of {@link #iter}: what the elements are, too. */
    public static final int ANYTHING = 1;

    /** Of {@link #open(String, int)}: of two values in one place the later call's stays. */
    public static final int LAST_CALL_WINS = 1;

    /** Of {@link #open(String, int)}: calls are also run serially, and compared. */
    public static final int VERIFY = 2;

    private static final boolean VERIFIES_ALL = Boolean.getBoolean("procession.verify");
    private static final Scope PLAIN = new Scope("worker", 0, /* isPlain= */ true);

    final Queue queue;
    final boolean isPlain; // calls are plain calls

    private Scope(String where, int flags, boolean isPlain) {
        boolean lastCallWins = (flags & LAST_CALL_WINS) != 0;
        boolean verifies = !isPlain && ((flags & VERIFY) != 0 || VERIFIES_ALL);
        this.queue =
                verifies ? Queue.verifying(where, lastCallWins) : new Queue(where, lastCallWins);
        this.isPlain = isPlain;
    }

    /**
     * At the beginning of the method.
     *
     * @param where such as {@code Climate.serial}, for messages
     */
    public static Scope open(String where) {
        return open(where, 0);
    }

    /**
     * The same for a method whose annotation says more.
     *
     * @param flags {@link #LAST_CALL_WINS}, {@link #VERIFY}
     */
    public static Scope open(String where, int flags) {
        return Calls.arePlain() ? PLAIN : new Scope(where, flags, /* isPlain= */ false);
    }

    /** Waits for everything. */
    public void sync() {
        queue.drain(Reasons.EVERYTHING, null);
    }

    /** The method returns, when everything was waited for. */
    public void end() {
        queue.end();
    }

    /**
     * For an exception on its way out: waits for everything, and gives what is to be thrown. That
     * is an earlier failure, if there is one.
     */
    public Throwable drainThrow(Throwable thrown) {
        return queue.drainThrow(thrown);
    }

    // ---- results that are needed at once

    public static int getI(Deferred deferred, Scope scope) {
        return Plain.intOf(deferred.value);
    }

    public static long getJ(Deferred deferred, Scope scope) {
        return Plain.longOf(deferred.value);
    }

    public static float getF(Deferred deferred, Scope scope) {
        return Plain.floatOf(deferred.value);
    }

    public static double getD(Deferred deferred, Scope scope) {
        return Plain.doubleOf(deferred.value);
    }

    public static @Nullable Object getA(Deferred deferred, Scope scope) {
        return deferred.value.get();
    }

    /** The value of a local variable that may have a deferred one. */
    public static int force(int value, @Nullable Deferred deferred, Scope scope) {
        return deferred == null ? value : getI(deferred, scope);
    }

    public static long force(long value, @Nullable Deferred deferred, Scope scope) {
        return deferred == null ? value : getJ(deferred, scope);
    }

    public static float force(float value, @Nullable Deferred deferred, Scope scope) {
        return deferred == null ? value : getF(deferred, scope);
    }

    public static double force(double value, @Nullable Deferred deferred, Scope scope) {
        return deferred == null ? value : getD(deferred, scope);
    }

    public static @Nullable Object force(
            @Nullable Object value, @Nullable Deferred deferred, Scope scope) {
        return deferred == null ? value : getA(deferred, scope);
    }

    // ---- arrays

    /** {@code array[index] = deferred}, for arrays of any kind. */
    public static void store(@Nullable Object array, int index, Deferred deferred, Scope scope) {
        Effects.store(scope.queue, array, index, deferred.value);
    }

    /** Before an element is read. */
    public static void arr(@Nullable Object array, int index, Scope scope) {
        Guards.element(scope.queue, array, index);
    }

    /** {@code array[index] = value}, for all arrays that are stored to with an int. */
    public static void plain(@Nullable Object array, int index, int value, Scope scope) {
        Guards.writeElement(scope.queue, array, index);
        Plain.store(array, index, value);
    }

    public static void plain(@Nullable Object array, int index, long value, Scope scope) {
        Guards.writeElement(scope.queue, array, index);
        Plain.store(array, index, value);
    }

    public static void plain(@Nullable Object array, int index, float value, Scope scope) {
        Guards.writeElement(scope.queue, array, index);
        Plain.store(array, index, value);
    }

    public static void plain(@Nullable Object array, int index, double value, Scope scope) {
        Guards.writeElement(scope.queue, array, index);
        Plain.store(array, index, value);
    }

    public static void plain(
            @Nullable Object array, int index, @Nullable Object value, Scope scope) {
        Guards.writeElement(scope.queue, array, index);
        Plain.store(array, index, value);
    }

    // ---- fields

    /** Before a field is read. */
    public static void field(@Nullable Object owner, String field, Scope scope) {
        Guards.field(scope.queue, owner, field);
    }

    /**
     * Before a static field is read.
     *
     * @param ownerAndField such as {@code com/acme/Climate.total}
     */
    public static void stat(String ownerAndField, Scope scope) {
        Guards.staticField(scope.queue, ownerAndField);
    }

    /** Before a plain write to a field of an object. */
    public static void write(@Nullable Object owner, String field, Scope scope) {
        Guards.write(scope.queue, field);
        Guards.field(scope.queue, owner, field);
    }

    /** Before a plain write to a field that has no deferred ones. */
    public void waitForField(String field) {
        Guards.write(queue, field);
    }

    // ---- iterators

    /**
     * Before an iterator is made, or asked.
     *
     * @param source the collection or map that it goes through; null if that is not known
     * @param kind {@link #STRUCTURE} or {@link #ANYTHING}
     */
    public static void iter(@Nullable Object source, int kind, Scope scope) {
        Guards.iterate(scope.queue, source, /* structureOnly= */ kind == STRUCTURE);
    }

    /**
     * Before the entry of a map is asked or set.
     *
     * @param source the map; null if that is not known
     */
    public static void entry(@Nullable Object entry, @Nullable Object source, Scope scope) {
        Guards.entry(scope.queue, entry, source);
    }
}
