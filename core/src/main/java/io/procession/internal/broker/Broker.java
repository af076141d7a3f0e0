package io.procession.internal.broker;

import io.procession.internal.channel.Channel;
import io.procession.internal.util.Threads;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The shared objects of this process, and the way to those of others. One a process.
 *
 * <p>An object lives in the process that made it. Threads of that process use it directly; others
 * send requests over the channel to their parent, or to their worker, which passes on what is not
 * for itself.
 */
/*
 *   user's object (SharedQueue) ──► SharedRef ──► Served                      in the owner: a monitor, no frames
 *   user's object (SharedQueue) ──► SharedRef ··· id ···► Broker ──► Link     elsewhere
 *
 *   Link ──► REQUEST ──► (the parent's Link: Relay ──► next Link) ──► Link ──► Registry ──► Served ──► REPLY, the same way back
 *
 * Who may block: only the thread that waits for the answer, in Pending.await. Threads that read serve requests, under the monitor
 * of one object, and post answers into an Outbox.
 *
 * Life of an object: its SharedRef is found by a weak reference. It is kept by the user's object; by each encoded value that
 * names it (Names); and by the holds of other processes, one for each that has a SharedRef for it. A hold ends when that
 * SharedRef is garbage, or its process has ended.
 *   - A handle in a REQUEST: the message keeps it until the answer has come.
 *   - A handle in a REPLY: the owner of the queue keeps it until TAKEN has come; whoever reads the REPLY takes hold first.
 *   - A handle in a CALL: the payload is kept until the call has its answer. In a RETURNED or THREW: NAMES goes before.
 */
public final class Broker {

    private static final Registry REGISTRY = new Registry();
    private static final Calls CALLS = new Calls();
    private static final Map<ObjectId, WeakReference<SharedRef>> REMOTE = new ConcurrentHashMap<>();
    private static final Map<String, Link> CHILDREN = new ConcurrentHashMap<>();
    private static final AtomicLong HOLDS = new AtomicLong();

    private static final BooleanSupplier MAY_TELL = () -> !Home.hasOtherWays();
    private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static volatile @Nullable Link parent;

    static {
        Home.whenOtherWay(Broker::awaitTold);
    }

    private Broker() {}

    /**
     * The thread that lets go of what is garbage here; made when something of another process is
     * held.
     */
    private static final class Garbage {
        static final Cleaner CLEANER =
                Cleaner.create(body -> Threads.daemon("procession-broker-cleaner", body));
    }

    // Objects.

    /** Makes an object known, which this process owns. */
    public static SharedRef add(Served served) {
        return REGISTRY.add(served);
    }

    /** What this process has for an object: the same as long as it is reachable. */
    public static SharedRef refOf(ObjectId id) {
        if (id.owner().equals(Home.address())) {
            SharedRef own = REGISTRY.find(id.number());
            return own != null ? own : new SharedRef(id, new Freed(wasFreed(id.number())));
        }
        for (; ; ) {
            WeakReference<SharedRef> known = REMOTE.get(id);
            SharedRef ref = known == null ? null : known.get();
            if (ref != null) {
                return ref;
            }
            SharedRef made = new SharedRef(id, null);
            WeakReference<SharedRef> entry = new WeakReference<>(made);
            boolean isFirst =
                    known == null
                            ? REMOTE.putIfAbsent(id, entry) == null
                            : REMOTE.replace(id, known, entry);
            if (isFirst) {
                takeHold(made, entry);
                return made;
            }
        }
    }

    private static void takeHold(SharedRef ref, WeakReference<SharedRef> entry) {
        ObjectId id = ref.id();
        long hold = HOLDS.incrementAndGet();
        Link owner = linkTo(id.owner());
        if (owner != null) {
            owner.hold(id, hold);
        }
        Garbage.CLEANER.register(ref, () -> letGo(id, hold, entry));
    }

    private static void letGo(ObjectId id, long hold, WeakReference<SharedRef> entry) {
        REMOTE.remove(id, entry);
        Link owner = linkTo(id.owner());
        if (owner != null) {
            owner.release(id, hold);
        }
    }

