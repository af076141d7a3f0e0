package io.procession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class InterferenceTest {

    private static final String SELF = "7 (a b) c) S 1 7 7 0 -1 0 0 0 0 0 5 6 30 20 20 0 1";

    @Test
    void of_whatTheSystemTells_countsBusyTimeAndThatOfChildren() {
        Interference now = Interference.of("cpu  100 10 40 800 50 0 0 0 99 99", SELF);

        assertThat(now).isEqualTo(new Interference(1000, 150, 50));
    }

    @Test
    void shareSince_whenOnlyWeWorked_isNothing() {
        Interference then = new Interference(1000, 100, 100);

        assertThat(new Interference(2000, 600, 600).shareSince(then)).isZero();
    }

    @Test
    void shareSince_whenOthersWorked_isTheirShareOfAllProcessors() {
        Interference then = new Interference(1000, 100, 100);

        assertThat(new Interference(2000, 900, 500).shareSince(then)).isEqualTo(0.4, within(1e-9));
    }

    @Test
    void verdict_whenOthersWorked_isUndecided() {
        Row met = Row.of("call", 1, "us").over("pipe", 1).atMost(3);

        assertThat(new SectionProcess.Result(List.of(met), List.of(), null, 0.05).verdict(met))
                .isEqualTo("met");
        assertThat(new SectionProcess.Result(List.of(met), List.of(), null, 0.4).verdict(met))
                .isEqualTo("undecided");
    }
}
