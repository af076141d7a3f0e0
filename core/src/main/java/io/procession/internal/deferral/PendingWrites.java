package io.procession.internal.deferral;

import io.procession.internal.snapshot.Base;
import io.procession.internal.snapshot.Originals;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which places have a pending effect, and up to which position of the queue one must wait to see
 * it: elements of arrays and lists by index, entries of maps by key, fields by name. Objects are
 * told apart by identity.
 *
 * <p>A position of -1, or one that has passed, means that nothing is pending.
 */
final class PendingWrites {

    static final long NONE = -1;

    private final IdentityHashMap<Object, Places> objects =
            new IdentityHashMap<>(/* expectedMaxSize= */ 4);
    private final Map<String, Long> statics = new HashMap<>();
    private final PendingArguments arguments = new PendingArguments();
    private long wild = NONE; // may change anything
    private long last = NONE; // any effect
    private long lastStructure = NONE; // for views of maps, which do not tell of which
    private long lastOfObjectArrays = NONE; // for views of arrays, which do not tell of which

    // ---- effects; positions only grow

    void atPlace(Object object, Object key, long position) {
        Places places = places(object, position);
        places.byKey.put(key, position);
        if (object instanceof Object[]) {
            lastOfObjectArrays = position;
        }
    }

    void atAnyPlace(Object object, long position) {
        places(object, position).any = position;
    }

    /** Beside what else it does: elements come or go. */
    void structure(Object object, long position) {
        places(object, position).structure = position;
        lastStructure = position;
    }

    void atStatic(String name, long position) {
        statics.put(name, position);
        last = position;
    }

    void wild(long position) {
        wild = position;
        last = position;
    }

    private Places places(Object object, long position) {
        Places places = objects.get(object);
        if (places == null) {
            places = new Places();
            objects.put(object, places);
        }
        places.last = position;
        last = position;
        return places;
    }

    /** What a call on its way may change. */
    void arguments(Originals originals, long position) {
        arguments.add(originals, position);
    }

    // ---- questions: up to which position must be waited

    /** To see the value in one place. */
    long at(Object object, Object key) {
        Places places = objects.get(object);
        long any = Math.max(wild, arguments.on(object));
        if (places == null) {
            return any;
        }
        Long position = places.byKey.get(key);
        return Math.max(Math.max(any, places.any), position == null ? NONE : position);
    }

    /** To see all that does not tell of which places it is. */
    long unplaced(Object object) {
        Places places = objects.get(object);
        long any = Math.max(wild, arguments.on(object));
        return places == null ? any : Math.max(any, places.any);
    }

    /** To see which elements there are. */
    long structureOf(Object object) {
        Places places = objects.get(object);
        long any = Math.max(wild, arguments.on(object));
        return places == null ? any : Math.max(any, places.structure);
    }

    /** To see all of an object's own places. */
    long on(Object object) {
        return Math.max(effectOn(object), arguments.on(object));
    }

    /** To see what the method itself has put off on an object, whatever its calls may change. */
    long effectOn(Object object) {
        Places places = objects.get(object);
        return places == null ? wild : Math.max(wild, places.last);
    }

    /** An object of a base on which the method itself has put something off; null if none. */
    @Nullable Object effectWithin(Base base, long head) {
        for (Map.Entry<Object, Places> each : objects.entrySet()) {
            if (each.getValue().last >= head && base.contains(each.getKey())) {
                return each.getKey();
            }
        }
        return null;
    }

    long atStatic(String name) {
        Long position = statics.get(name);
        return position == null ? wild : Math.max(wild, position);
    }

    long lastOfObjectArrays() {
        return Math.max(Math.max(wild, lastOfObjectArrays), arguments.last());
    }

    long lastStructure() {
        return Math.max(Math.max(wild, lastStructure), arguments.last());
    }

    long wild() {
        return wild;
    }

    /** Of what the method itself has put off. */
    long last() {
        return last;
    }

    /** Of that, and of calls that may change their arguments. */
    long lastOfAll() {
        return Math.max(last, arguments.last());
    }

    /** How many places are kept. */
    int count() {
        int count = statics.size();
        for (Places places : objects.values()) {
            count += places.byKey.size();
        }
        return count;
    }

    // ---- forgetting

    void clear() {
        if (last != NONE) {
            objects.clear();
            statics.clear();
            wild = NONE;
            last = NONE;
            lastStructure = NONE;
            lastOfObjectArrays = NONE;
        }
        if (arguments.last() != NONE) {
            arguments.clear();
        }
    }

    /** Lets go of what is no longer pending. */
    void forgetBefore(long head) {
        objects.values().removeIf(places -> places.last < head);
        objects.values().forEach(places -> places.byKey.values().removeIf(at -> at < head));
        statics.values().removeIf(at -> at < head);
        arguments.forgetBefore(head);
    }

    /** The places of one object. */
    private static final class Places {
        final Map<Object, Long> byKey = new HashMap<>();
        long any = NONE;
        long structure = NONE;
        long last = NONE;
    }
}
