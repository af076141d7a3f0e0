package io.procession;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object that a task captures, and whose changes come back: what the task changes in it, and in
 * what is reached from it, is changed in the caller's own objects when the task's future is read.
 *
 * <pre>{@code
 * var words = CopyRestore.of(new TreeMap<String, Integer>());
 * pool.submit(() -> count(text, words.get())).result();
 * words.get();          // the caller's own map, with what the task put into it
 * }</pre>
 *
 * <p>Belongs to one call at a time: of two calls that change one place, the one that is read last
 * stays. Until the future is read, the caller should leave the object alone. A pool with {@code
 * argumentChanges(true)} does the same for everything that a task captures.
 *
 * <p>In the caller's process {@link #get} gives the caller's own object, in the task its copy. Any
 * thread may call. The idea is call by copy-restore, as in NRMI.
 *
 * @param <T> the object's type
 */
public final class CopyRestore<T> implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final ThreadLocal<Search> SEARCH = new ThreadLocal<>();
    private static volatile boolean anyMade; // or each submission would look

    @SuppressWarnings("serial") // as all that a task captures
    private final T object;

    private CopyRestore(T object) {
        this.object = object;
    }

    /** The changes of this object are to come back. */
    public static <T> CopyRestore<T> of(T object) {
        anyMade = true;
        return new CopyRestore<>(object);
    }

    /** The object, or in a task its copy. */
    public T get() {
        return object;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        Search search = SEARCH.get();
        if (search == null) {
            out.defaultWriteObject();
        } else {
            search.met.add(this); // and not what it holds: that will be written when all are known
        }
    }

    /** Looks for them in what this thread writes; null if there is none. */
    static @Nullable Search search() {
        return anyMade ? new Search() : null;
    }

    /** Notes those that this thread writes until it is closed; these go without their objects. */
    static final class Search implements AutoCloseable {

        private final @Nullable Search outer = SEARCH.get();
        private final List<CopyRestore<?>> met = new ArrayList<>();

        private Search() {
            SEARCH.set(this);
        }

        /** The objects of those that were met, in order. */
        @Nullable Object[] objects() {
            return met.stream().map(CopyRestore::get).toArray();
        }

        @Override
        public void close() {
            if (outer == null) {
                SEARCH.remove();
            } else {
                SEARCH.set(outer);
            }
        }
    }

    @Override
    public String toString() {
        return "CopyRestore[" + object + "]";
    }
}
