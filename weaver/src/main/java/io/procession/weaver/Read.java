package io.procession.weaver;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A place in the graph of a parameter that a value was computed from.
 *
 * @param parameter its index, the receiver being the first; {@link #ANY} for all of them
 * @param kind which of its places: {@code .name} is a field, {@code []} and a letter the elements
 *     of arrays of that type, {@link #CONTENT} what containers hold
 * @param path where exactly, such as {@code #1.counts}, if that is certain
 * @param line of the read
 */
record Read(int parameter, String kind, @Nullable String path, int line) {

    static final int ANY = -1;

    /** What is in a collection, a map, a builder, an atomic. */
    static final String CONTENT = "content";

    /** Any place. */
    static final String EVERYWHERE = "*";

    /** The parameter's own value, as it was passed. */
    static final String ITSELF = "=";

    private static final int MOST = 64;
    private static final int MOST_FIELDS = 4; // a recursive method would have paths without end
    private static final Set<Read> EVERYTHING = Set.of(new Read(ANY, EVERYWHERE, null, 0));

    /** Whether this may be such a place of a parameter. */
    boolean mayBe(int otherParameter, String otherKind) {
        boolean sameParameter = parameter == otherParameter || parameter == ANY;
        boolean sameKind =
                kind.equals(otherKind) || kind.equals(EVERYWHERE) || otherKind.equals(EVERYWHERE);
        return sameParameter && sameKind && !kind.equals(ITSELF);
    }

    /** A path, unless it is too long to be of use. */
    static @Nullable String path(String path) {
        return path.chars().filter(each -> each == '.').count() > MOST_FIELDS ? null : path;
    }

    /** The same reads, of places that are not certain. */
    static Set<Read> uncertain(Set<Read> reads) {
        if (reads.stream().allMatch(read -> read.path == null)) {
            return reads;
        }
        Set<Read> all = new HashSet<>();
        reads.forEach(read -> all.add(new Read(read.parameter, read.kind, null, read.line)));
        return Set.copyOf(all);
    }

    /** Both; everything, if they become too many to tell apart. */
    static Set<Read> union(Set<Read> one, Set<Read> other) {
        if (one.containsAll(other)) {
            return one;
        }
        if (other.containsAll(one)) {
            return other;
        }
        Set<Read> both = new HashSet<>(one);
        both.addAll(other);
        return both.size() > MOST || both.containsAll(EVERYTHING) ? EVERYTHING : Set.copyOf(both);
    }
}
