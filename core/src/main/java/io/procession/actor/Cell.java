package io.procession.actor;

import io.procession.TaskConsumer;
import io.procession.TaskFunction;
import io.procession.TaskSupplier;
import io.procession.internal.broker.ObjectId;
import io.procession.spi.Codec.Direction;
import io.procession.spi.Payload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One actor on its stage: the object, and what it has been given to do. Runs in the worker process.
 */
final class Cell implements Runnable {

    /** Something for the actor to do. */
    record Item(Kind kind, long number, long extra, List<Payload> values) {}

    private static final long STATE_COUNT = Ops.IS_STATE - 1;

    private final Stage stage;
    private final ObjectId id;
    private final ArrayDeque<Item> items = new ArrayDeque<>(); // @GuardedBy("items")
    private boolean scheduled; // @GuardedBy("items")

    // of the one thread that runs an item; from one to the next by way of the monitor of items
    private @Nullable Running running;
    private @Nullable Object object;
    private @Nullable Payload failure; // why there is no object
    private long copiedEvery;
    private long sinceCopy;

    Cell(Stage stage, ObjectId id) {
        this.stage = stage;
        this.id = id;
    }

    /** Adds something to do. Does not block. */
    void add(Item item) {
        synchronized (items) {
            items.add(item);
            if (scheduled) {
                return;
            }
            scheduled = true;
        }
        stage.threads().execute(this);
    }

    /** Does one thing. */
    @Override
    public void run() {
        Item item;
        synchronized (items) {
            item = Objects.requireNonNull(items.peek());
        }
        stage.begins(item.number);
        try {
            perform(item);
        } catch (OutOfMemoryError e) {
            stage.exhausted();
            threw(item, e);
        } catch (Throwable e) {
            threw(item, e);
        }
        Thread.interrupted(); // was meant for this item
        synchronized (items) {
            items.poll();
            scheduled = !items.isEmpty();
            if (!scheduled) {
                return;
            }
        }
        stage.threads().execute(this); // behind the others
    }

    private void threw(Item item, Throwable error) {
        stage.done(item.number, Ops.THREW, List.of(Coding.encodeThrowable(error)));
    }

    private void perform(Item item) throws Throwable {
        if (item.kind == Kind.CREATE) {
            create(item);
            return;
        }
        Payload why = failure;
        if (why != null) {
            stage.done(item.number, Ops.FAILED, List.of(why));
            return;
        }
        switch (item.kind) {
            case MESSAGE -> message(item);
            case COPY -> stage.done(item.number, Ops.RETURNED, List.of(state()));
            case LEAVE -> leave(item);
            case END -> end(item);
            case CREATE -> throw new AssertionError();
        }
    }

    private void create(Item item) throws Throwable {
        byte[] name = item.values.get(0).chunk(0);
        int length = item.values.get(0).chunkLength(0);
        Running own =
                new Running(
                        id,
                        new String(name, 1, length - 1, StandardCharsets.UTF_8),
                        name[0] == 1,
                        stage.threads());
        running = own;
        copiedEvery = item.extra & STATE_COUNT;
        Running.begin(own);
        try {
            Object made = Coding.decode(item.values.get(1));
            if ((item.extra & Ops.IS_STATE) == 0) {
                made = ((TaskSupplier<?>) Objects.requireNonNull(made)).get();
            }
            object = Objects.requireNonNull(made, "factory of an actor must not return null");
            stage.done(item.number, Ops.RETURNED, copiedEvery > 0 ? List.of(state()) : List.of());
        } catch (Throwable e) {
            Payload why =
                    Coding.encodeThrowable(
                            new ActorStoppedException(
                                    "actor could not be made: actor=" + own.name() + "; " + e, e));
            failure = why;
            if (e instanceof OutOfMemoryError) {
                stage.exhausted();
            }
            stage.done(item.number, Ops.FAILED, List.of(why));
        } finally {
            Running.end();
        }
    }

    private Payload state() {
        return Coding.encode(object, Direction.CALL, "actor", "state of " + name());
    }

    private String name() {
        Running own = running;
        return own == null ? "an actor" : own.name();
    }

    @SuppressWarnings("unchecked") // the message was written for this object, by its handle's type
    private void message(Item item) throws Throwable {
        Running.begin(Objects.requireNonNull(running));
        Payload result;
        int code = Ops.RETURNED;
        try {
            Object message = Coding.decode(item.values.get(0));
            Object value = null;
            if (message instanceof TaskFunction<?, ?> ask) {
                value = ((TaskFunction<Object, ?>) ask).apply(Objects.requireNonNull(object));
            } else if (message instanceof TaskConsumer<?> tell) {
                tell((TaskConsumer<Object>) tell);
            }
            result = Coding.encode(value, Direction.RESULT, "result", "result of " + name());
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            code = Ops.THREW;
            result = Coding.encodeThrowable(e);
        } finally {
            Running.end();
        }
        if (copiedEvery > 0 && ++sinceCopy >= copiedEvery) {
            sinceCopy = 0;
            stage.done(item.number, code, List.of(result, state()));
        } else {
            stage.done(item.number, code, List.of(result));
        }
    }

    /** Nobody hears what a message throws to which nobody waits for an answer: so it is logged. */
    private void tell(TaskConsumer<Object> message) {
        try {
            message.accept(Objects.requireNonNull(object));
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            System.getLogger("io.procession")
                    .log(System.Logger.Level.WARNING, "message failed: actor=" + name(), e);
        }
    }

    private void leave(Item item) {
        try {
            stage.done(item.number, Ops.RETURNED, List.of(state()));
        } catch (RuntimeException e) {
            stage.keep(id.number(), this);
            throw e;
        }
        object = null;
    }

    private void end(Item item) {
        if (object instanceof AutoCloseable closeable) {
            tell(last -> closeable.close());
        }
        object = null;
        stage.done(item.number, Ops.RETURNED, List.of());
    }
}
