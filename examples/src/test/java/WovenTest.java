import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs with the two annotations, run by the launcher: their calls are made by workers. */
class WovenTest {

    @TempDir Path directory;

    @Test
    void climate_isComputedByWorkers_andEqualToTheSerialOne() throws Exception {
        Path file = ClimateContract.csv(directory, ClimateContract.madeUp());
        Path picture = directory.resolve("p.png");

        Launch.Ended ended =
                Launch.woven("climate/Climate.java", file.toString(), picture.toString());

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.out()).contains("both results are equal to the last bit");
        List<MatchResult> shares = shares(ended, "strips");
        assertThat(shares).isNotEmpty();
        assertThat(sum(shares)).isEqualTo(12 * 6);
        assertThat(picture).isNotEmptyFile();
    }

    @Test
    void nbody_isPaintedByWorkers_andIsTheSameFilm() throws Exception {
        String[] few = {"--bodies", "20", "--steps", "24", "--size", "100"};
        Path serial = directory.resolve("serial.gif");
        Path film = directory.resolve("film.gif");
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        assertThat(NBody.run(with(few, serial), nowhere, System.err)).isZero();

        Launch.Ended ended = Launch.woven("nbody/NBody.java", with(few, film));

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        List<MatchResult> shares = shares(ended, "frames");
        assertThat(shares).isNotEmpty();
        assertThat(sum(shares)).isEqualTo(24);
        assertThat(film).hasSameBinaryContentAs(serial);
    }

    @Test
    void decoLoop_printsWhatItPrintsSerially() throws Exception {
        assertThat(Launch.woven("tour/DecoLoop.java").lines())
                .containsExactlyElementsOf(Launch.java("DecoLoop").lines());
    }

    @Test
    void decoArguments_bringsTheChangesBack() throws Exception {
        assertThat(Launch.woven("tour/DecoArguments.java").lines())
                .containsExactlyElementsOf(Launch.java("DecoArguments").lines());
    }

    @Test
    void orbits_throughASecondMap_areThoseOfTheSerialProgram() throws Exception {
        Launch.Ended ended = Launch.woven("nbody/Orbits.java");

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.lines())
                .hasSize(4)
                .containsExactlyElementsOf(Launch.java("Orbits").lines());
    }

    @Test
    void orbits_writtenCarelessly_areFoundByVerify() throws Exception {
        Launch.Ended ended = Launch.woven("nbody/Orbits.java", "careless");

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.out())
                .startsWith("not the serial program: concurrent calls depend on each other")
                .containsPattern("Orbits\\.moveInPlace\\([^)]*\\) at Orbits\\.java:\\d+");
        assertThat(Launch.java("Orbits", "careless").lines()).hasSize(4);
    }

    /**
     * What each worker did; a call that was made in the program's own process is not among them.
     */
    private static List<MatchResult> shares(Launch.Ended ended, String what) {
        assertThat(ended.out()).doesNotContain("process " + ended.pid());
        return Pattern.compile("(\\d+) " + what + " in process (\\d+)")
                .matcher(ended.out())
                .results()
                .toList();
    }

    private static int sum(List<MatchResult> shares) {
        return shares.stream().mapToInt(share -> Integer.parseInt(share.group(1))).sum();
    }

    private static String[] with(String[] options, Path film) {
        String[] all = Arrays.copyOf(options, options.length + 1);
        all[options.length] = film.toString();
        return all;
    }
}
