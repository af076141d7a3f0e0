package io.procession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class BenchOptionsTest {

    @Test
    void parse_ofNothing_meansAllSectionsInFull() {
        BenchOptions options = BenchOptions.parse(new String[0]);

        assertThat(options.sections()).containsExactly(Section.values());
        assertThat(options.quick()).isFalse();
        assertThat(options.json()).isNull();
    }

    @Test
    void parse_ofSomeSections_keepsTheirOrder() {
        BenchOptions options =
                BenchOptions.parse(
                        new String[] {
                            "--only", "speed-up", "--quick", "--json", "a.json", "--only", "bulk"
                        });

        assertThat(options.sections()).containsExactly(Section.SPEED_UP, Section.BULK);
        assertThat(options.quick()).isTrue();
        assertThat(options.json()).isEqualTo(Path.of("a.json"));
    }

    @Test
    void parse_ofJmh_leavesTheRestToJmh() {
        BenchOptions options = BenchOptions.parse(new String[] {"--jmh", "Codec", "-wi", "1"});

        assertThat(options.jmh()).containsExactly("Codec", "-wi", "1");
    }

    @Test
    void parse_ofAnUnknownSection_namesThoseThatThereAre() {
        assertThatThrownBy(() -> BenchOptions.parse(new String[] {"--only", "warp"}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no such section: warp; there are ping-pong-one-cpu, ");
    }

    @Test
    void parse_ofAnUnknownArgument_namesThoseThatThereAre() {
        assertThatThrownBy(() -> BenchOptions.parse(new String[] {"--fast"}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("unknown argument: --fast; known are --quick, ");
    }

    @Test
    void parse_withoutAValue_saysAfterWhat() {
        assertThatThrownBy(() -> BenchOptions.parse(new String[] {"--json"}))
                .hasMessage("value missing after --json");
    }
}
