package io.procession.internal.broker;

import io.procession.internal.broker.FutureWaits.Running;
import io.procession.internal.broker.Picture.ForCall;
import io.procession.internal.broker.Picture.Place;
import io.procession.internal.broker.Picture.Seat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The object number 0 of every process, by which the search for deadlocks asks it what its threads
 * wait for, and ends a wait.
 *
 * <p>It is the one object under whose monitor those of others are taken, one at a time; none of
 * them knows it.
 */
final class Census extends Served {

    /** Its number, in every process. */
    static final long NUMBER = 0;

    /** A {@link Picture}. */
    static final int PICTURE = 1;

    /** Asked of the root: there may be a deadlock. */
    static final int SUSPECT = 2;

    /** Ends a wait: number of the object, sequence of the wait; the text says why. */
    static final int BREAK = 3;

    /** What is known of a worker, whose address is the text, and of its call. */
    static final int DESCRIBE = 4;

    /** Answered when all before it was done. */
    static final int NOTHING = 5;

    /** Classes whose lines say nothing to the program: this library's and the JDK's. */
    private static final Pattern NOT_THE_PROGRAM =
            Pattern.compile(
                    "(java|jdk|sun)\\..*|io\\.procession\\.([A-Z].*|(shared|internal|bridge|actor|space)\\..*)");

    private static final class Only {
        static final SharedRef REF =
                new SharedRef(new ObjectId(Home.address(), NUMBER), new Census());
    }

    private Census() {
        super("Census");
    }

    static SharedRef ref() {
        return Only.REF;
    }

    @Override
    protected void serve(Request request) throws IOException {
        Message asked = request.message();
        switch (asked.code()) {
            case PICTURE -> request.answer(Message.of(Message.OK, picture().toPayload()));
            case SUSPECT -> {
                DeadlockSearch.soon();
                request.answer();
            }
            case BREAK -> {
                SharedRef ref = Broker.find(asked.number(0));
                Served served = ref == null ? null : ref.served();
                if (served != null) {
                    served.breakWait(asked.number(1), asked.text());
                }
                request.answer();
            }
            case DESCRIBE ->
                    request.answer(
                            Message.ofText(
                                    Message.OK, Broker.describe(asked.text(), asked.number(0))));
            case NOTHING -> request.answer();
            default -> throw new IOException("unknown operation: code=" + asked.code());
        }
    }

    /** What this process knows. Takes the monitors of its objects, one at a time. */
    static Picture picture() {
        List<Picture.Owned> objects = new ArrayList<>();
        List<Thread> waiting = new ArrayList<>(Broker.waitingThreads());
        for (SharedRef each : Broker.registry().all()) {
            Served served = each.served();
            if (served != null) {
                Picture.Owned owned = served.picture(waiting);
                if (owned != null) {
                    objects.add(owned);
                }
            }
        }
        List<ForCall> futures = futures(waiting);
        List<Place> places = new ArrayList<>();
        for (Thread each : waiting) {
            places.add(new Place(each.getId(), lineOf(each)));
        }
        return new Picture(
                Home.address(),
                objects,
                futures,
                seats(),
                places,
                alive(),
                FutureWaits.unfinishedCalls(),
                Broker.workersInProcesses());
    }

    private static List<ForCall> futures(List<Thread> waiting) {
        List<ForCall> futures = new ArrayList<>();
        for (FutureWaits each : FutureWaits.all()) {
            Running call = each.call();
            if (call != null) {
                Client client = Client.of(each.thread());
                futures.add(new ForCall(client, each.sequence(), call.worker(), call.call()));
                waiting.add(each.thread());
            }
        }
        return futures;
    }

    private static List<Seat> seats() {
        List<Seat> seats = new ArrayList<>();
        Home.tasks()
                .forEach((worker, task) ->
                        seats.add(new Seat(worker, Client.of(task.thread()), task.id())));
        return seats;
    }

    private static List<Client> alive() {
        List<Client> alive = new ArrayList<>();
        Thread.getAllStackTraces()
                .forEach((thread, trace) -> {
                    if (mayActByItself(thread, trace)) {
                        alive.add(Client.of(thread));
                    }
                });
        return alive;
    }

    /**
     * All but the JVM's own threads, and those of this library that are not at the program's code
     * just now.
     */
    private static boolean mayActByItself(Thread thread, StackTraceElement[] trace) {
        ThreadGroup group = thread.getThreadGroup();
        if (thread == Thread.currentThread()
                || group == null
                || group.getParent() == null
                || group.getName().equals("InnocuousThreadGroup")
                || thread.getName().equals("DestroyJavaVM")) {
            return false;
        }
        boolean isOurs = thread.getName().startsWith("procession-");
        for (StackTraceElement each : trace) {
            if (!NOT_THE_PROGRAM.matcher(each.getClassName()).matches()) {
                return true;
            }
            isOurs |= each.getClassName().startsWith("io.procession.internal.");
        }
        return !isOurs;
    }

    /** The innermost line that is neither this library's nor the JDK's. */
    private static String lineOf(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .filter(each -> !NOT_THE_PROGRAM.matcher(each.getClassName()).matches())
                .map(each ->
                        each.getClassName()
                                + "."
                                + each.getMethodName()
                                + "("
                                + each.getFileName()
                                + ":"
                                + each.getLineNumber()
                                + ")")
                .findFirst()
                .orElse("an unknown place");
    }
}
