package io.procession.internal.snapshot;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of all objects that a call may change, before it runs. Belongs to the worker's process;
 * confined to one thread.
 */
public final class Shadow {

    private final @Nullable Object[] objects; // all, by number
    private final int trackedCount;
    private final @Nullable Object root; // leads to all that is tracked
    private final @Nullable PathFinder paths;
    private final KnownObjects known;
    private final @Nullable Recorder recorder;
    private final ShadowStore store;
    private int[] changed = new int[16]; // numbers
    private long[] positions = new long[16]; // where each changed one is in the store
    private int changedCount;
    private @Nullable Class<?> lastType;
    private Tracker lastTracker = Tracker.NONE;

    /** The shadow of a call in the worker. */
    Shadow(GraphCodec codec, CallCopy call) {
        this.objects = call.objects();
        this.trackedCount = call.boundary();
        this.root = call.mayChange();
        this.paths = new PathFinder(codec);
        this.known = new KnownObjects(objects);
        this.recorder = new Recorder(codec, known);
        this.store = new ShadowStore(recorder);
        capture(call.largeArrays());
    }

    private Shadow(@Nullable Object[] objects) {
        this.objects = objects;
        this.trackedCount = objects.length;
        this.root = null;
        this.paths = null;
        this.known = new KnownObjects(objects);
        this.recorder = null;
        this.store = new ShadowStore(null);
        for (int i = 0; i < trackedCount; i++) {
            Object each = objects[i];
            if (each != null) {
                addChanged(i, store.end());
                trackerOf(each, i).capture(each, store);
            }
        }
    }

    /** The state of some objects, only to go back to it. */
    static Shadow of(List<Object> objects) {
        return new Shadow(objects.toArray());
    }

    private void capture(@Nullable EncodedArrays largeArrays) {
        for (int i = 0; i < trackedCount; i++) {
            Object each = objects[i];
            if (each == null || each.getClass() == String.class) {
                continue;
            }
            Tracker tracker = trackerOf(each, i);
            EncodedArray encoded =
                    largeArrays != null && tracker instanceof PrimitivesTracker
                            ? largeArrays.find(i)
                            : null;
            if (encoded != null) {
                store.put(encoded);
            } else {
                tracker.capture(each, store);
            }
        }
    }

    private Tracker trackerOf(Object object, int number) {
        Class<?> type = object.getClass();
        if (type != lastType) {
            boolean isUsers = recorder != null && recorder.planOf(object) instanceof CodecPlan;
            lastTracker = isUsers ? OpaqueTracker.TRACKER : Trackers.of(type);
            lastType = type;
        }
        boolean isSecond =
                lastTracker == OpaqueTracker.TRACKER
                        && recorder != null
                        && !recorder.isAt(number, object);
        return isSecond ? Tracker.NONE : lastTracker;
    }

    private String path(int number) {
        Object object = objects[number];
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
        store.moveTo(0);
        changedCount = 0;
        for (int i = 0; i < trackedCount; i++) {
            Object each = objects[i];
            if (each == null || each.getClass() == String.class) {
                continue;
            }
            Tracker tracker = trackerOf(each, i);
            long position = store.position();
            changes.at(i);
            tracker.compare(each, store, changes);
            if (changes.isBegun()) {
                addChanged(i, position);
            }
        }
        return changes;
    }

    private void addChanged(int number, long position) {
        if (changedCount == changed.length) {
            changed = Arrays.copyOf(changed, changedCount * 2);
            positions = Arrays.copyOf(positions, changedCount * 2);
        }
        changed[changedCount] = number;
        positions[changedCount++] = position;
    }

    /**
     * Puts all that changed back to what it was, after the outcome was encoded; nothing is sent for
     * that.
     *
     * @return false if something keeps its content to itself, so that it could not be put back:
     *     then the copy is to be thrown away
     */
    public boolean undo() throws IOException {
        boolean isExact = true;
        for (int step = 0; step < 3; step++) {
            for (int i = 0; i < changedCount; i++) {
                Object object = objects[changed[i]];
                if (object == null) {
                    continue;
                }
                Tracker tracker = trackerOf(object, changed[i]);
                isExact &= recorder == null || tracker != OpaqueTracker.TRACKER;
                store.moveTo(positions[i]);
                undo(tracker, object, step);
            }
        }
        return isExact;
    }

    private void undo(Tracker tracker, Object object, int step) throws IOException {
        switch (step) {
            case 0 -> tracker.detach(object, store);
            case 1 -> tracker.restore(object, store);
            default -> tracker.attach(object, store);
        }
    }
}
