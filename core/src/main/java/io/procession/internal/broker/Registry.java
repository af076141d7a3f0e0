package io.procession.internal.broker;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The objects that this process owns, and which other processes hold them.
 *
 * <p>What no other process holds is kept alive by those who can reach it here, and by nothing else.
 */
final class Registry {

    /** One process's hold; a process that lets go and takes hold again has another number. */
    private record Hold(String process, long number) {}

    /** Finds an object, as long as somebody can reach it. */
    private static final class Entry extends WeakReference<SharedRef> {
        final long number;

        Entry(SharedRef ref, long number, ReferenceQueue<SharedRef> freed) {
            super(ref, freed);
            this.number = number;
        }
    }

    private final Map<Long, Entry> objects = new ConcurrentHashMap<>();
    private final ReferenceQueue<SharedRef> freed = new ReferenceQueue<>();
    private final Map<SharedRef, Set<Hold>> held = new HashMap<>(); // @GuardedBy("held")

    SharedRef add(Served served) {
        dropFreed();
        SharedRef ref = new SharedRef(new ObjectId(Home.address(), served.number()), served);
        objects.put(served.number(), new Entry(ref, served.number(), freed));
        return ref;
    }

    private void dropFreed() {
        for (Reference<?> each = freed.poll(); each != null; each = freed.poll()) {
            if (each instanceof Entry entry) {
                objects.remove(entry.number);
            }
        }
    }

    /** The object of a number, or null if nobody could reach it any more. */
    @Nullable SharedRef find(long number) {
        Entry entry = objects.get(number);
        return entry == null ? null : entry.get();
    }

    /** The objects that somebody can reach. */
    List<SharedRef> all() {
        List<SharedRef> all = new ArrayList<>();
        for (Entry each : objects.values()) {
            SharedRef ref = each.get();
            if (ref != null) {
                all.add(ref);
            }
        }
        return all;
    }

    void hold(long number, String process, long holdNumber) {
        synchronized (held) {
            SharedRef ref = find(number);
            if (ref != null) {
                held.computeIfAbsent(ref, key -> new HashSet<>())
                        .add(new Hold(process, holdNumber));
            }
        }
    }

    void release(long number, String process, long holdNumber) {
        synchronized (held) {
            SharedRef ref = find(number);
            Set<Hold> holds = ref == null ? null : held.get(ref);
            if (holds != null && holds.remove(new Hold(process, holdNumber)) && holds.isEmpty()) {
                held.remove(ref);
            }
        }
    }

    /** A process has ended: what it held is let go of, its requests leave their places. */
    void processEnded(String address) {
        synchronized (held) {
            for (Set<Hold> each : held.values()) {
                each.removeIf(hold -> Home.isWithin(hold.process(), address));
            }
            held.values().removeIf(Set::isEmpty);
        }
        for (Entry each : objects.values()) { // also those that it locked, and let go of since
            SharedRef ref = each.get();
            if (ref != null) {
                ref.endOf(address);
            }
        }
    }

    /** How many objects can be reached, for tests and for people. */
    int size() {
        dropFreed();
        return objects.size();
    }

    /** How many of them other processes hold. */
    int heldCount() {
        synchronized (held) {
            return held.size();
        }
    }
}