    static @Nullable SharedRef find(long number) {
        return number == Census.NUMBER ? Census.ref() : REGISTRY.find(number);
    }

    static Registry registry() {
        return REGISTRY;
    }

    static Calls calls() {
        return CALLS;
    }

    /** How many objects of this process can still be reached, here or from elsewhere. */
    public static int objectCount() {
        return REGISTRY.size();
    }

    /** How many objects of this process others hold. */
    public static int heldCount() {
        return REGISTRY.heldCount();
    }

    /** How many requests wait for objects of this process, for tests and for people. */
    public static int waitCount() {
        int count = 0;
        for (SharedRef each : REGISTRY.all()) {
            Served served = each.served();
            count += served == null ? 0 : served.waiting().size();
        }
        return count;
    }

    // Requests for objects of other processes.

    static Message exchange(
            SharedRef ref, Message message, long timeoutNanos, boolean heedsInterrupts)
            throws InterruptedException {
        Link owner = linkTo(ref.id().owner());
        if (owner == null) {
            return Message.failed(ownerHasEnded(ref.id().owner()));
        }
        Link.Asked asked = owner.ask(ref.id(), message, timeoutNanos, null);
        Home.Reader reader = Home.reader();
        if (reader != null && owner == parent) {
            reader.readFor(asked);
        }
        Message reply = asked.await(timeoutNanos, heedsInterrupts);
        Reference.reachabilityFence(ref); // its hold must last as long as its request
        return reply;
    }

    /**
     * Makes a request that cannot fail, and to which no answer is wanted, where nobody could ever
     * notice that it was not awaited. Returns whether it was made; else it is to be asked.
     */
    /*
     * Only of the parent. Whatever leaves this process, or one below it, goes through the one pipe to the parent, behind this frame, and
     * the parent does it when it reads it: so whoever has heard, by any message, that the operation has returned finds it done.
     * For an owner further away that would not be certain, since calls and requests go to him from several queues. And not once this
     * process has another way to tell anybody: mapped memory, or a worker of its own, which may have mapped some. When it gets the first,
     * what was told before is awaited.
     */
    static boolean tell(SharedRef ref, Message message) {
        if (Home.hasOtherWays() || message.namesObjects()) {
            return false;
        }
        Link known = Home.toParent() == null ? null : parent();
        if (known == null || !known.address().equals(ref.id().owner())) {
            return false;
        }
        boolean told = known.tell(ref.id(), message, MAY_TELL);
        Reference.reachabilityFence(ref); // the end of its hold comes behind
        return told;
    }

    /** Waits until the parent has done all that it was told before. */
    private static void awaitTold() {
        askCensus(parent().address(), Message.of(Census.NOTHING), TELL_NANOS);
    }

    /** The owner has refused what this process has told: from now on it is to be asked. */
    static void toldInVain(ObjectId id) {
        WeakReference<SharedRef> known = REMOTE.get(id);
        SharedRef ref = known == null ? null : known.get();
        if (ref != null) {
            ref.mustBeAsked();
        }
    }

    // The search for deadlocks.

    /** Asks the census of a process for something; null if it cannot be reached. */
    static Link.@Nullable Asked sendToCensus(String process, Message message) {
        Link next = linkTo(process);
        if (next == null) {
            return null;
        }
        Link.Asked asked =
                next.ask(new ObjectId(process, Census.NUMBER), message, Request.FOREVER, null);
        Home.Reader reader = Home.reader();
        if (reader != null && next == parent) {
            reader.readFor(asked);
        }
        return asked;
    }

    /** The same, and waits for the answer, for a bounded time; null if none came. Blocks. */
    static @Nullable Message askCensus(String process, Message message, long nanos) {
        if (process.equals(Home.address())) {
            return Census.ref().ask(message);
        }
        Link.Asked asked = sendToCensus(process, message);
        return asked == null ? null : asked.awaitAtMost(nanos);
    }

    /** The threads of this process that wait for objects of others. */
    static List<Thread> waitingThreads() {
        List<Thread> waiting = new ArrayList<>();
        CHILDREN.values().forEach(each -> waiting.addAll(each.waitingThreads()));
        Link known = parent;
        if (known != null) {
            waiting.addAll(known.waitingThreads());
        }
        return waiting;
    }

