package io.procession.weaver;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A write to a place in the graph of a parameter.
 *
 * @param parameter its index
 * @param kind which of its places, as in {@link Read}
 * @param path where exactly, if that is certain
 * @param line of the write
 * @param reads what the written value was computed from
 */
record Write(int parameter, String kind, @Nullable String path, int line, Set<Read> reads) {

    /** Whether what is written may depend on what was there. */
    boolean mayReadItself() {
        return reads.stream().anyMatch(read -> read.mayBe(parameter, kind));
    }

    /** A read that this surely depends on, and that is of the same place; or null. */
    @Nullable Read readOfItself() {
        return reads.stream()
                .filter(read ->
                        path != null && path.equals(read.path()) && kind.equals(read.kind()))
                .findFirst()
                .orElse(null);
    }
}
