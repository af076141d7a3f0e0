package io.procession.internal.util;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SpinTest {

    private static final long LONG = TimeUnit.SECONDS.toNanos(60);
    private static final long SHORT = TimeUnit.MICROSECONDS.toNanos(8);

    private final AtomicInteger looks = new AtomicInteger();

    private boolean looksInVain() {
        looks.incrementAndGet();
        return false;
    }

    @Test
    void awaits_whatIsTrueAlready_looksOnce() {
        Spin spin = new Spin(1, LONG, LONG);
        assertThat(spin.awaits(() -> looks.incrementAndGet() > 0)).isTrue();
        assertThat(looks).hasValue(1);
    }

    @Test
    void awaits_whatComesTrueSoon_isTrue() {
        Spin spin = new Spin(3, LONG, LONG);
        assertThat(spin.awaits(() -> looks.incrementAndGet() == 1_000)).isTrue();
        assertThat(looks).hasValue(1_000);
    }

    @Test
    void awaits_whatDoesNotComeTrue_givesUp() {
        Spin spin = new Spin(1, SHORT, LONG);
        assertThat(spin.awaits(this::looksInVain)).isFalse();
        assertThat(looks).hasPositiveValue();
    }

    @Test
    void awaits_whereSomebodyElseTakesTheCore_givesUp() {
        Spin spin = new Spin(1, LONG, -1); // however short it was
        assertThat(spin.awaits(this::looksInVain)).isFalse();
        assertThat(looks).hasValue(2); // once more when the core was given back
    }

    @Test
    void awaits_whereItWasInVainLately_looksOnlyNowAndThen() {
        Spin spin = new Spin(1, SHORT, LONG);
        int rounds = 320;
        int tried = 0;
        for (int i = 0; i < rounds; i++) {
            int before = looks.get();
            assertThat(spin.awaits(this::looksInVain)).isFalse();
            tried += looks.get() > before ? 1 : 0;
        }
        assertThat(tried).isEqualTo(12); // the first two, then one of 32
    }

    @Test
    void awaits_whereItHasPaidAgain_looksEveryTime() {
        Spin spin = new Spin(1, SHORT, LONG);
        for (int i = 0; i < 31; i++) {
            spin.awaits(this::looksInVain);
        }
        for (int i = 0; i < 10; i++) { // the first of these is one that looks in any case
            assertThat(spin.awaits(() -> true)).isTrue();
        }
    }
}
