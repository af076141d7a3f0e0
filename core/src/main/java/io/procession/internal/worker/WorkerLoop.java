package io.procession.internal.worker;

import io.procession.internal.broker.Broker;
import io.procession.internal.broker.Home;
import io.procession.internal.broker.Names;
import io.procession.internal.broker.Pending;
import io.procession.internal.channel.Channel;
import io.procession.internal.channel.Channel.Frame;
import io.procession.internal.snapshot.ForeignThrowable;
import io.procession.internal.wire.ByteSink;
import io.procession.internal.wire.ByteSource;
import io.procession.internal.wire.Chunks;
import io.procession.internal.wire.FrameType;
import io.procession.internal.wire.Hello;
import io.procession.spi.Payload;
import io.procession.spi.Transport;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The worker's side of the protocol: reads calls, runs them, answers. One a process, or one a
 * thread for Backend.THREADS.
 */
public final class WorkerLoop implements Channel.Receiver, Home.Reader {

    /*
     *  task thread:   read ─► inbox ─► run a call ─► write its answer ─► run the next ─► ... ─► read
     *  stand-by:                 (a turn has lasted for 3 ms) read instead ─► inbox, control frames ─► leave the seat
     *
     *  Invariants
     *  - One thread has the seat at the channel; Inbox says who, with the table of how it changes hands.
     *  - The thread that reads serves control frames at once; it never runs user code, and never decodes a call.
     *  - Calls run one at a time, on the task thread, in order of arrival. The answer of one is written, by itself, before the next
     *    starts: whoever sees a worker die knows that the first call without an answer is the one that ran.
     *  - What a call printed is written before its answer.
     *
     *  Races, and what settles them
     *  - Interrupt against the end of its call: CurrentCall. Recall against the start of a call: Inbox, whoever removes it has it.
     *  - The parent's end while a task is busy, blocked in a write, or stuck in native code: the stand-by reads end of stream,
     *    and halts. Where the stand-by itself is blocked in a write, that fails with the pipe.
     *
     *  Not promised: a control frame that comes in the first milliseconds of a call is served only when the stand-by has taken
     *  over. Threads that a task leaves behind go on, and their prints are told to be of whatever call runs then.
     */

    private final Channel channel;
    private final boolean ownsProcess;
    private final Function<ForeignThrowable, Throwable> standIn;
    private final Inbox inbox = new Inbox();
    private final CurrentCall current;
    private final PrintStream stderr = System.err; // before it is replaced
    private @Nullable WorkerSetup setup; // task thread only
    private volatile @Nullable StandBy standBy; // written by the task thread only

    @SuppressWarnings("UnusedVariable") // to be held is its use
    private byte @Nullable []
            reserve; // let go of when the heap is exhausted, so that this can still be told

    private volatile boolean taskThreadAnswered;
    private volatile @Nullable Pending readsFor; // the task thread, within a call
    private @Nullable Pending readLong; // stand-by only: the same at its last tick
    private volatile boolean stopping;
    private boolean hasCores; // for the thread that has the seat

    /**
     * @param ownsProcess false where the worker is only a thread of its parent: never exit, never
     *     replace System.out
     */
    public WorkerLoop(
            Transport transport,
            boolean ownsProcess,
            Function<ForeignThrowable, Throwable> standIn) {
        this.channel = new Channel(transport, "worker");
        this.ownsProcess = ownsProcess;
        this.standIn = standIn;
        this.current = new CurrentCall(Thread.currentThread());
    }

    /**
     * Runs until the channel ends or a STOP was obeyed; returns the exit code. Blocks. To be called
     * on the thread that made this.
     */
    public int run() {
        try {
            return serve();
        } catch (IOException | ClassNotFoundException e) {
            report(e);
            return inbox.hasEnded() ? WorkerExit.PARENT_GONE : WorkerExit.BROKEN;
        } catch (OutOfMemoryError e) {
            return outOfMemory(0, e);
        } finally {
            end();
        }
    }

    private int serve() throws IOException, ClassNotFoundException {
        if (ownsProcess) {
            channel.acceptSegments();
        }
        channel.send(FrameType.HELLO, 0, hello().toPayload());
        WorkerSetup known = awaitSetup();
        if (known == null) {
            return WorkerExit.PARENT_GONE;
        }
        Preparation preparation = new Preparation(channel, ownsProcess, standIn, current);
        if (known.initializer().length() > 0) {
            startStandBy(known);
        }
        CallRunner runner = preparation.prepare(known);
        if (runner == null) {
            return WorkerExit.SETUP_FAILED;
        }
        channel.send(FrameType.READY, 0, Payload.EMPTY);
        startStandBy(known);
        if (ownsProcess) {
            tellOfExits();
            reserve = new byte[1 << 17];
        }
        return runCalls(runner);
    }

