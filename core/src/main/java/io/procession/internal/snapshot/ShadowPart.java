package io.procession.internal.snapshot;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The state of objects whose numbers follow each other, before a call runs. Compared and undone, it
 * is there for the next call with the same objects. Confined to one thread.
 */
final class ShadowPart {

    private final @Nullable Object[] objects; // by number less the first
    private final int first;
    private final int tracked;
    private final @Nullable Recorder recorder;
    private final ShadowStore store;
    private int[] changed = new int[16]; // indices
    private long[] positions = new long[16]; // where each changed one is in the store
    private @Nullable Object[] details =
            new @Nullable Object[16]; // what each tracker wants to know
    private int changedCount;
    private boolean isCompared;
    private @Nullable Class<?> lastType;
    private Tracker lastTracker = Tracker.NONE;

    /**
     * @param first the number of the first object
     * @param tracked how many of the objects, from the first on, may change
     * @param recorder what opaque objects are compared by; null where nothing is compared
     */
    ShadowPart(@Nullable Object[] objects, int first, int tracked, @Nullable Recorder recorder) {
        this.objects = objects;
        this.first = first;
        this.tracked = tracked;
        this.recorder = recorder;
        this.store = new ShadowStore(recorder);
    }

    void capture(@Nullable EncodedArrays largeArrays) {
        for (int i = 0; i < tracked; i++) {
            Object each = objects[i];
            if (each == null || each.getClass() == String.class) {
                continue;
            }
            Tracker tracker = trackerOf(each, i);
            EncodedArray encoded =
                    largeArrays != null && tracker instanceof PrimitivesTracker
                            ? largeArrays.find(first + i)
                            : null;
            if (encoded != null) {
                store.put(encoded);
            } else {
                tracker.capture(each, store);
            }
        }
    }

    /** Notes the state of all objects, only to go back to it, whatever they become. */
    void captureToUndo() {
        for (int i = 0; i < tracked; i++) {
            Object each = objects[i];
            if (each != null) {
                addChanged(i, store.end());
                trackerOf(each, i).capture(each, store);
            }
        }
        isCompared = true;
    }

    private Tracker trackerOf(Object object, int index) {
        Class<?> type = object.getClass();
        if (type != lastType) {
            boolean isUsers = recorder != null && recorder.planOf(object) instanceof CodecPlan;
            lastTracker = isUsers ? OpaqueTracker.TRACKER : Trackers.of(type);
            lastType = type;
        }
        boolean isSecond =
                lastTracker == OpaqueTracker.TRACKER
                        && recorder != null
                        && !recorder.isAt(first + index, object);
        return isSecond ? Tracker.NONE : lastTracker;
    }

    /** Tells what is different now. */
    void compare(Changes changes) throws IOException, CannotTravelException {
        isCompared = false; // if it fails half-way, nobody knows what is left to undo
        changedCount = 0;
        store.moveTo(0);
        for (int i = 0; i < tracked; i++) {
            Object each = objects[i];
            if (each == null || each.getClass() == String.class) {
                continue;
            }
            Tracker tracker = trackerOf(each, i);
            long position = store.position();
            changes.at(first + i);
            tracker.compare(each, store, changes);
            boolean isDisturbed = store.takeDisturbed();
            if (changes.isBegun() || isDisturbed) {
                addChanged(i, position);
            }
        }
        isCompared = true;
    }

    private void addChanged(int index, long position) {
        if (changedCount == changed.length) {
            changed = Arrays.copyOf(changed, changedCount * 2);
            positions = Arrays.copyOf(positions, changedCount * 2);
            details = Arrays.copyOf(details, changedCount * 2);
        }
        changed[changedCount] = index;
        details[changedCount] = store.takeDetail();
        positions[changedCount++] = position;
    }

    /** Puts all that changed back; false if that is not certain. */
    boolean undo() throws IOException {
        boolean isExact = isCompared;
        for (int step = 0; step < 3; step++) {
            for (int i = 0; i < changedCount; i++) {
                Object object = objects[changed[i]];
                if (object == null) {
                    continue;
                }
                Tracker tracker = trackerOf(object, changed[i]);
                isExact &= recorder == null || tracker != OpaqueTracker.TRACKER;
                store.moveTo(positions[i]);
                store.detail(details[i]);
                undo(tracker, object, step);
                details[i] = store.takeDetail();
            }
        }
        isExact &= !store.takeInexact();
        Arrays.fill(details, 0, changedCount, null);
        changedCount = 0;
        isCompared = false;
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
