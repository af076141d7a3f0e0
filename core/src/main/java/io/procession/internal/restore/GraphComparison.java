package io.procession.internal.restore;

import io.procession.internal.snapshot.GraphCodec;
import io.procession.internal.snapshot.GraphDifference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares two object graphs: the same content, and the same object wherever it is the same. Tells
 * the first difference in words.
 */
public final class GraphComparison {

    private GraphComparison() {}

    /**
     * A place where two graphs differ.
     *
     * @param place the path to it, such as {@code results["Oslo"][3].mean}
     * @param left what the left graph has there, in a few words
     * @param right what the right graph has there, in a few words
     * @param owner the object of the left graph that the place belongs to; null for a root
     */
    public record Difference(String place, String left, String right, @Nullable Object owner) {}

    /**
     * Finds the first difference, near the roots first.
     *
     * @param codec knows how objects travel, and so what they consist of
     * @param names of the roots, as paths begin with them
     * @param left one root a name
     * @param right one root a name
     * @return null if there is none
     */
    public static @Nullable Difference find(
            GraphCodec codec,
            List<String> names,
            List<? extends @Nullable Object> left,
            List<? extends @Nullable Object> right) {
        if (names.size() != left.size() || left.size() != right.size()) {
            throw new IllegalArgumentException(
                    "each root needs a name, and a counterpart: names="
                            + names.size()
                            + ", left="
                            + left.size()
                            + ", right="
                            + right.size());
        }
        GraphDifference found = GraphDifference.first(codec, names, left, right);
        if (found == null) {
            return null;
        }
        String leftText = Shortened.of(found.left());
        String rightText = Shortened.of(found.right());
        if (leftText.equals(rightText)) { // then they differ in what a text does not tell
            leftText += of(found.left());
            rightText += of(found.right());
        }
        return new Difference(found.path(), leftText, rightText, found.owner());
    }

    private static String of(@Nullable Object value) {
        return " (" + (value == null ? "null" : value.getClass().getName()) + ")";
    }
}