    /** The addresses of the workers of this process that are processes themselves. */
    static List<String> workersInProcesses() {
        return CHILDREN.keySet().stream()
                .filter(each -> !Home.tasks().containsKey(each))
                .filter(each -> !Home.pidOf(each).equals(Home.pidOf(Home.address())))
                .toList();
    }

    /** What a worker of this process is, and the call that it runs. */
    static String describe(String worker, long call) {
        Link link = CHILDREN.get(worker);
        return link == null ? "" : link.describe(call);
    }

    static Runnable send(SharedRef ref, Message message, Consumer<Message> hears) {
        Link owner = linkTo(ref.id().owner());
        if (owner == null) {
            hears.accept(Message.failed(ownerHasEnded(ref.id().owner())));
            return () -> {};
        }
        Link.Asked asked =
                owner.ask(
                        ref.id(),
                        message,
                        Request.FOREVER,
                        reply -> {
                            hears.accept(reply);
                            Reference.reachabilityFence(ref);
                        });
        Home.Reader reader = Home.reader();
        if (reader != null && owner == parent) {
            reader.readSoon();
        }
        return () -> asked.cancel(Message.INTERRUPTED);
    }

    /** Tells what stands here for objects of a process, and of those below it, that it ended. */
    static void tellOfEnd(String process) {
        REMOTE.forEach((id, known) -> {
            SharedRef ref = Home.isWithin(id.owner(), process) ? known.get() : null;
            if (ref != null) {
                ref.ownerHasEnded();
            }
        });
    }

    static void stir(SharedRef ref) {
        Link owner = linkTo(ref.id().owner());
        if (owner != null) {
            owner.stir(ref.id());
        }
    }

    /** Does something when an object can be reached no more; the action must not reach it. */
    public static void whenGarbage(Object object, Runnable action) {
        Garbage.CLEANER.register(object, action);
    }

    static String ownerHasEnded(String owner) {
        return "shared object is gone: the process that owns it has ended, or cannot be reached: pid="
                + Home.pidOf(owner);
    }

    static String wasFreed(long number) {
        return "shared object was freed: nobody held it any more, or it was closed: object="
                + number
                + " of process "
                + Home.pidOf(Home.address());
    }

    // Neighbours.

    /**
     * A worker of this process, which is about to be told its address.
     *
     * @param describer says, for people, what it is, and which call it runs, of a call's id
     */
    public static Link addWorker(String address, Channel channel, LongFunction<String> describer) {
        Home.hasOtherWay(); // what is told to it may reach others without passing the parent
        Link link = new Link(address, channel, describer);
        CHILDREN.put(address, link);
        return link;
    }

    /** The parent of this process. Only in a worker. */
    public static Link parent() {
        Link known = parent;
        return known == null ? makeParent() : known;
    }

    private static synchronized Link makeParent() {
        Link known = parent;
        if (known == null) {
            Channel channel = Home.toParent();
            if (channel == null) {
                throw new IllegalStateException("this process is not a worker");
            }
            String own = Home.address();
            known = new Link(Home.parentOf(own), channel, null);
            parent = known;
        }
        return known;
    }

    /** Whether threads of this worker wait for answers from its parent. */
    public static boolean isParentAwaited() {
        Link known = parent;
        return known != null && known.isAwaited();
    }

    /** The neighbour on the way to a process; null if there is no way. */
    static @Nullable Link linkTo(String process) {
        String own = Home.address();
        if (Home.isWithin(process, own)) {
            int end = process.indexOf('/', own.length() + 1);
            return CHILDREN.get(end < 0 ? process : process.substring(0, end));
        }
        return Home.toParent() == null ? null : parent();
    }

    static void unlink(Link link) {
        CHILDREN.remove(link.address(), link);
    }

    /** Stands where an object was that nobody held any more. */
    private static final class Freed extends Served {

        private final String why;

        Freed(String why) {
            super("freed object");
            this.why = why;
        }

        @Override
        protected void serve(Request request) {
            request.answer(Message.failed(why));
        }
    }
}