    private void tellOfExits() {
        try {
            Runtime.getRuntime().addShutdownHook(new ExitHook(channel, this));
        } catch (IllegalStateException e) {
            // this process is ending already: nobody waits for the news
        }
    }

    private Hello hello() {
        String version = System.getProperty("java.version", "unknown");
        long capabilities = Hello.CONTROL_WHILE_BUSY | (ownsProcess ? Hello.MAPS_SEGMENTS : 0);
        return new Hello(Hello.VERSION, OwnPid.get(), version, capabilities);
    }

    private @Nullable WorkerSetup awaitSetup() throws IOException {
        while (setup == null) {
            if (!channel.receive(this)) {
                return null;
            }
        }
        return setup;
    }

    private void startStandBy(WorkerSetup known) {
        if (standBy == null) {
            StandBy made = new StandBy(this, inbox, known.name().concat("-stand-by"));
            standBy = made;
            made.start();
        }
    }

    private int runCalls(CallRunner runner) throws IOException {
        HeapGrowth heap = new HeapGrowth();
        while (!inbox.hasEnded()) {
            Frame next = inbox.poll();
            if (next == null) {
                if (!awaitWork()) {
                    return WorkerExit.PARENT_GONE;
                }
            } else if (next.type() == FrameType.STOP) {
                stopping = true;
                return WorkerExit.STOPPED;
            } else if (next.type() != FrameType.CALL) {
                runner.base(next.type(), next.id(), next.body());
            } else {
                wakeStandBy();
                run(runner, next.id(), next.body());
                if (ownsProcess) {
                    heap.collectIfGrown();
                }
            }
        }
        return WorkerExit.PARENT_GONE;
    }

    /** Reads once, or waits for what the stand-by reads; false at the end of the stream. */
    private boolean awaitWork() throws IOException {
        if (!inbox.sitDown()) {
            inbox.await();
            return !inbox.hasEnded();
        }
        try {
            return channel.receive(this, hasCores);
        } finally {
            inbox.standUp();
        }
    }

    private void run(CallRunner runner, long id, Payload call) throws IOException {
        try {
            runner.run(id, call);
        } catch (OutOfMemoryError e) {
            if (!ownsProcess) {
                runner.answerThrew(id, e);
                return;
            }
            WorkerExit.halt(outOfMemory(id, e));
        }
    }

    private void wakeStandBy() {
        StandBy other = standBy;
        if (other != null) {
            other.workHasCome();
        }
    }

    // Frames, on the thread that has the seat.

    @Override
    public void frame(FrameType type, long id, ByteSource body) throws IOException {
        switch (type) {
            case CALL, STOP, KEEP, USE, FORGET ->
                    inbox.add(new Frame(type, id, channel.keep(body)));
            case CANCEL -> giveBack(id);
            case RECALL -> channel.send(FrameType.GIVEN_BACK, 0, ids(inbox.removeAll()));
            case INTERRUPT -> current.interrupt(id);
            case DUMP -> channel.send(FrameType.DUMPED, id, text(ThreadDump.of(current)));
            case PING -> channel.send(FrameType.PONG, id, Payload.EMPTY);
            case SETUP -> setUp(WorkerSetup.of(body));
            case REQUEST, REPLY, CANCEL_REQUEST, TAKEN, NOTICE -> shared(type, id, body);
            default ->
                    throw new IOException("frame is not for a worker: type=" + type + ", id=" + id);
        }
    }

    /**
     * Learns who this worker is: here, and not when all that was read has been looked at, for what
     * comes right behind may ask this process for something already.
     */
    private void setUp(WorkerSetup told) {
        if (ownsProcess && told.address().length() > 0) {
            Home.isWorker(told.address(), channel, this);
        }
        if (told.address().length() > 0) {
            Home.runs(told.address(), current);
        }
        hasCores = told.hasCores();
        setup = told;
    }

    private static void shared(FrameType type, long id, ByteSource body) throws IOException {
        if (type == FrameType.TAKEN && Names.isToken(id)) {
            Names.taken(id);
        } else {
            Broker.parent().frame(type, id, body);
        }
    }

    private void giveBack(long id) throws IOException {
        if (inbox.remove(id)) {
            channel.send(FrameType.GIVEN_BACK, id, ids(new long[] {id}));
        }
    }

    private static Payload ids(long[] ids) {
        ByteSink sink = new ByteSink(Integer.BYTES + ids.length * Long.BYTES);
        sink.putInt(ids.length);
        for (long id : ids) {
            sink.putLong(id);
        }
        return sink.toPayload();
    }

