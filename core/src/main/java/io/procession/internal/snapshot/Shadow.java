package io.procession.internal.snapshot;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of all objects that a call may change, before it runs. Belongs to the worker's process;
 * confined to one thread.
 */
public final class Shadow {

    private final @Nullable Object root; // leads to all that is tracked
    private final @Nullable PathFinder paths;
    private final KnownObjects known;
    private final @Nullable ShadowPart base; // its state, the same for many calls
    private final ShadowPart own;
    private final boolean hasBase;

    /** The shadow of a call in the worker. */
    Shadow(GraphCodec codec, CallCopy call) {
        BaseCopy before = call.base();
        this.root = call.mayChange();
        this.paths = new PathFinder(codec);
        this.known = new KnownObjects(before == null ? null : before.known(), call.objects());
        this.hasBase = before != null;
        this.base = before != null && call.reachesBase() ? before.state(codec) : null;
        int first = known.size() - call.objects().length;
        this.own =
                new ShadowPart(call.objects(), first, call.tracked(), new Recorder(codec, known));
        own.capture(call.largeArrays());
    }

    private Shadow(@Nullable Object[] objects) {
        this.root = null;
        this.paths = null;
        this.known = new KnownObjects(objects);
        this.hasBase = false;
        this.base = null;
        this.own = new ShadowPart(objects, 0, objects.length, null);
        own.captureToUndo();
    }

    /** The state of some objects, only to go back to it. */
    static Shadow of(List<Object> objects) {
        return new Shadow(objects.toArray());
    }

    private String path(int number) {
        Object object = known.get(number);
        String path =
                paths == null || root == null || object == null
                        ? null
                        : paths.find(List.of("arguments"), List.of(root), object);
        return path == null ? "object " + number : path;
    }

    KnownObjects known() {
        return known;
    }

    /** What is different now. */
    Changes compare() throws IOException, CannotTravelException {
        Changes changes = new Changes(this::path);
        if (base != null) {
            base.compare(changes);
        }
        own.compare(changes);
        return changes;
    }

    /**
     * Puts all that changed back to what it was, after the outcome was encoded; nothing is sent for
     * that. Of a call on a base only the base, since the rest is of no use to another call.
     *
     * @return false if that is not certain (something keeps its content to itself, or was never
     *     compared): then the copy is to be thrown away
     */
    public boolean undo() throws IOException {
        ShadowPart part = hasBase ? base : own;
        return part == null || part.undo();
    }
}
