package io.procession.internal.snapshot;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a decoder has yet to do with objects in cycles: complete them, or patch their holes.
 * Confined to one thread.
 */
final class Postponed {

    /**
     * One object. Without gathered members, only its holes are patched: then it is there early, and
     * has some.
     */
    private record Work(
            ReadPlan plan,
            @Nullable Object early,
            @Nullable Object @Nullable [] gathered,
            int number,
            int @Nullable [] holes) {

        boolean callsMembers() {
            return gathered != null && plan.callsMembers();
        }
    }

    private final List<Work> works = new ArrayList<>();
    private final NumberedObjects objects;

    Postponed(NumberedObjects objects) {
        this.objects = objects;
    }

    int size() {
        return works.size();
    }

    void add(
            ReadPlan plan,
            @Nullable Object early,
            @Nullable Object @Nullable [] gathered,
            int number,
            int @Nullable [] holes) {
        works.add(new Work(plan, early, gathered, number, holes));
    }

    void clear() {
        works.clear();
    }

    /**
     * Does all that was added since, when the object that it waited for has become whole: first
     * what calls no code of members, then the rest in order.
     */
    void completeFrom(int first, Decoder in) throws IOException, ClassNotFoundException {
        if (works.size() == first) {
            return;
        }
        List<Work> added = works.subList(first, works.size());
        List<Work> quiet = new ArrayList<>();
        List<Work> calling = new ArrayList<>();
        for (Work each : added) {
            (each.callsMembers() ? calling : quiet).add(each);
        }
        added.clear();
        while (!quiet.isEmpty() || !calling.isEmpty()) {
            int before = quiet.size() + calling.size();
            quiet = completeEach(quiet, /* untilOneIsMade= */ false, in);
            calling = completeEach(calling, /* untilOneIsMade= */ !quiet.isEmpty(), in);
            if (quiet.size() + calling.size() == before) {
                Work stuck = quiet.isEmpty() ? calling.get(0) : quiet.get(0);
                throw new InvalidObjectException(
                        "cycle through objects that can only be made whole: "
                                + stuck.plan
                                + "; break the cycle by an ordinary object, or a transient field");
            }
        }
    }

    /** One pass; gives what is left. It stops when an object was made for which others may wait. */
    private List<Work> completeEach(List<Work> works, boolean untilOneIsMade, Decoder in)
            throws IOException, ClassNotFoundException {
        List<Work> left = new ArrayList<>();
        for (int i = 0; i < works.size(); i++) {
            Work work = works.get(i);
            if (!complete(work, in)) {
                left.add(work);
            } else if (untilOneIsMade && work.early == null) {
                left.addAll(works.subList(i + 1, works.size()));
                break;
            }
        }
        return left;
    }

    private boolean complete(Work work, Decoder in) throws IOException, ClassNotFoundException {
        if (work.gathered == null) {
            return patch(work);
        }
        if (work.holes != null && !objects.fill(work.gathered, work.holes)) {
            return false;
        }
        objects.put(work.number, work.plan.complete(in, work.early, work.gathered));
        return true;
    }

    private boolean patch(Work work) throws IOException {
        Object owner = Objects.requireNonNull(work.early, "object to patch");
        int[] holes = Objects.requireNonNull(work.holes, "holes to patch");
        if (!objects.areMade(holes)) {
            return false;
        }
        for (int i = 0; i < holes.length; i += 2) {
            work.plan.set(owner, holes[i], objects.get(holes[i + 1]));
        }
        return true;
    }
}
