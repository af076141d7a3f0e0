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
        int start = readme.indexOf("```java");
        List<String> shown = readme.subList(start + 1, readme.size());
        shown = shown.subList(0, shown.indexOf("```"));

        assertThat(shown).isNotEmpty();
        assertThat(example).containsAll(shown.stream().filter(l -> !l.startsWith("//")).toList());
    }

    private static List<String> stripped(Path file) throws IOException {
        return Files.readAllLines(file).stream().map(String::strip).toList();
    }
}