    private static Payload text(String text) {
        return Payload.of(text.getBytes(StandardCharsets.UTF_8));
    }

    // The stand-by's thread.

    /** Reads in the task thread's place, until that waits and something has come for it. */
    void readInstead() {
        try {
            do {
                if (!channel.receive(this)) {
                    parentIsGone();
                    return;
                }
            } while (!inbox.leave() && !leaveToAnswered());
        } catch (IOException e) {
            report(e);
            broken();
        } catch (OutOfMemoryError e) {
            if (ownsProcess) {
                WorkerExit.halt(outOfMemory(0, e));
            }
            parentIsGone();
        }
    }

    /** Whether the task thread goes on within its call, and nobody else waits for an answer. */
    private boolean leaveToAnswered() {
        if (!taskThreadAnswered) {
            return false;
        }
        taskThreadAnswered = false;
        if (Broker.isParentAwaited()) {
            return false;
        }
        inbox.giveBack();
        return true;
    }

    // Answers about shared objects, for threads that wait within a call.

    /*
     * The task thread reads its answer itself, which saves two switches of threads. While it reads, another thread's interrupt does
     * not reach it; so when the answer has not come after a tick or two, the stand-by asks whether it will take long. The task thread reads
     * that it will, and parks; the stand-by reads instead, and leaves the seat again when it has read the answer.
     */
    @Override
    public void readFor(Pending pending) {
        StandBy other = standBy;
        if (other == null) {
            return; // nobody runs yet who could ask for anything
        }
        if (Thread.currentThread() == current.thread()) {
            taskThreadAnswered = false;
            if (!pending.hasFirstAnswer() && inbox.sitDown()) {
                readsFor = pending;
                other.workHasCome();
                readUntilAnswered(pending);
                readsFor = null;
                other.workHasCome();
            }
        }
        if (!pending.isDone()) {
            other.readNow();
        }
    }

    @Override
    public void readSoon() {
        StandBy other = standBy;
        if (other != null) {
            other.readNow();
        }
    }

    private void readUntilAnswered(Pending pending) {
        try {
            while (!pending.hasFirstAnswer() && !Thread.currentThread().isInterrupted()) {
                if (!channel.receive(this, hasCores)) {
                    parentIsGone();
                    return;
                }
            }
        } catch (IOException e) {
            report(e);
            broken();
        } finally {
            inbox.standUp();
        }
    }

    /** On the stand-by's thread, once a tick. */
    void relieveIfItTakesLong() {
        Pending read = readsFor;
        if (read != null && read == readLong) {
            read.askWhetherItWaits();
            read = null;
        }
        readLong = read;
    }

    @Override
    public long currentCall() {
        return current.id();
    }

    @Override
    public void answered(Thread waiter) {
        if (waiter == current.thread() && Thread.currentThread() != waiter) {
            taskThreadAnswered = true;
        }
    }

    /** Begins what is kept off the way to the first result. */
    void settle() {
        if (ownsProcess) {
            new ParentWatch().start();
            Chunks.afterwards(new HeapReturn(current));
        }
    }

    private void parentIsGone() {
        if (ownsProcess && !stopping) {
            WorkerExit.haltTree(WorkerExit.PARENT_GONE);
        }
        inbox.end(); // first: the interrupted task's answer fails, and that must not look like a
        // broken stream
        current.interruptAny();
    }

    private void broken() {
        if (ownsProcess && !stopping) {
            WorkerExit.haltTree(WorkerExit.BROKEN);
        }
        parentIsGone();
    }

    // The end.

    /**
     * Whether the process ends because it was told to, and not because a task called System.exit.
     */
    boolean isStopping() {
        return stopping;
    }

    private int outOfMemory(long id, OutOfMemoryError error) {
        reserve = null;
        try {
            Runtime heap = Runtime.getRuntime();
            StringBuilder text = new StringBuilder(256);
            text.append(error)
                    .append("; heap used=")
                    .append(heap.totalMemory() - heap.freeMemory());
            text.append(" bytes, max=").append(heap.maxMemory()).append(" bytes");
            channel.send(FrameType.OUT_OF_MEMORY, id, text(text.toString()));
        } catch (IOException | OutOfMemoryError e) {
            return WorkerExit.OUT_OF_MEMORY; // the exit code tells it, too
        }
        return WorkerExit.OUT_OF_MEMORY;
    }

    private void report(Exception error) {
        if (ownsProcess && !stopping) {
            stderr.println("procession worker ends: " + error);
        }
    }

    private void end() {
        inbox.end();
        if (!ownsProcess) {
            Home.runs(setup == null ? "" : setup.address(), null);
            channel.close();
            WorkerContext.setThread(null);
            wakeStandBy();
        }
    }
}
