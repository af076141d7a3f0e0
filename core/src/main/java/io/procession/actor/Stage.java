package io.procession.actor;

import io.procession.internal.broker.Broker;
import io.procession.internal.broker.Home;
import io.procession.internal.broker.Message;
import io.procession.internal.broker.ObjectId;
import io.procession.internal.broker.Request;
import io.procession.internal.broker.Served;
import io.procession.internal.broker.SharedRef;
import io.procession.internal.worker.WorkerExit;
import io.procession.shared.SharedBytes;
import io.procession.spi.Payload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Where actors live: the side of a {@link Host} that is in the worker process. Runs in the worker process.
 */
/*
 * A thread that reads puts items into the cells of their actors (serve, under the monitor); the stage's threads run one item of a
 * cell at a time. Results go back when they are there; what comes while some are on their way goes together, after them.
 *
 * Before a thread runs an item it sets the item's byte in `begun`, memory that the owner shares: when the process is killed, the owner
 * knows which items may have had effects, whatever was still on its way.
 */
final class Stage extends Served {

    private static final Map<ObjectId, SharedRef> OPEN = new ConcurrentHashMap<>();

    /** A result on its way to the owner. */
    private record Result(long item, int code, List<Payload> values) {}

    private final SharedRef inlet;
    private final SharedBytes begun;
    private final String owner;
    private final Elastic threads;
    private volatile @Nullable ObjectId own;
    private final Map<Long, Cell> cells = new HashMap<>(); // @GuardedBy("this")

    private final Object resultsLock = new Object();
    private List<Result> results = new ArrayList<>(); // @GuardedBy("resultsLock")
    private boolean sending; // @GuardedBy("resultsLock")

    private Stage(ObjectId inlet, SharedBytes begun) {
        super("stage of actors");
        this.inlet = Broker.refOf(inlet);
        this.owner = inlet.owner();
        this.begun = begun;
        this.threads =
                new Elastic("procession-actor", Thread.currentThread().getContextClassLoader());
    }

    /** Makes one in this process; it is there until it is told to close. */
    static ObjectId open(ObjectId inlet, SharedBytes begun) {
        Stage stage = new Stage(inlet, begun);
        SharedRef ref = Broker.add(stage);
        stage.own = ref.id();
        OPEN.put(ref.id(), ref);
        return ref.id();
    }

    @Override
    protected void serve(Request request) {
        Message message = request.message();
        if (message.code() == Ops.CLOSE) {
            closeStage();
        } else {
            take(message);
        }
        request.answer();
    }

    private void take(Message message) {
        int value = 0;
        for (int i = 0; i < message.numberCount(); i += 4) {
            Kind kind = Kind.values()[(int) message.number(i + 1)];
            List<Payload> values = new ArrayList<>(kind.values);
            for (int v = 0; v < kind.values; v++) {
                values.add(message.value(value++));
            }
            long actor = message.number(i);
            Cell cell =
                    kind == Kind.CREATE
                            ? new Cell(this, new ObjectId(owner, actor))
                            : cells.get(actor);
            if (cell == null) {
                continue; // never: it was created before, and is forgotten by its owner's word
            }
            if (kind == Kind.CREATE) {
                cells.put(actor, cell);
            } else if (kind == Kind.END || kind == Kind.LEAVE) {
                cells.remove(actor);
            }
            cell.add(new Cell.Item(kind, message.number(i + 2), message.number(i + 3), values));
        }
    }

    /** An actor that was to leave cannot, and stays. */
    void keep(long actor, Cell cell) {
        synchronized (this) {
            cells.put(actor, cell);
        }
    }

    private void closeStage() {
        ObjectId id = own;
        if (id != null) {
            OPEN.remove(id);
        }
        threads.close();
    }

    @Override
    protected void processEnded(String address) {
        if (Home.isWithin(owner, address)) {
            closeStage();
        }
    }

    Elastic threads() {
        return threads;
    }

    /** Says that an item may have effects from now on. */
    void begins(long item) {
        begun.set(item % begun.length(), (byte) 1);
    }

    /** Tells the owner what came of an item. */
    void done(long item, int code, List<Payload> values) {
        synchronized (resultsLock) {
            results.add(new Result(item, code, values));
            if (sending) {
                return;
            }
            sending = true;
        }
        sendResults();
    }

    private void sendResults() {
        List<Result> batch;
        synchronized (resultsLock) {
            if (results.isEmpty()) {
                sending = false;
                return;
            }
            batch = results;
            results = new ArrayList<>();
        }
        long[] numbers = new long[batch.size() * 3];
        List<Payload> values = new ArrayList<>();
        int at = 0;
        for (Result each : batch) {
            numbers[at++] = each.item;
            numbers[at++] = each.code;
            numbers[at++] = each.values.size();
            values.addAll(each.values);
        }
        inlet.send(Message.of(Ops.DONE, values, numbers), reply -> sendResults());
    }

    /** A message asked for more memory than there is. */
    void exhausted() {
        if (!owner.equals(Home.address())) {
            Runtime.getRuntime().halt(WorkerExit.OUT_OF_MEMORY);
        }
    }
}
