package io.procession.internal.broker;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The calls of workers that have taken something from objects of this process which is theirs for
 * good only when they end with an answer.
 *
 * <p>The parent of a worker learns that from RETURNED or THREW, and tells the owner of the object
 * if that is another process. So what a call took and what it answered stand and fall together: no
 * kill comes between.
 */
final class Calls {

    private record Call(String process, long id) {}

    private final Map<Call, Set<Served>> heedful = new ConcurrentHashMap<>();

    void heed(Client client, Served served) {
        heedful.computeIfAbsent(
                        new Call(client.process(), client.call()),
                        key -> ConcurrentHashMap.newKeySet())
                .add(served);
    }

    /** A call was answered. Takes the monitors of those who heed it, one after the other. */
    void ended(String process, long call) {
        if (heedful.isEmpty()) {
            return; // as for most programs, always
        }
        Set<Served> told = heedful.remove(new Call(process, call));
        if (told != null) {
            told.forEach(each -> each.settle(() -> each.callEnded(process, call)));
        }
    }

    /** A process has ended, with those below it; the objects have heard so themselves. */
    void processEnded(String address) {
        heedful.keySet().removeIf(each -> Home.isWithin(each.process(), address));
    }
}
