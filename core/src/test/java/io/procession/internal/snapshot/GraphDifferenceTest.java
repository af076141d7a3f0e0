package io.procession.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two random graphs compared, beside a comparison that knows their classes. */
class GraphDifferenceTest {

    private static final int ROUNDS = Integer.getInteger("procession.restore.rounds", 300);

    @Test
    void randomGraphs_differ_whereAnotherComparisonSaysSo() {
        int same = 0;
        for (long seed = 1; seed <= ROUNDS; seed++) {
            List<Object> left = RandomGraph.build(seed);
            List<Object> right = RandomGraph.build(seed);
            change(left, seed, 5);
            change(right, seed, seed % 4 == 0 ? 5 : 6);
            GraphDifference found =
                    GraphDifference.first(
                            Codecs.PLAIN, List.of("root"), List.of(left), List.of(right));
            boolean isSame = areIsomorphic(left, right);
            assertThat(found == null)
                    .as("seed " + seed + ": " + (found == null ? "" : found.path()))
                    .isEqualTo(isSame);
            same += isSame ? 1 : 0;
        }
        assertThat(same).isBetween(ROUNDS / 5, ROUNDS / 2);
    }

    private static void change(List<Object> graph, long seed, int with) {
        try {
            Object unused = RandomGraph.change(graph, seed * with, 1000);
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageStartingWith("thrown after"); // changed as far as that
        }
    }

    private static boolean areIsomorphic(List<Object> left, List<Object> right) {
        try {
            Isomorphism.check(new ArrayList<>(left), new ArrayList<>(right));
            return true;
        } catch (AssertionError e) {
            return false;
        }
    }
}
