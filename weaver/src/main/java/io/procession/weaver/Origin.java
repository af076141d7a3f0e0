package io.procession.weaver;

import java.util.BitSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.analysis.Value;

/**
 * What a value may be, and what it was computed from.
 *
 * @param size 2 for long and double
 * @param type as it is declared; null for null and for what cannot be used
 * @param nodes the objects it may be, as nodes of {@link Reach}; none for primitives and values
 * @param isExact whether it is one of these themselves, not something that is reached from them
 * @param reads what it was computed from
 * @param path where it was read, such as {@code #0.counts}, if that is certain
 */
record Origin(
        int size,
        @Nullable Type type,
        BitSet nodes,
        boolean isExact,
        Set<Read> reads,
        @Nullable String path)
        implements Value {

    static final BitSet NOTHING = new BitSet();
    static final Origin UNUSABLE = new Origin(1, null, NOTHING, false, Set.of(), null);

    /** A primitive, or an object that never changes. */
    static Origin value(@Nullable Type type, Set<Read> reads) {
        int size = type == null ? 1 : Math.max(1, type.getSize());
        return new Origin(size, type, NOTHING, false, reads, null);
    }

    static Origin of(Type type, BitSet nodes, Set<Read> reads) {
        return new Origin(1, type, nodes, false, reads, null);
    }

    static Origin exact(Type type, int node) {
        BitSet nodes = new BitSet();
        nodes.set(node);
        return new Origin(1, type, nodes, true, Set.of(), null);
    }

    @Override
    public int getSize() {
        return size;
    }

    Origin at(@Nullable String newPath) {
        return new Origin(size, type, nodes, isExact, reads, newPath);
    }

    Origin as(Type newType) {
        return new Origin(size, newType, nodes, isExact, reads, path);
    }

    Origin with(Set<Read> more) {
        return new Origin(size, type, nodes, isExact, Read.union(reads, more), path);
    }

    /** Either of two. */
    Origin or(Origin other) {
        if (equals(other)) {
            return this;
        }
        Type common = type == null ? other.type : other.type == null ? type : null;
        if (Objects.equals(type, other.type)) {
            common = type;
        } else if (common == null) {
            common = Bridge.OBJECT_TYPE;
        }
        boolean bothExact =
                (isExact || nodes.isEmpty()) && (other.isExact || other.nodes.isEmpty());
        return new Origin(
                Math.min(size, other.size),
                common,
                union(nodes, other.nodes),
                bothExact,
                Read.union(reads, other.reads),
                Objects.equals(path, other.path) ? path : null);
    }

    static BitSet union(BitSet one, BitSet other) {
        BitSet both = (BitSet) one.clone();
        both.or(other);
        return both;
    }
}
