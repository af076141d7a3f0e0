package io.procession.internal.local;

import io.procession.internal.broker.Broker;
import io.procession.internal.broker.Home;
import io.procession.internal.broker.Link;
import io.procession.internal.channel.Channel;
import io.procession.internal.launch.DeathCauses;
import io.procession.internal.launch.WorkerProcess;
import io.procession.internal.util.Threads;
import io.procession.internal.wire.ByteSource;
import io.procession.internal.wire.FrameType;
import io.procession.internal.wire.Hello;
import io.procession.internal.worker.WorkerSetup;
import io.procession.spi.Death;
import io.procession.spi.Payload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One worker in its parent: starts the process, shakes hands, reads its frames on a thread of its
 * own, and tells the owner, in the end, how it died.
 */
/*
 * Flow of the reader thread: launch -> SETUP sent -> [ receive frames -> owner.answered()... -> owner.afterRead() -> delivery ]* ->
 * end of stream -> the process is made to end -> owner.ended(), exactly once.
 *
 * A delivery completes futures, so it runs callbacks of users, which may block. The pool's clock then calls replaceReader():
 * a new thread goes on with the rest of the delivery, then reads on, and the old one leaves when its callback returns. `delivering`
 * settles who goes on: it holds the stamp of the delivery that runs, and whoever changes that, the reader at its end or the clock, has
 * won. Two threads may run one delivery, each taking what the other has not, and two deliveries may run at once.
 *
 * Not promised: that a process that was killed is gone when kill() returns. owner.ended() says so.
 */
public final class WorkerHandle {

    /**
     * What the owner hears. All but {@link #ended} come from the reader thread, in the order of the
     * stream.
     */
    public interface Owner {
        /** The initializer has run. */
        void ready();

        /** RETURNED, THREW or OUT_OF_MEMORY, which knows no run time. */
        void answered(FrameType type, long id, long runNanos, Payload body) throws IOException;

        /** Calls that the worker has not started and will not. */
        void gaveBack(long[] ids);

        /**
         * Everything that had arrived was told. Returns what is to be delivered to callbacks of
         * users, or null. When one of these blocks, another thread runs the same delivery, to go on
         * behind it.
         */
        @Nullable Runnable afterRead();

        /** The process is gone, or never was. Told once. */
        void ended(ExitReport report);

        /**
         * Whether so many short calls are under way that reading their answers one by one would
         * cost more than the calls.
         */
        boolean isStreaming();

        /** The label of the call of this id, "" if it is none of ours. */
        String labelOf(long id);
    }

    /** Starts the process; what differs between worker JVMs and threads of this one. */
    @FunctionalInterface
    public interface Starter {
        WorkerProcess start() throws IOException;
    }

    /**
     * The owner is at the frames that were read, or a reader is being replaced: a delivery may
     * follow.
     */
    private static final long SETTLING = Long.MIN_VALUE;

    /**
     * How long a reader lets the answers of a stream of calls gather: a thread switch for each
     * would cost as much.
     */
    private static final long GATHER_NANOS = 20_000;

    private static final Duration EXIT_LIMIT = Duration.ofSeconds(10);

    private final String name;
    private final Owner owner;
    private final Starter starter;
    private final WorkerSetup setup;
    private final OutputRouter output;

    private final CompletableFuture<WorkerProcess> started = new CompletableFuture<>();
    private final CompletableFuture<ExitReport> ended = new CompletableFuture<>();
    private volatile @Nullable WorkerProcess process;
    private volatile @Nullable Channel channel;
    private final AtomicLong delivering =
            new AtomicLong(); // System.nanoTime() | 1 while a delivery runs, SETTLING, or 0
    private volatile @Nullable Runnable delivery; // the last; written before its stamp
    private volatile @Nullable CompletableFuture<String> dump;
    private volatile boolean killed;
    private volatile @Nullable ExitReport
            exit; // before the owner hears of it, who may let others ask
    private volatile Instant startedAt = Instant.now();

