package io.procession.internal.restore;

import io.procession.internal.snapshot.Change;
import io.procession.internal.snapshot.Delta;
import io.procession.internal.snapshot.PathFinder;
import io.procession.internal.snapshot.Places;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds the call that put a value into one place. */
public final class PlaceFinder implements Places {

    private final String place; // from the object that is looked at
    private boolean found;
    private boolean hasAdded;

    private PlaceFinder(String place) {
        this.place = place;
    }

    /**
     * The last call that changed a place, or put there what the place is in; or else the last that
     * added something to what it is in.
     *
     * @param path to the place: {@code results["Oslo"][3].mean}
     * @param pathOf gives the path to an object that a call changed, or null
     * @return the call's index, or -1 if none did
     */
    public static int lastCall(
            List<Delta> calls, String path, Function<Object, @Nullable String> pathOf) {
        int added = -1;
        for (int i = calls.size() - 1; i >= 0; i--) {
            for (Change each : calls.get(i).changes()) {
                String start = pathOf.apply(each.target());
                if (start == null || !path.startsWith(start)) {
                    continue;
                }
                PlaceFinder finder = new PlaceFinder(path.substring(start.length()));
                each.tell(finder);
                if (finder.found) {
                    return i;
                }
                added = finder.hasAdded ? Math.max(added, i) : added;
            }
        }
        return added;
    }

    @Override
    public void elements(int start, int length, Run values) {
        int end = place.indexOf(']');
        if (place.startsWith("[") && end > 0) {
            try {
                int index = Integer.parseInt(place.substring(1, end));
                found |= index >= start && index < start + length;
            } catch (NumberFormatException e) {
                // the place is no index
            }
        }
    }

    @Override
    public void field(String name, @Nullable Object value) {
        found |= place.startsWith("." + name);
    }

    @Override
    public void key(@Nullable Object key, boolean isByIdentity, @Nullable Object value) {
        found |= place.startsWith(PathFinder.key(key));
    }

    @Override
    public void moved() {
        // tells of no place
    }

    @Override
    public void added() {
        hasAdded = true;
    }

    @Override
    public void whole(@Nullable Object value, boolean isRelative) {
        found = true;
    }
}
