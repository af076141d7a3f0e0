package io.procession.internal.pool;

import io.procession.internal.channel.Channel;
import io.procession.internal.local.ExitReport;
import io.procession.internal.local.WorkerHandle;
import io.procession.internal.util.Threads;
import io.procession.internal.wire.FrameType;
import io.procession.spi.Attachment;
import io.procession.spi.Outcome;
import io.procession.spi.Payload;
import io.procession.spi.WorkerSnapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A worker as the pool sees it: its state, and the line of calls that were given to it and have no
 * answer yet.
 *
 * <pre>
 * STARTING -> IDLE      READY arrived
 * IDLE     -> BUSY      a call was put into its empty line
 * BUSY     -> IDLE      the line is empty again
 * IDLE     -> DRAINING  told to stop: idle for too long, enough tasks, the pool closes or shrinks
 * BUSY     -> DOOMED    its first call timed out or was cancelled, and it is being killed; where
 *                       calls stand behind a cancelled one it is sentenced first (Canceller)
 * any      -> DEAD      its process is gone
 * </pre>
 */
/*
 * The line: calls run in the order in which they stand in it, and each answer is written before the next call starts. So the first in
 * the line is the one that runs; those behind it have not started, whatever happens to the worker, and can be given to another.
 *
 * Who touches the line: put() under the engine's lock; taken from by the reader thread only. The outbox is a
 * second queue of the same items that are not yet written; whoever holds writeLock empties it, in order. A call larger than the
 * channel's window stands alone in the line and is written by a background thread: nobody else ever waits for a worker.
 */
final class PoolWorker implements WorkerHandle.Owner, Attachment.Holder {

    enum State {
        STARTING,
        IDLE,
        BUSY,
        DRAINING,
        DOOMED,
        DEAD
    }

    /** An answer that was read and not yet told. */
    record Answer(CallItem item, FrameType type, Payload body, long runNanos) {}

    /** A line longer than this is that of a stream of calls of a microsecond or so. */
    private static final int STREAM = 48;

    private static final long LOOK_NANOS = 1_000_000; // by one who waits for the end of its line

    private final LocalEngine engine;
    final WorkerHandle handle;

    // guarded by the engine's lock; volatile where snapshots read it
    volatile State state = State.STARTING;
    int lineLength;
    long lineBytes;
    int taken; // calls put into the line, in all
    long headSinceNanos;
    long idleSinceNanos;
    boolean recalling;
    @Nullable CallItem condemned; // the call that the worker is killed for
    final CompletableFuture<Void> condemnedAnswered = new CompletableFuture<>();
    @Nullable CallItem sentenced; // the call that it is to be killed for while that runs
    long sentencedNanos;
    volatile long completed;
    volatile @Nullable ExitReport exit;

    private final ConcurrentLinkedQueue<CallItem> line = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<CallItem> outbox = new ConcurrentLinkedQueue<>();
    private final List<Attachment> lent = new ArrayList<>(); // @GuardedBy("writeLock"): by a write
    private final Set<Attachment> kept = ConcurrentHashMap.newKeySet();
    final ReentrantLock writeLock = new ReentrantLock();

    // the reader thread's
    private List<Answer> answers = new ArrayList<>();
    private List<CallItem> returned = new ArrayList<>();
    private boolean becameReady;

    PoolWorker(LocalEngine engine, WorkerHandles handles) {
        this.engine = engine;
        this.handle = handles.make(this);
    }

    /**
     * Adds a call to the line. Guarded by the engine's lock; {@link #flush} must follow outside of
     * it.
     */
    void put(CallItem item) {
        Payload invocation = item.invocation;
        if (lineLength == 0) {
            headSinceNanos = System.nanoTime();
        }
        lineLength++;
        taken++;
        lineBytes += invocation == null ? 0 : invocation.length();
        item.written = false;
        item.worker = this;
        item.state = CallItem.State.SENT;
        state = State.BUSY;
        line.add(item);
        outbox.add(item);
    }

    /**
     * Writes what is in the outbox, if nobody else is at it. Called without the engine's lock. Does
     * not block.
     */
    void flush() {
        CallItem next = outbox.peek();
        if (next == null) {
            return;
        }
        if (lengthOf(next) > handle.window()) {
            Threads.background(this::writeOutbox);
        } else {
            writeOutbox();
        }
    }

    private void writeOutbox() {
        while (!outbox.isEmpty()
                && writeLock.tryLock()) { // who holds it looks again when it has let go
            try {
                emptyOutbox();
            } finally {
                writeLock.unlock();
            }
        }
    }

    /**
     * Under the write lock. A worker that is gone does not mind: its reader gives the line back.
     */
    private void emptyOutbox() {
        List<CallItem> items = new ArrayList<>(4);
        List<Channel.Frame> frames = new ArrayList<>(4);
        for (CallItem item = outbox.poll(); item != null; item = outbox.poll()) {
            Payload invocation = item.invocation;
            if (invocation != null) { // null: it ended meanwhile, and never will be sent
                items.add(item);
                addAttachment(item, frames);
                frames.add(new Channel.Frame(FrameType.CALL, item.id, invocation));
            }
        }
        try {
            send(frames);
            for (CallItem item : items) {
                item.written = true;
            }
            lent.forEach(Attachment::giveBack);
        } catch (IOException e) {
            outbox.clear(); // the reader sees the end of the stream
        } finally {
            lent.clear();
        }
    }

    /** How many bytes must be written for a call, if it is given to this worker. */
    long lengthOf(CallItem item) {
        Attachment attachment = item.attachment;
        Payload invocation = item.invocation;
        return (invocation == null ? 0 : invocation.length())
                + (attachment == null || kept.contains(attachment)
                        ? 0
                        : attachment.payload().length());
    }