    private volatile @Nullable Link link; // written by the reader thread only, as all below
    private @Nullable Hello hello;
    private boolean ready;
    private @Nullable Payload setupError;
    private @Nullable String protocolError;
    private @Nullable String exiting;
    private @Nullable Object named; // by the answer that comes next

    public WorkerHandle(
            String name, Owner owner, Starter starter, WorkerSetup setup, OutputRouter output) {
        this.name = name;
        this.owner = owner;
        this.starter = starter;
        this.setup = setup;
        this.output = output;
    }

    /** Starts the process, on a thread of its own. Does not block. */
    public void start() {
        newReader(this::runFromStart);
    }

    /** The started process; fails if it could not be started. */
    public CompletableFuture<WorkerProcess> started() {
        return started;
    }

    /** How the process ended, once it has and the owner knows. */
    public CompletableFuture<ExitReport> ended() {
        return ended;
    }

    /** The exit code, once the process has ended. */
    public OptionalInt exitCode() {
        ExitReport report = exit;
        return report == null ? OptionalInt.empty() : report.exitCode();
    }

    public String name() {
        return name;
    }

    public OptionalLong pid() {
        WorkerProcess current = process;
        return current == null ? OptionalLong.empty() : OptionalLong.of(current.pid());
    }

    public boolean isAlive() {
        WorkerProcess current = process;
        return current != null && current.isAlive();
    }

    public Instant startedAt() {
        return startedAt;
    }

    public long residentBytes() {
        WorkerProcess current = process;
        return current == null ? -1 : current.residentBytes();
    }

    /** Where it stands in the tree of processes ({@link Home}); "" before it has been started. */
    public String address() {
        Link known = link;
        return known == null ? "" : known.address();
    }

    /** Bytes that may be outstanding before a send could block. */
    public int window() {
        Channel current = channel;
        return current == null ? 0 : current.window();
    }

    /** Sends frames. May block when they are more than the window. */
    public void send(List<Channel.Frame> frames) throws IOException {
        Channel current = channel;
        if (current == null) {
            throw new IOException("worker has no channel yet: worker=" + name);
        }
        if (frames.size() == 1) {
            Channel.Frame only = frames.get(0);
            current.send(only.type(), only.id(), only.body()); // lets control frames in between
        } else {
            current.sendAll(frames);
        }
    }

    /** Sends a control frame without a body; a worker that is gone does not mind. */
    public void tell(FrameType type, long id) {
        Channel current = channel;
        if (current != null) {
            try {
                current.send(type, id, Payload.EMPTY);
            } catch (IOException e) {
                // the reader sees the end of the stream, and reports it
            }
        }
    }

