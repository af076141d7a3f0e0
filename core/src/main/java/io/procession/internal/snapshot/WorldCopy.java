package io.procession.internal.snapshot;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@link World} in the worker's process: what all calls so far made of it, and what each returned
 * or threw. Confined to one thread.
 */
public final class WorldCopy implements ObjectsByNumber {

    private final List<@Nullable Object> all = new ArrayList<>(); // by number
    private final List<@Nullable Object> fixed = new ArrayList<>(); // the same, without the others
    private final List<@Nullable Object> roots = new ArrayList<>();
    private final List<@Nullable Object> results = new ArrayList<>();
    private final List<Boolean> areThrown = new ArrayList<>();

    /** An empty world. */
    public WorldCopy() {}

    @Override
    public int size() {
        return all.size();
    }

    @Override
    public @Nullable Object get(int number) {
        return all.get(number);
    }

    /** Adds what only the next call came with. */
    void add(CallCopy call) {
        @Nullable Object[] objects = call.objects();
        for (int i = 0; i < objects.length; i++) {
            all.add(objects[i]);
            fixed.add(i < call.tracked() ? null : objects[i]);
        }
        roots.add(call.mayChange());
    }

    /** Notes what the last call returned. */
    public void addReturned(@Nullable Object result) {
        results.add(result);
        areThrown.add(false);
    }

    /** Notes what the last call threw. */
    public void addThrown(Throwable error) {
        results.add(error);
        areThrown.add(true);
    }

    /** What is to be compared, as one graph. */
    Object[] content() {
        boolean[] thrown = new boolean[areThrown.size()];
        for (int i = 0; i < thrown.length; i++) {
            thrown[i] = areThrown.get(i);
        }
        return new Object[] {roots.toArray(), results.toArray(), thrown};
    }

    /** What the caller has as it is here. */
    KnownObjects fixed() {
        return new KnownObjects(fixed.toArray());
    }
}
