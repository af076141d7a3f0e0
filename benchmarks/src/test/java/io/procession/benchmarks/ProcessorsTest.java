package io.procession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProcessorsTest {

    @Test
    void numbers_ofRangesAndSingles_areAllOfThem() {
        assertThat(Processors.numbers("0-2,5,8-9")).containsExactly(0, 1, 2, 5, 8, 9);
    }
}
