package io.procession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RowTest {

    @Test
    void toLine_ofEveryField_isReadBack() {
        Row row = Row.of("call", 7.25, "us").over("raw pipe", 4.5).atMost(3);

        assertThat(Row.ofLine(row.toLine())).isEqualTo(row);
    }

    @Test
    void toLine_ofAFigureThatStandsAlone_isReadBack() {
        Row row = Row.of("call", Double.NaN, "us");

        assertThat(Row.ofLine(row.toLine())).isEqualTo(row);
        assertThat(row.verdict()).isEmpty();
    }

    @Test
    void verdict_atTheLimit_isMet() {
        assertThat(Row.of("call", 9, "us").over("pipe", 3).atMost(3).verdict()).isEqualTo("met");
        assertThat(Row.of("calls", 9, "/s").over("pool", 3).atLeast(3).verdict()).isEqualTo("met");
    }

    @Test
    void verdict_beyondTheLimit_isMissed() {
        assertThat(Row.of("call", 9.1, "us").over("pipe", 3).atMost(3).isMet()).isFalse();
        assertThat(Row.of("calls", 8.9, "/s").over("pool", 3).atLeast(3).verdict())
                .isEqualTo("MISSED");
    }

    @Test
    void isMet_withoutANumber_isMissed() {
        assertThat(Row.of("call", Double.NaN, "us").over("pipe", 3).atMost(3).isMet()).isFalse();
    }

    @Test
    void number_keepsThreeDigitsThatMeanSomething() {
        assertThat(Row.number(1_234_567.8)).isEqualTo("1,234,568");
        assertThat(Row.number(85.97)).isEqualTo("86");
        assertThat(Row.number(41.96)).isEqualTo("42");
        assertThat(Row.number(7.249)).isEqualTo("7.25");
        assertThat(Row.number(0.0384)).isEqualTo("0.038");
        assertThat(Row.number(300)).isEqualTo("300");
        assertThat(Row.number(1.5)).isEqualTo("1.5");
        assertThat(Row.number(0)).isEqualTo("0");
    }
}
