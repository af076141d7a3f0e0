package io.procession.space;

import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.Task;
import io.procession.internal.broker.Broker;
import io.procession.internal.broker.Handle;
import io.procession.internal.broker.Message;
import io.procession.internal.broker.ObjectId;
import io.procession.internal.broker.Request;
import io.procession.internal.broker.SharedRef;
import io.procession.internal.util.Threads;
import io.procession.spi.Payload;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A space of tuples through which processes work together without knowing each other: who needs
 * something takes whatever fits, who has something writes it.
 *
 * <p>A handle that is passed to a task, or captured by it, is the same space there. The tuples are
 * in the process that made the space, and end with it; they are copies, of the moment of the {@link
 * #write}.
 *
 * <p><b>Templates.</b> {@link #take} and {@link #read} name, for each field, a value (equal to it;
 * arrays by what is in them), null, a class (an instance of it; {@code int.class} as {@code
 * Integer.class}), {@link #ANY} (anything, null too), or a condition ({@link #where}). The number
 * of fields must be the same. A tuple is found fast by its first field, if that is a text, a
 * number, a date, or a constant of an enum. To fit a field that is itself a class, use a condition.
 *
 * <p><b>Order.</b> Of two takes of one tuple exactly one has it; of the tuples that fit, the oldest
 * is taken; of those who wait, whoever came first is served first. But conditions, and values of
 * classes that the space does not know, are looked at by whoever takes, in his process: those who
 * wait with such a template compete.
 *
 * <p><b>Tasks.</b> What a task takes in a worker is taken for good when the task has ended,
 * normally or by an exception. If its worker dies before that, or the task is killed because of its
 * time limit or by {@code cancel}, the tuple is offered again, in the place that it had. Outside of
 * a task, and in the space's own process, it is taken at once. Who dies while he waits has taken
 * nothing.
 *
 * <p>Any thread of any process may use a space. {@link #take} and {@link #read} block, and heed
 * interrupts. When the space was closed, or its process has ended, every method throws an {@link
 * IllegalStateException}.
 *
 * <p>The idea is that of Linda (Gelernter, "Generative Communication in Linda"), with out, in, rd
 * and eval; the names are those of JavaSpaces.
 */
public final class TupleSpace implements Serializable, AutoCloseable {

    /** In a template: anything, and null too. */
    public static final Object ANY = Any.ANY;

    private static final long serialVersionUID = 1L;

    private final transient SharedRef ref;

    private TupleSpace(SharedRef ref) {
        this.ref = ref;
    }

    /** An empty space, in this process. */
    public static TupleSpace create() {
        SharedRef ref = Broker.add(new SpaceState());
        TupleSpace space = new TupleSpace(ref);
        ref.setFace(space);
        return space;
    }

    /**
     * In a template: an instance of the type for which a condition holds. It runs in the process of
     * who takes or reads, need not be serializable, and may be asked more than once.
     */
    public static <T> Match where(Class<T> type, Predicate<? super T> condition) {
        return Template.match(type, condition);
    }

    // Writing

    /**
     * Adds a tuple of these fields. May return before the space's process has done so; but it is
     * done also if this process is killed now, and whoever hears of the return by Procession's
     * means finds the tuple. That the space was closed is then told by a later call.
     *
     * @throws io.procession.TaskNotSerializableException if one cannot be sent to another process
     */
    public void write(@Nullable Object... fields) {
        write(Tuple.of(fields));
    }

    /** Adds a tuple, such as one that was taken. */
    public void write(Tuple tuple) {
        ref.tell(writing(tuple, 0));
    }

    /**
     * Adds a tuple for a limited time: then it is gone, unless it was taken. The time runs on while
     * a task holds it that has not ended. For a tuple whose first field is a duration, cast that to
     * Object.
     *
     * @param time null is no time, but the first field, and there is no limit
     * @throws IllegalArgumentException if the time is not positive
     */
    public Lease write(@Nullable Duration time, @Nullable Object... fields) {
        return time == null
                ? new Lease(this, write(Tuple.of(behindNull(fields)), 0))
                : new Lease(this, write(Tuple.of(fields), positive(time)));
    }

    /** {@code write(null, "x")} is compiled to a call with a time. */
    private static @Nullable Object[] behindNull(@Nullable Object[] fields) {
        @Nullable Object[] all = new @Nullable Object[fields.length + 1];
        System.arraycopy(fields, 0, all, 1, fields.length);
        return all;
    }

    private long write(Tuple tuple, long leaseNanos) {
        return ref.ask(writing(tuple, leaseNanos)).number(0);
    }

    private static Message writing(Tuple tuple, long leaseNanos) {
        @Nullable Object[] fields = tuple.toArray();
        String description = Fields.describe(fields);
        List<Payload> values = Fields.encode(fields);
        return Message.of(SpaceState.WRITE, description, values, leaseNanos);
    }

    boolean renew(long number, Duration time) {
        return ref.ask(Message.of(SpaceState.RENEW, number, positive(time))).isOk();
    }

    boolean cancel(long number) {
        return ref.ask(Message.of(SpaceState.CANCEL, number)).isOk();
    }

    private static long positive(Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("lease must be positive: time=" + time);
        }
        return nanos(time);
    }

    // Taking, reading

    /** Removes a tuple that fits, and gives it. Waits for one. */
    public Tuple take(@Nullable Object... template) throws InterruptedException {
        return some(find(SpaceState.TAKE, Request.FOREVER, template));
    }

    /**
     * The same for a limited time; null if that is over. For a template whose first field is a
     * duration, cast that to Object.
     *
     * @param timeout null is no time, but the first field, and there is no limit
     */
    public @Nullable Tuple take(@Nullable Duration timeout, @Nullable Object... template)
            throws InterruptedException {
        return timeout == null
                ? find(SpaceState.TAKE, Request.FOREVER, behindNull(template))
                : find(SpaceState.TAKE, nanos(timeout), template);
    }

    /** Removes a tuple that fits, and gives it; null if there is none. Does not wait. */
    public @Nullable Tuple takeIfExists(@Nullable Object... template) {
        return findNow(SpaceState.TAKE, template);
    }

    /** A copy of a tuple that fits. Waits for one. */
    public Tuple read(@Nullable Object... template) throws InterruptedException {
        return some(find(SpaceState.READ, Request.FOREVER, template));
    }

    /**
     * The same for a limited time; null if that is over. For a template whose first field is a
     * duration, cast that to Object.
     *
     * @param timeout null is no time, but the first field, and there is no limit
     */
    public @Nullable Tuple read(@Nullable Duration timeout, @Nullable Object... template)
            throws InterruptedException {
        return timeout == null
                ? find(SpaceState.READ, Request.FOREVER, behindNull(template))
                : find(SpaceState.READ, nanos(timeout), template);
    }

    /** A copy of a tuple that fits; null if there is none. Does not wait. */
    public @Nullable Tuple readIfExists(@Nullable Object... template) {
        return findNow(SpaceState.READ, template);
    }

    /** How many tuples it has that anybody could take. */
    public int size() {
        return (int) ref.ask(Message.of(SpaceState.SIZE)).number(0);
    }

    /** How many takes and reads wait for a tuple, in all processes; for watching, and for tests. */
    public int getWaiting() {
        return (int) ref.ask(Message.of(SpaceState.SIZE)).number(1);
    }

    private static Tuple some(@Nullable Tuple found) {
        if (found == null) {
            throw new IllegalStateException("a wait without a limit has timed out");
        }
        return found;
    }

    private @Nullable Tuple find(int operation, long timeoutNanos, @Nullable Object[] fields)
            throws InterruptedException {
        Template template = new Template(fields);
        if (template.isLookedAt()) {
            return new Search(ref, template, operation == SpaceState.TAKE).run(timeoutNanos);
        }
        return tuple(ref.await(finding(operation, template), timeoutNanos));
    }

    private @Nullable Tuple findNow(int operation, @Nullable Object[] fields) {
        Template template = new Template(fields);
        return template.isLookedAt()
                ? new Search(ref, template, operation == SpaceState.TAKE).runNow()
                : tuple(ref.ask(finding(operation, template)));
    }

    private static Message finding(int operation, Template template) {
        return Message.of(operation, template.description(), template.values());
    }

    private static @Nullable Tuple tuple(Message reply) {
        return reply.isOk() ? tuple(reply, 0, reply.valueCount()) : null;
    }

    static Tuple tuple(Message reply, int from, int size) {
        @Nullable Object[] fields = new @Nullable Object[size];
        for (int i = 0; i < size; i++) {
            fields[i] = Fields.decode(reply.value(from + i));
        }
        return Tuple.of(fields);
    }

    private static long nanos(Duration timeout) {
        try {
            return Math.max(0, timeout.toNanos());
        } catch (ArithmeticException e) {
            return timeout.isNegative() ? 0 : Long.MAX_VALUE;
        }
    }

    // Active tuples

    /**
     * Adds a tuple when its fields are known: each {@link Task} among them runs in a worker of the
     * pool, at once, and its result takes its place. Does not wait.
     *
     * <p>If a task fails, no tuple is added. The future that is given tells so; it has the tuple
     * once that is in the space. This process adds it, so nothing is added if it ends before.
     */
    public CompletableFuture<Tuple> eval(ProcessPool pool, @Nullable Object... fields) {
        @Nullable Object[] known = Tuple.of(fields).toArray();
        CompletableFuture<?>[] unknown = new CompletableFuture<?>[known.length];
        for (int i = 0; i < known.length; i++) {
            unknown[i] =
                    known[i] instanceof Task<?> task
                            ? pool.submit(task)
                            : CompletableFuture.completedFuture(known[i]);
        }
        return CompletableFuture.allOf(unknown)
                .thenApplyAsync(done -> becomesPlain(unknown), Threads::background);
    }

    /** The same for one value and one task, which may be a lambda. */
    public CompletableFuture<Tuple> eval(ProcessPool pool, @Nullable Object first, Task<?> last) {
        return eval(pool, new @Nullable Object[] {first, last});
    }

    /** The same for two values and one task, which may be a lambda. */
    public CompletableFuture<Tuple> eval(
            ProcessPool pool, @Nullable Object first, @Nullable Object second, Task<?> last) {
        return eval(pool, new @Nullable Object[] {first, second, last});
    }

    /** The same for three values and one task, which may be a lambda. */
    public CompletableFuture<Tuple> eval(
            ProcessPool pool,
            @Nullable Object first,
            @Nullable Object second,
            @Nullable Object third,
            Task<?> last) {
        return eval(pool, new @Nullable Object[] {first, second, third, last});
    }

    private Tuple becomesPlain(CompletableFuture<?>[] fields) {
        Tuple tuple = Tuple.of(Arrays.stream(fields).map(TupleSpace::valueOf).toArray());
        write(tuple);
        return tuple;
    }

    private static @Nullable Object valueOf(CompletableFuture<?> field) {
        return field instanceof ProcessFuture<?> task ? task.result() : field.join();
    }

    // The end

    /**
     * In the process that made it, ends the space: whoever waits gets an {@link
     * IllegalStateException}. Elsewhere does nothing.
     */
    @Override
    public void close() {
        ref.close();
    }

    /** Names the space; shows no tuples. */
    @Override
    public String toString() {
        return "TupleSpace(" + ref + ")";
    }

    // How it travels

    private Object writeReplace() {
        return new Travelling(ref.id());
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("tuple space travels as a handle");
    }

    private record Travelling(ObjectId id) implements Handle, Serializable {

        private Object readResolve() {
            return Broker.refOf(id).face(TupleSpace.class, TupleSpace::new);
        }
    }
}
