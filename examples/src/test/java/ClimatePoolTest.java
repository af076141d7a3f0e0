import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The climate by a pool of its own. */
class ClimatePoolTest extends ClimateContract {

    @Override
    int program(String[] args, PrintStream out, PrintStream err) {
        return ClimatePool.run(args, out, err);
    }

    @Test
    void workers_areNamedWithTheirShares() throws Exception {
        Path file = csv(madeUp());

        run(file.toString(), directory.resolve("p.png").toString());

        Matcher shares = Pattern.compile("(\\d+) strips in process (\\d+)").matcher(text(out));
        int strips = 0;
        while (shares.find()) {
            strips += Integer.parseInt(shares.group(1));
            assertThat(Long.parseLong(shares.group(2))).isNotEqualTo(ProcessHandle.current().pid());
        }
        assertThat(strips).isEqualTo(12 * 6);
    }
}
