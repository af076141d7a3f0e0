package io.procession.internal.deferral;

import io.procession.internal.restore.Deviation;
import io.procession.internal.restore.GraphComparison;
import io.procession.internal.restore.PlaceFinder;
import io.procession.internal.restore.RestoredCall;
import io.procession.internal.snapshot.CannotTravelException;
import io.procession.internal.snapshot.Delta;
import io.procession.internal.snapshot.GraphCodec;
import io.procession.internal.snapshot.PathFinder;
import io.procession.internal.snapshot.Replica;
import io.procession.internal.snapshot.RestoringCodec;
import io.procession.internal.snapshot.Rollback;
import io.procession.internal.snapshot.World;
import io.procession.internal.wire.ByteSource;
import io.procession.internal.worker.SerialCalls;
import io.procession.spi.Payload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs the calls of each wait of a Synchronized method once more: serially, in program order, in a
 * fresh process, on one world of objects; and compares. Confined to the thread of the method.
 */
/*
 *   capture(call 1), capture(call 2), ...   each call's arguments as they are then; what an earlier call may change goes by number
 *   verify(calls)                           the fresh process runs them on what the earlier ones left behind
 *                                           here: what they gave in parallel is applied, compared, and taken back
 *
 * The objects and results of both runs are compared as one graph, so that it matters, too, what is the same object.
 */
final class Verification {

    private World world = new World();
    private final List<Payload> captured = new ArrayList<>();

    /** Captures a call that is about to be made. */
    void capture(GraphCodec codec, MethodCall call, @Nullable Object @Nullable [] writable)
            throws CannotTravelException {
        captured.add(new RestoringCodec(codec).encodeCall(world, writable, call, "call"));
    }

    /** Everything was waited for: the next calls start from what there is now. */
    void forget() {
        if (!captured.isEmpty()) {
            world = new World();
            captured.clear();
        }
    }

    /**
     * Compares calls that have ended.
     *
     * @param calls the first of those that were captured, in order, up to the first that threw
     * @param all how many were submitted
     */
    @Nullable Deviation verify(List<CallStep> calls, int all) throws Throwable {
        if (calls.isEmpty() || all != captured.size()) {
            return null; // one could not be submitted: there is nothing to compare with
        }
        Rerun first = calls.get(0).expectRestoring().rerun();
        if (first == null) {
            return null;
        }
        Object[] bytes = new Object[all];
        for (int i = 0; i < all; i++) {
            bytes[i] = SerialCalls.bytes(captured.get(i));
        }
        byte[] ended = first.runner().run(new SerialCalls(bytes, calls.size()));
        Replica replica =
                new RestoringCodec(first.codec())
                        .decodeWorld(new ByteSource(Payload.of(ended)), world);
        return compare(calls, replica, first.codec());
    }

    private static @Nullable Deviation compare(
            List<CallStep> calls, Replica replica, GraphCodec codec) throws Throwable {
        List<Delta> deltas = new ArrayList<>();
        for (CallStep each : calls) {
            deltas.add(each.expectRestoring().arrive());
        }
        Rollback before = Rollback.before(deltas);
        try {
            for (int i = 0; i < deltas.size(); i++) {
                try {
                    deltas.get(i).apply();
                } catch (IOException e) { // such as two calls that both empty a list
                    return new Deviation(
                            calls.get(i).expectRestoring().told().text(),
                            "changes of call " + (i + 1),
                            "they cannot be made after those of the calls before it",
                            "they can");
                }
            }
            return difference(calls, deltas, replica, codec);
        } finally {
            before.undo();
        }
    }

    private static @Nullable Deviation difference(
            List<CallStep> calls, List<Delta> deltas, Replica replica, GraphCodec codec) {
        List<String> names = new ArrayList<>();
        List<@Nullable Object> parallel = new ArrayList<>();
        List<@Nullable Object> serial = new ArrayList<>();
        List<Integer> owners = new ArrayList<>(); // of each root, the call
        for (int i = 0; i < calls.size(); i++) {
            addArguments(calls.get(i), replica.arguments().get(i), names, parallel, serial);
            names.add(
                    (replica.areThrown().get(i) ? "exception" : "result") + " of call " + (i + 1));
            parallel.add(deltas.get(i).result());
            serial.add(replica.results().get(i));
            while (owners.size() < names.size()) {
                owners.add(i);
            }
        }
        GraphComparison.Difference found = GraphComparison.find(codec, names, parallel, serial);
        if (found == null) {
            return null;
        }
        int call = callOf(codec, found, names, parallel, owners, deltas);
        return new Deviation(
                call < 0 ? anyOf(calls) : calls.get(call).expectRestoring().told().text(),
                found.place(),
                found.left(),
                found.right());
    }

    /** Where only the serial run changed something. */
    private static String anyOf(List<CallStep> calls) {
        return "one of "
                + calls.size()
                + " calls, from "
                + calls.get(0).expectRestoring().told().text()
                + " to "
                + calls.get(calls.size() - 1).expectRestoring().told().text();
    }

    private static void addArguments(
            CallStep call,
            @Nullable Object replica,
            List<String> names,
            List<@Nullable Object> parallel,
            List<@Nullable Object> serial) {
        Restoring restoring = call.expectRestoring();
        Rerun rerun = restoring.rerun();
        @Nullable Object[] writable = rerun == null ? null : rerun.writable();
        if (writable == null || !(replica instanceof Object[] copies)) {
            return;
        }
        RestoredCall told = restoring.told();
        for (int i = 0; i < writable.length; i++) {
            if (writable[i] != null) {
                names.add(told.names().get(i));
                parallel.add(writable[i]);
                serial.add(copies[i]);
            }
        }
    }

    /** The last call that changed the place, or whose result it is in; or -1. */
    private static int callOf(
            GraphCodec codec,
            GraphComparison.Difference found,
            List<String> names,
            List<@Nullable Object> roots,
            List<Integer> owners,
            List<Delta> deltas) {
        Map<Object, Optional<String>> known = new IdentityHashMap<>();
        PathFinder finder = new PathFinder(codec);
        int changed =
                PlaceFinder.lastCall(
                        deltas,
                        found.place(),
                        target ->
                                known.computeIfAbsent(
                                                target,
                                                each ->
                                                        Optional.ofNullable(
                                                                finder.find(names, roots, each)))
                                        .orElse(null));
        if (changed >= 0) {
            return changed;
        }
        for (int i = 0; i < names.size(); i++) {
            if (found.place().startsWith(names.get(i)) && names.get(i).contains(" of call ")) {
                return owners.get(i);
            }
        }
        return deltas.size() == 1 ? 0 : -1;
    }
}
