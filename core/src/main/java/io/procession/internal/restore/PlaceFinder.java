package io.procession.internal.restore;

import io.procession.internal.snapshot.Change;
import io.procession.internal.snapshot.Delta;
import io.procession.internal.snapshot.PathFinder;
import io.procession.internal.snapshot.Places;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the call that put a value into one place of an object. */
public final class PlaceFinder implements Places {

    private final String place;
    private boolean found;
    private boolean hasAdded;

    private PlaceFinder(String place) {
        this.place = place;
    }

    /**
     * The last call that changed an object in one place; or that added something to it.
     *
     * @param path that ends with the place: {@code results["Oslo"][3].mean}
     * @return its index, or -1 if none did
     */
    public static int lastCall(List<Delta> calls, Object object, String path) {
        int added = -1;
        for (int i = calls.size() - 1; i >= 0; i--) {
            for (Change each : calls.get(i).changes()) {
                if (each.target() == object) {
                    PlaceFinder finder = new PlaceFinder(path);
                    each.tell(finder);
                    if (finder.found) {
                        return i;
                    }
                    added = finder.hasAdded ? Math.max(added, i) : added;
                }
            }
        }
        return added;
    }

    @Override
    public void elements(int start, int length, Run values) {
        int open = place.lastIndexOf('[');
        if (open >= 0 && place.endsWith("]")) {
            try {
                int index = Integer.parseInt(place.substring(open + 1, place.length() - 1));
                found |= index >= start && index < start + length;
            } catch (NumberFormatException e) {
                // the place is no index
            }
        }
    }

    @Override
    public void field(String name, @Nullable Object value) {
        found |= place.endsWith("." + name);
    }

    @Override
    public void key(@Nullable Object key, boolean isByIdentity, @Nullable Object value) {
        found |= place.endsWith(PathFinder.key(key));
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
