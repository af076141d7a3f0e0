package io.procession.internal.deferral;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Vector;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Iterations of the library, done here, so that pending effects are waited for where they matter.
 */
public final class Iteration {

    private Iteration() {}

    /** {@code Iterable.forEach}. The body may leave effects pending. */
    public static <T> void forEach(Queue queue, Iterable<T> source, Consumer<? super T> body) {
        Known known = Known.of(source);
        boolean isKeys = isKeys(source);
        if (known == Known.NOTHING && !isKeys) {
            queue.drain(Reasons.UNKNOWN, source);
            source.forEach(each -> {
                body.accept(each);
                queue.drain(Reasons.UNKNOWN, source); // its own code comes next
            });
            return;
        }
        await(queue, source, isKeys);
        Iterator<T> iterator = source.iterator();
        while (iterator.hasNext()) {
            body.accept(iterator.next());
            await(queue, source, isKeys);
        }
        if (source instanceof ArrayList || source instanceof Vector || isKeys) {
            checkEnd(iterator);
        }
    }

    /**
     * As the {@code forEach} of these collections does at its end, fails if the body has changed
     * which elements there are. An iterator finds that out when it is asked for one more.
     */
    private static void checkEnd(Iterator<?> iterator) {
        try {
            iterator.next();
        } catch (NoSuchElementException e) {
            // all is as it was
        }
    }

    private static void await(Queue queue, Object source, boolean isKeys) {
        if (isKeys) {
            queue.drainTo(queue.writes().lastStructure(), Reasons.STRUCTURE, source);
        } else {
            Guards.iterate(queue, source, /* structureOnly= */ false);
        }
    }

    /** The keys of a map of the platform, which they do not tell. */
    private static boolean isKeys(Object source) {
        String name = source.getClass().getName();
        return name.equals("java.util.HashMap$KeySet")
                || name.equals("java.util.LinkedHashMap$LinkedKeySet")
                || name.equals("java.util.TreeMap$KeySet")
                || name.equals("java.util.concurrent.ConcurrentHashMap$KeySetView");
    }

    /** {@code Map.forEach}. The body may leave effects pending. */
    public static <K, V> void forEach(
            Queue queue, Map<K, V> source, BiConsumer<? super K, ? super V> body) {
        Known known = Known.of(source);
        if (known == Known.NOTHING) {
            queue.drain(Reasons.UNKNOWN, source);
            source.forEach((key, value) -> {
                body.accept(key, value);
                queue.drain(Reasons.UNKNOWN, source);
            });
            return;
        }
        Guards.iterate(queue, source, /* structureOnly= */ true);
        Iterator<Map.Entry<K, V>> iterator = source.entrySet().iterator();
        while (iterator.hasNext()) {
            Map.Entry<K, V> entry = iterator.next();
            Guards.entry(queue, entry, source);
            body.accept(entry.getKey(), entry.getValue());
            Guards.iterate(queue, source, /* structureOnly= */ true);
        }
        if (source instanceof HashMap) {
            checkEnd(iterator);
        }
    }
}
