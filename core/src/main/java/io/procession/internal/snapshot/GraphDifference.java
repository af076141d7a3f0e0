package io.procession.internal.snapshot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where two graphs differ.
 *
 * @param path from a root to the place, such as {@code results["Oslo"][3].mean}
 * @param left what the left graph has there; in words, if it has nothing, or an object that is the
 *     same as at another place where the right graph has two
 * @param right what the right graph has there
 * @param owner the object of the left graph that the place belongs to; null for a root
 */
public record GraphDifference(
        String path, @Nullable Object left, @Nullable Object right, @Nullable Object owner) {

    /** The first difference of two graphs, near the roots first, or null. */
    public static @Nullable GraphDifference first(
            GraphCodec codec,
            List<String> names,
            List<? extends @Nullable Object> left,
            List<? extends @Nullable Object> right) {
        Encoder encoder = codec.lendEncoder();
        try {
            return new PairedWalk(codec, encoder).find(names, left, right);
        } finally {
            codec.takeBack(encoder);
        }
    }

    /** What stands for a value in words. */
    record Words(String text) {
        @Override
        public String toString() {
            return text;
        }
    }

    static final Words NOTHING = new Words("(nothing)");
}
