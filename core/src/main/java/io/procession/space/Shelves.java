package io.procession.space;

import io.procession.spi.Payload;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The tuples that a space offers, oldest first, found by their first field. Guarded by the space's
 * monitor.
 */
final class Shelves {

    /**
     * @param isMore whether there may be others behind the last of these
     */
    record Look(List<Stored> tuples, boolean isMore) {}

    private final Map<Stored.Place, NavigableMap<Long, Stored>> byPlace = new HashMap<>();
    private final Map<Long, Stored> byNumber = new HashMap<>();

    void add(Stored tuple) {
        byNumber.put(tuple.number, tuple);
        shelf(Stored.Place.ofAll(tuple.size())).put(tuple.number, tuple);
        Stored.Place place = tuple.place();
        if (place != null) {
            shelf(place).put(tuple.number, tuple);
        }
    }

    private NavigableMap<Long, Stored> shelf(Stored.Place place) {
        return byPlace.computeIfAbsent(place, key -> new TreeMap<>());
    }

    void remove(Stored tuple) {
        if (byNumber.remove(tuple.number) == null) {
            return;
        }
        removeFrom(Stored.Place.ofAll(tuple.size()), tuple);
        Stored.Place place = tuple.place();
        if (place != null) {
            removeFrom(place, tuple);
        }
    }

    private void removeFrom(Stored.Place place, Stored tuple) {
        NavigableMap<Long, Stored> shelf = shelf(place);
        shelf.remove(tuple.number);
        if (shelf.isEmpty()) {
            byPlace.remove(place);
        }
    }

    @Nullable Stored find(long number) {
        Stored found = byNumber.get(number);
        return found == null || found.hasExpired() ? null : found;
    }

    @Nullable Stored first(Pattern wanted) {
        for (Stored each : at(wanted.place(), 0)) {
            if (wanted.matches(each) && !each.hasExpired()) {
                return each;
            }
        }
        return null;
    }

    private Collection<Stored> at(Stored.Place place, long afterNumber) {
        NavigableMap<Long, Stored> shelf = byPlace.get(place);
        return shelf == null ? List.of() : shelf.tailMap(afterNumber, false).values();
    }

    /**
     * Those behind a number, offered after a stamp, that fit: as many as are good to be sent at
     * once.
     */
    Look look(Pattern wanted, long afterNumber, long afterStamp, int mostTuples, long mostBytes) {
        List<Stored> found = new ArrayList<>();
        long bytes = 0;
        for (Stored each : at(wanted.place(), afterNumber)) {
            if (each.stamp > afterStamp && wanted.matches(each) && !each.hasExpired()) {
                if (found.size() >= mostTuples || bytes > mostBytes) {
                    return new Look(found, /* isMore= */ true);
                }
                found.add(each);
                for (Payload value : each.values) {
                    bytes += value.length();
                }
            }
        }
        return new Look(found, /* isMore= */ false);
    }

    int size() {
        int count = 0;
        for (Stored each : byNumber.values()) {
            count += each.hasExpired() ? 0 : 1;
        }
        return count;
    }

    void clear() {
        byPlace.clear();
        byNumber.clear();
    }
}