    /**
     * Asks the worker to give back what it has not started, then for its threads; these, or why
     * they cannot be had. Blocks, for the limit at most.
     */
    public String recallAndDump(Duration limit) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        dump = answer;
        Threads.background(() -> { // a stopped worker may have a full pipe
            tell(FrameType.RECALL, 0);
            tell(FrameType.DUMP, 0);
        });
        try {
            return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "(no thread dump: interrupted)";
        } catch (ExecutionException | TimeoutException e) {
            WorkerProcess current = process;
            String state = current == null ? "" : current.systemState();
            return "(no thread dump: the worker did not answer within "
                    + limit.toMillis()
                    + " ms"
                    + (state.isEmpty() ? "" : "; the process is " + state)
                    + ")";
        }
    }

    /** Asks the process to end (SIGTERM). */
    public void terminate() {
        started.thenAccept(WorkerProcess::terminate);
    }

    /**
     * Kills the process and its children, now or as soon as it has been started. Does not block.
     */
    public void kill() {
        killed = true;
        started.thenAccept(WorkerProcess::killTree);
    }

    /** Whether this side killed it. */
    public boolean wasKilled() {
        return killed;
    }

    /** Whether a callback of a user's runs, or may be about to: time must not stop meanwhile. */
    public boolean isDelivering() {
        return delivering.get() != 0;
    }

    /**
     * Since when callbacks of users have kept the reader from reading, by System.nanoTime(); 0 if
     * they do not.
     */
    public long deliveringSince() {
        long since = delivering.get();
        return since == SETTLING ? 0 : since;
    }

    /**
     * Lets a new thread go on, if the reader is still kept by the callbacks that it was kept by
     * {@code since} then.
     */
    public void replaceReader(long since) {
        Runnable rest = delivery;
        if (rest != null && delivering.compareAndSet(since, SETTLING)) {
            newReader(() -> {
                if (deliver(rest)) {
                    readOn();
                }
            });
        }
    }

    private void newReader(Runnable body) {
        Threads.daemon(name + "-reader", body).start();
    }

    private void runFromStart() {
        WorkerProcess launched;
        try {
            launched = starter.start();
        } catch (IOException | RuntimeException e) {
            started.completeExceptionally(e);
            end(notStarted(e));
            return;
        }
        startedAt = launched.startedAt();
        process = launched;
        Channel fresh = new Channel(launched.transport(), name);
        channel = fresh;
        started.complete(launched);
        String address = Home.addressOfChild(launched.pid());
        try {
            fresh.send(FrameType.SETUP, 0, setup.at(address).toPayload());
        } catch (IOException e) {
            // it died at once; its exit tells why
        }
        // not before: whoever sees the link may send, and a worker must learn first who it is
        link = Broker.addWorker(address, fresh, this::describe);
        readOn();
    }

    private void readOn() {
        Channel current = Objects.requireNonNull(channel, "channel");
        Channel.Receiver receiver = this::frame;
        boolean hasCores = Runtime.getRuntime().availableProcessors() > 1;
        boolean open = true;
        while (open) {
            try {
                open = current.receive(receiver, hasCores);
            } catch (IOException e) {
                protocolError = e.getMessage();
                open = false;
            }
            delivering.set(
                    SETTLING); // before the owner books the last call as ended, or the clock might
            // stop
            Runnable next = owner.afterRead();
            if (next == null) {
                delivering.set(0);
            } else if (!deliver(next)) {
                return; // another thread reads on
            } else if (owner.isStreaming()) {
                LockSupport.parkNanos(GATHER_NANOS);
            }
        }
        end(awaitEnd());
    }

    /** Runs a delivery; false if it took so long that the reader was replaced meanwhile. */
    private boolean deliver(Runnable next) {
        delivery = next;
        long stamp = System.nanoTime() | 1;
        delivering.set(stamp);
        next.run();
        if (!delivering.compareAndSet(stamp, 0)) {
            return false;
        }
        delivery = null; // it holds calls, and what they captured
        return true;
    }

    private void end(ExitReport report) {
        exit = report;
        owner.ended(report);
        ended.complete(report);
    }

    private void frame(FrameType type, long id, ByteSource body) throws IOException {
        if (hello == null && type != FrameType.HELLO) {
            throw new IOException("frame before HELLO: type=" + type + ", worker=" + name);
        }
        switch (type) {
            case RETURNED, THREW -> {
                long runNanos = body.getLong();
                Objects.requireNonNull(link).callEnded(id);
                owner.answered(type, id, runNanos, withNames(kept(body)));
            }
            case OUT_OF_MEMORY -> owner.answered(type, id, 0, kept(body));
            case PRINTED -> printed(id, body);
            case READY -> {
                ready = true;
                owner.ready();
            }
            case SETUP_FAILED -> setupError = kept(body);
            case GIVEN_BACK -> owner.gaveBack(ids(body));
            case DUMPED -> {
                CompletableFuture<String> waiting = dump;
                if (waiting != null) {
                    waiting.complete(text(body));
                }
            }
            case EXITING -> exiting = text(body);
            case HELLO -> greeted(Hello.of(body)); // refuses another version
            case PONG -> {}
            case REQUEST, REPLY, CANCEL_REQUEST, TAKEN, NOTICE ->
                    Objects.requireNonNull(link).frame(type, id, body);
            case NAMES -> named = Objects.requireNonNull(link).names(body);
            default ->
                    throw new IOException(
                            "frame that a worker never sends: type=" + type + ", id=" + id);
        }
    }

    private String describe(long call) {
        String label = owner.labelOf(call);
        return "worker " + name + (label.isEmpty() ? "" : ", task " + label);
    }

    private void greeted(Hello fresh) {
        hello = fresh;
        Channel current = channel;
        if (current != null && fresh.can(Hello.MAPS_SEGMENTS)) {
            current.offerSegments();
        }
    }

    private Payload kept(ByteSource body) throws IOException {
        Channel current = channel;
        return current == null ? body.remainder() : current.keep(body);
    }

    /** An answer keeps the shared objects that it names, until it has been decoded. */
    private Payload withNames(Payload answer) {
        if (named != null) {
            answer.attach(named);
            named = null;
        }
        return answer;
    }

    private void printed(long id, ByteSource body) throws IOException {
        boolean toErr = body.getByte() == 2;
        WorkerProcess current = process;
        String text = text(body);
        if (toErr && current != null) {
            current.addLine(text.stripTrailing());
        }
        output.text(toErr, current == null ? 0 : current.pid(), owner.labelOf(id), text);
    }

    /** A line that the process wrote to its stderr natively. */
    public void nativeLine(String line) {
        WorkerProcess current = process;
        output.text(true, current == null ? 0 : current.pid(), "", line + "\n");
    }

    private static long[] ids(ByteSource body) throws IOException {
        long[] ids = new long[body.getInt()];
        body.getLongs(ids);
        return ids;
    }

    private static String text(ByteSource body) throws IOException {
        byte[] bytes = new byte[body.available()];
        body.getBytes(bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private ExitReport notStarted(Exception error) {
        return new ExitReport(
                Death.Cause.NOT_STARTED,
                /* wasReady= */ false,
                OptionalLong.empty(),
                OptionalInt.empty(),
                String.valueOf(error.getMessage()),
                List.of(),
                null,
                null);
    }

    /** The stream has ended, or is out of step: the process must end too. Blocks for that. */
    private ExitReport awaitEnd() {
        WorkerProcess ended = process;
        Channel current = channel;
        if (ended == null || current == null) {
            throw new IllegalStateException("reader without a process: worker=" + name);
        }
        if (protocolError != null) {
            ended.killTree();
        }
        OptionalInt exitCode = exitCodeOf(ended);
        ended.killTree(); // what it started ends with it
        current.close();
        Link broken = link;
        if (broken != null) {
            broken.end(); // nothing of it runs any more that could rely on a lock
        }
        String crash = ended.crashReport();
        List<String> lines = ended.lastLines();
        return new ExitReport(
                protocolError != null && !killed && exitCode.orElse(0) == 137
                        ? Death.Cause.PROTOCOL
                        : Death.Cause.DIED,
                ready,
                OptionalLong.of(ended.pid()),
                exitCode,
                explain(exitCode, lines, crash),
                lines,
                crash,
                setupError);
    }

    private OptionalInt exitCodeOf(WorkerProcess ended) {
        for (int attempt = 0; attempt < 2; attempt++) {
            try {
                return OptionalInt.of(
                        ended.exit().get(EXIT_LIMIT.toMillis(), TimeUnit.MILLISECONDS));
            } catch (InterruptedException e) {
                ended.killTree(); // nobody interrupts this thread but a callback of a user's
            } catch (ExecutionException e) {
                return OptionalInt.empty();
            } catch (TimeoutException e) {
                ended.killTree(); // it closed its channel, but did not exit
            }
        }
        return OptionalInt.empty();
    }

    private String explain(OptionalInt exitCode, List<String> lines, @Nullable String crash) {
        if (protocolError != null && !killed) {
            return "its stream broke off: " + protocolError;
        }
        String words =
                exitCode.isPresent()
                        ? DeathCauses.explain(exitCode.getAsInt(), lines, crash, List.of())
                        : "its exit code could not be learnt";
        String caller = exiting;
        words = ready ? words : words.replace("in the task", "in the initializer");
        return caller == null ? words : words + "; System.exit was called by " + caller;
    }
}
