package io.procession.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GrowthTest {

    private static final long WINDOW = 250_000_000;

    private final Growth growth = new Growth(1, 8);
    private long now;
    private long completed;

    @Test
    void observe_backlogAndThroughputThatRisesWithWorkers_growsToTheMaximum() {
        for (int i = 0; i < 100; i++) {
            window(/* done= */ 1000 * growth.target());
        }

        assertThat(growth.target()).isEqualTo(8);
    }

    @Test
    void observe_throughputThatDoesNotRiseBeyondTwoWorkers_stepsBackToTwo() {
        for (int i = 0; i < 30; i++) {
            window(/* done= */ 1000 * Math.min(2, growth.target()));
        }

        assertThat(growth.target()).isEqualTo(2);
    }

    @Test
    void observe_afterAStepBack_triesAgainAfterAWhile() {
        int highest = 0;
        for (int i = 0; i < 200; i++) {
            window(/* done= */ 1000 * Math.min(2, growth.target()));
            highest = i > 100 ? Math.max(highest, growth.target()) : 0;
        }

        assertThat(highest).isEqualTo(3);
    }

    @Test
    void observe_callsLongerThanTheWindow_growsAllTheSame() {
        for (int i = 0; i < 300; i++) {
            window(/* done= */ 0);
        }

        assertThat(growth.target()).isEqualTo(8);
    }

    @Test
    void observe_noBacklog_neverGrows() {
        for (int i = 0; i < 100; i++) {
            now += WINDOW;
            growth.observe(now, completed += 1000, growth.target(), /* backlog= */ false);
        }

        assertThat(growth.target()).isEqualTo(1);
    }

    @Test
    void observe_workersLeftWhileIdle_followsThemDown() {
        for (int i = 0; i < 100; i++) {
            window(1000 * growth.target());
        }
        growth.observe(now += WINDOW, completed, /* ready= */ 3, /* backlog= */ false);

        assertThat(growth.target()).isEqualTo(3);
    }

    @Test
    void target_ofAFixedPool_isItsSize() {
        assertThat(new Growth(5, 5).target()).isEqualTo(5);
    }

    /** One window of a pool with a backlog: begins it, and ends it. */
    private void window(long done) {
        growth.observe(now += 1, completed, growth.target(), /* backlog= */ true);
        growth.observe(now += WINDOW, completed += done, growth.target(), /* backlog= */ true);
    }
}
