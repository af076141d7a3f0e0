import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The README's first example counts right, and is the code that the README shows. */
class PrimesTest {

    @Test
    void count_ofTheFirstMillions_isRight() {
        assertThat(Primes.count(1)).endsWith(": 78498 primes in million 1");
        assertThat(Primes.count(2)).endsWith(": 70435 primes in million 2");
    }

    @Test
    void readme_showsLinesOfTheExample() throws IOException {
        List<String> example = stripped(Path.of("primes/Primes.java"));
        List<String> readme = stripped(Path.of("../README.md"));
        List<String> shown = blockWith("Primes::count", readme);

        assertThat(shown).isNotEmpty();
        assertThat(example).containsAll(shown.stream().filter(l -> !l.startsWith("//")).toList());
    }

    /** The first block of code that has a text in it. */
    private static List<String> blockWith(String text, List<String> readme) {
        int from = 0;
        while (true) {
            int start = readme.subList(from, readme.size()).indexOf("```java") + from;
            assertThat(start).as("a block with " + text).isGreaterThanOrEqualTo(from);
            List<String> rest = readme.subList(start + 1, readme.size());
            List<String> block = rest.subList(0, rest.indexOf("```"));
            if (block.stream().anyMatch(line -> line.contains(text))) {
                return block;
            }
            from = start + 1 + block.size();
        }
    }

    private static List<String> stripped(Path file) throws IOException {
        return Files.readAllLines(file).stream().map(String::strip).toList();
    }
}
