package io.procession.internal.snapshot;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Finds the shortest path from named objects to another one, for people: {@code
 * results["Oslo"][3]}. Calls no code of the user but what encoding calls.
 */
public final class PathFinder {

    /** An object that was met, and how. */
    private record Step(@Nullable Step before, int index, Object object, String name) {}

    private final GraphCodec codec;

    public PathFinder(GraphCodec codec) {
        this.codec = codec;
    }

    /** The path, or null if none of the roots leads to the object. */
    public @Nullable String find(List<String> names, List<?> roots, Object sought) {
        IdentityTable seen = new IdentityTable();
        Queue<Step> open = new ArrayDeque<>();
        for (int i = 0; i < roots.size(); i++) {
            Object root = roots.get(i);
            if (root != null && seen.numberOrAdd(root) < 0) {
                open.add(new Step(null, i, root, names.get(i)));
            }
        }
        Encoder encoder = codec.lendEncoder();
        try {
            for (Step at; (at = open.poll()) != null; ) {
                if (at.object == sought) {
                    return text(at, encoder);
                }
                addMembers(at, encoder, seen, open);
            }
        } finally {
            codec.takeBack(encoder);
        }
        return null;
    }

    private static void addMembers(Step at, Encoder encoder, IdentityTable seen, Queue<Step> open) {
        if (Values.isValue(at.object)) {
            return;
        }
        Members members = members(at.object, encoder);
        for (int i = 0; i < members.count(); i++) {
            Object member = members.get(i);
            if (member != null && !Values.isValue(member) && seen.numberOrAdd(member) < 0) {
                open.add(new Step(at, i, member, ""));
            }
        }
    }

    private static Members members(Object object, Encoder encoder) {
        try {
            return encoder.members(object);
        } catch (IOException | CannotTravelException | RuntimeException e) {
            return Members.NONE; // then there is no way on from here
        }
    }

    private static String text(Step end, Encoder encoder) {
        List<String> parts = new ArrayList<>();
        for (Step at = end; at != null; at = at.before) {
            parts.add(
                    0,
                    at.before == null
                            ? at.name
                            : members(at.before.object, encoder).place(at.index));
        }
        return String.join("", parts);
    }

    /** A key of a map as it is told in a path: {@code ["Oslo"]}. */
    public static String key(@Nullable Object key) {
        return "[" + MapPlan.text(key) + "]";
    }
}