    private void send(List<Channel.Frame> frames) throws IOException {
        long length = 0;
        for (Channel.Frame each : frames) {
            length += each.body().length();
        }
        if (length <= handle.window()) {
            handle.send(frames);
            return;
        }
        for (Channel.Frame each : frames) {
            handle.send(List.of(each)); // lets control frames in between
        }
    }

    private void addAttachment(CallItem item, List<Channel.Frame> frames) {
        Attachment attachment = item.attachment;
        if (attachment == null) {
            return;
        }
        Payload bytes = attachment.heldBy(this) ? attachment.lend() : null;
        if (bytes != null) {
            frames.add(new Channel.Frame(FrameType.KEEP, attachment.id(), bytes));
            lent.add(attachment);
            kept.add(attachment);
        } else { // it has them; or the call was given up, and fails unheard
            frames.add(new Channel.Frame(FrameType.USE, attachment.id(), Payload.EMPTY));
        }
    }

    @Override
    public void forget(Attachment attachment) {
        kept.remove(attachment);
        Threads.background(() -> handle.tell(FrameType.FORGET, attachment.id()));
    }

    /**
     * Asks the worker not to start a call that stands in its line. The call must have been written
     * before: it is, by us if need be.
     */
    void withdraw(CallItem item) {
        awaitWritten();
        handle.tell(FrameType.CANCEL, item.id);
    }

    /** Waits until what stands in the line was written, by us if need be. Blocks. */
    private void awaitWritten() {
        writeLock.lock(); // who writes now may be writing it, and may not see what was added last
        try {
            emptyOutbox();
        } finally {
            writeLock.unlock();
        }
    }

    /** The call that runs. Any thread. */
    @Nullable CallItem head() {
        return line.peek();
    }

    /** Whether it gets no more calls, for it is to be killed. Under the engine's lock. */
    boolean isSentenced() {
        return sentenced != null;
    }

    /** What stands in the line now. Any thread. */
    List<CallItem> line() {
        return new ArrayList<>(line);
    }

    /** Asks the worker to give back what stands in its line and has not begun. Blocks. */
    void recall() {
        awaitWritten(); // what is written later would not be recalled
        handle.tell(FrameType.RECALL, 0);
    }

    /** Waits until the condemned call has answered after all, for the grace at most; whether so. */
    boolean awaitCondemned(Duration grace) {
        try {
            condemnedAnswered.get(grace.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // it is killed in any case
        }
        return false;
    }

    /** Waits until nothing stands in the line, for the limit at most. Blocks. */
    void awaitLineEmpty(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (!line.isEmpty() && handle.isAlive() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    OptionalLong pid() {
        return handle.pid();
    }

    OptionalInt exitCode() {
        ExitReport report = exit;
        return report == null ? OptionalInt.empty() : report.exitCode();
    }

    WorkerSnapshot snapshot() {
        CallItem running = head();
        return new WorkerSnapshot(
                handle.pid().orElse(-1),
                state == State.DOOMED ? State.DRAINING.name() : state.name(),
                completed,
                handle.startedAt(),
                handle.residentBytes(),
                running == null ? Optional.empty() : Optional.of(running.label()));
    }

    // What the handle tells, on the reader thread.

    @Override
    public void ready() {
        becameReady = true;
    }

    @Override
    public void answered(FrameType type, long id, long runNanos, Payload body) throws IOException {
        CallItem item = line.peek();
        if (item == null || item.id != id) {
            throw new IOException(
                    "answer out of turn: id="
                            + id
                            + ", expected="
                            + (item == null ? "none" : item.id));
        }
        line.poll();
        answers.add(new Answer(item, type, body, runNanos));
    }

    @Override
    public void gaveBack(long[] ids) {
        for (long id : ids) {
            for (CallItem item : line) {
                if (item.id == id && line.remove(item)) {
                    returned.add(item);
                    break;
                }
            }
        }
        recalling = false;
    }

    @Override
    public @Nullable Runnable afterRead() {
        if (answers.isEmpty() && returned.isEmpty() && !becameReady) {
            return null;
        }
        List<Answer> read = answers;
        List<CallItem> back = returned;
        boolean ready = becameReady;
        answers = read.isEmpty() ? read : new ArrayList<>();
        returned = back.isEmpty() ? back : new ArrayList<>();
        becameReady = false;
        return engine.read(this, ready, read, back);
    }

    @Override
    public void ended(ExitReport report) {
        writeLock.lock(); // the channel is closed, so who writes is about to fail
        try {
            outbox.clear();
        } finally {
            writeLock.unlock();
        }
        kept.forEach(attachment -> attachment.lostBy(this));
        kept.clear();
        List<CallItem> rest = new ArrayList<>(line);
        line.clear();
        engine.undertaker.workerEnded(this, report, rest);
    }

    @Override
    public boolean isStreaming() {
        return lineLength > STREAM;
    }

    @Override
    public String labelOf(long id) {
        for (CallItem item : line) {
            if (item.id == id) {
                return item.label();
            }
        }
        return "";
    }

    static Outcome outcomeOf(Answer answer, long pid) {
        return answer.type() == FrameType.RETURNED
                ? new Outcome.Returned(answer.body())
                : new Outcome.Threw(answer.body(), pid);
    }

    static String textOf(Payload body) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < body.chunkCount(); i++) {
            text.append(new String(body.chunk(i), 0, body.chunkLength(i), StandardCharsets.UTF_8));
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return handle.name() + " " + state + " line=" + lineLength;
    }
}
