package io.procession.actor;

import io.procession.internal.broker.Broker;
import io.procession.internal.broker.Home;
import io.procession.internal.broker.Message;
import io.procession.internal.broker.ObjectId;
import io.procession.internal.broker.Request;
import io.procession.internal.broker.Served;
import io.procession.internal.broker.SharedRef;
import io.procession.internal.broker.Waiters;
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
 * Where actors live: the side of a {@link Host} that is in the worker process. Runs in the worker
 * process.
 */
/*
 * A thread that reads puts items into the cells of their actors (serve, under the monitor); the stage's threads run one item of a
 * cell at a time. Results go back as the answer to a RUN that is not answered yet, or by a message of their own; what comes while one of
 * those is on its way goes together, after it. A RUN is answered at the latest when the next one has come: the host has few out at a time.
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

    private final Waiters unanswered = new Waiters(); // RUN; @GuardedBy("this")
    private List<Result> results = new ArrayList<>(); // @GuardedBy("this")
    private boolean sending; // @GuardedBy("this")
    private long lastBatch; // @GuardedBy("this")

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
            request.answer();
            return;
        }
        take(message);
        request.park(unanswered);
        if (unanswered.size() > 1 || !results.isEmpty()) {
            answerFirst();
        }
    }

    /** Guarded by this. */
    private void answerFirst() {
        Request first = unanswered.first();
        if (first != null) {
            first.answer(takeResults());
        }
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
        change(() -> {
            results.add(new Result(item, code, values));
            answerFirst();
        });
    }

    @Override
    protected void settled() {
        Message message;
        synchronized (this) {
            if (results.isEmpty() || sending) {
                return;
            }
            sending = true;
            message = takeResults();
        }
        inlet.send(message, reply -> sendMore());
    }

    private void sendMore() {
        synchronized (this) {
            sending = false;
        }
        settled();
    }

    /** Guarded by this. */
    private Message takeResults() {
        long[] numbers = new long[1 + results.size() * 3];
        List<Payload> values = new ArrayList<>();
        int at = 0;
        numbers[at++] = ++lastBatch;
        for (Result each : results) {
            numbers[at++] = each.item;
            numbers[at++] = each.code;
            numbers[at++] = each.values.size();
            values.addAll(each.values);
        }
        results = new ArrayList<>();
        return Message.of(Ops.DONE, values, numbers);
    }

    /** A message asked for more memory than there is. */
    void exhausted() {
        if (!owner.equals(Home.address())) {
            Runtime.getRuntime().halt(WorkerExit.OUT_OF_MEMORY);
        }
    }
}
