import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each program of the tour, run in a JVM of its own with real workers, prints what it should. */
class TourTest {

    private static final Path TOUR = Path.of("tour");
    private static final List<String> GREETINGS =
            List.of("0 Hello Dan!", "1 Hello Chess!", "2 Hello Tom!", "3 Hello Mike!");

    @Test
    void decoLoop_printsEachKeyWithItsResult() throws Exception {
        assertThat(lines("DecoLoop"))
                .containsExactly(
                        "{1=14.392726722865724, 2=15.08587365342573, 3=15.491338678200574,"
                                + " 4=15.779020708985692}");
    }

    @Test
    void decoArguments_printsTheChangedMap() throws Exception {
        assertThat(lines("DecoArguments")).containsExactly("{0=16.0, 30=26.0, 60=21.5, 90=0.0}");
    }

    @Test
    void greet_isPrintedByTheOtherProcess() throws Exception {
        assertThat(lines("Greet")).containsExactly("Hello Daniel!");
    }

    @Test
    void whoRunsThis_isInitialisedInBothProcesses() throws Exception {
        assertThat(lines("WhoRunsThis")).containsExactly("main", "worker", "Hello Daniel!");
    }

    @Test
    void greetByAwait_returnsInTheOrderOfTheNames() throws Exception {
        List<String> lines = lines("GreetByAwait");

        assertThat(lines).hasSize(8).containsAll(GREETINGS);
        assertThat(without(lines, GREETINGS)).containsExactly("0", "1", "2", "3");
    }

    @Test
    void greetAndSquareByFork_usesTheProcessesTwice() throws Exception {
        List<String> lines = lines("GreetAndSquareByFork");

        assertThat(lines).hasSize(12).containsAll(GREETINGS);
        assertThat(without(lines, GREETINGS))
                .containsExactly("0", "1", "2", "3", "0", "1", "4", "9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AliveByThread", "AliveByProcess"})
    void alive_goesOnWhileTheTaskWorks(String program) throws Exception {
        List<String> lines = lines(program);

        assertThat(lines)
                .startsWith(
                        "Starting the main program",
                        "Launching the task",
                        "The task has been launched")
                .containsSubsequence(
                        "Starting to work", "The task is still running", "Finished working")
                .endsWith("Program ended");
    }

    @Test
    void copiesNeedNoLocks_leavesTheOriginalAlone() throws Exception {
        assertThat(lines("CopiesNeedNoLocks"))
                .containsExactly("f1: x=1 y=0", "f2: x=0 y=10", "here: x=0 y=0");
    }

    @Test
    void startRunningResult_givesTheResult() throws Exception {
        assertThat(lines("StartRunningResult"))
                .containsExactly("result: 15, something else was done: true");
    }

    @Test
    void oneProcessManyCalls_keepsItsState() throws Exception {
        assertThat(lines("OneProcessManyCalls"))
                .containsExactly(
                        "a process a call: 1",
                        "a process a call: 1",
                        "one process: 1",
                        "one process: 2",
                        "closed: true");
    }

    @Test
    void atMostFour_isAtMostFour() throws Exception {
        assertThat(lines("AtMostFour"))
                .containsExactly("1000 tasks", "at most four processes: true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TwoThreads", "TwoProcesses"})
    void two_printBothLines(String program) throws Exception {
        assertThat(lines(program)).containsExactlyInAnyOrder("Hello World", "Good night");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ThreadPool", "PoolWithCallbacks"})
    void pool_printsAHundredLines(String program) throws Exception {
        assertThat(lines(program))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 100).mapToObj(i -> "Hello " + i).toList());
    }

    @Test
    void poolMap_keepsTheOrder() throws Exception {
        assertThat(lines("PoolMap")).containsExactly("Hello 0", "Hello 1", "Hello 2", "Hello 3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ProduceByCondition",
                "ProduceByConditionInProcesses",
                "ProduceByQueue",
                "ProduceByQueueInProcesses"
            })
    void produced_isConsumedInOrder(String program) throws Exception {
        List<String> expected = new ArrayList<>();
        IntStream.range(0, 10).forEach(i -> expected.add("consumed " + i));
        expected.add("produced: true, consumed: true");

        assertThat(lines(program)).containsExactlyElementsOf(expected);
    }

    /** What is written for threads runs between processes, when it constructs other objects. */
    @ParameterizedTest
    @ValueSource(strings = {"ProduceByCondition", "ProduceByQueue"})
    void twins_differInWhatTheyConstruct(String program) throws IOException {
        List<String> threads = code(program, program);
        List<String> processes = code(program + "InProcesses", program);

        assertThat(processes).hasSameSizeAs(threads);
        int different = 0;
        for (int i = 0; i < threads.size(); i++) {
            if (!threads.get(i).equals(processes.get(i))) {
                assertThat(processes.get(i)).matches(" +\\S+ \\S+ = (Shared\\w+|ProcessPool).create\\(2?\\);");
                assertThat(processes.get(i).replaceAll("=.*", ""))
                        .isEqualTo(threads.get(i).replaceAll("=.*", ""));
                different++;
            }
        }
        assertThat(different).isPositive();
    }

    /** The lines of a program, without imports and comments, under another name. */
    private static List<String> code(String program, String name) throws IOException {
        return Files.readAllLines(TOUR.resolve(program + ".java")).stream()
                .filter(line -> !line.startsWith("import ") && !line.startsWith("/**"))
                .map(line -> line.replace(program, name))
                .toList();
    }

    @Test
    void queueToProcess_isPrintedThere() throws Exception {
        assertThat(lines("QueueToProcess")).containsExactly("Hello World", "Good Night");
    }

    @Test
    void pipeToProcess_carriesAMessageEachWay() throws Exception {
        assertThat(lines("PipeToProcess"))
                .containsExactlyInAnyOrder(
                        "process in [Hello, World]", "process out [Good, Night]");
    }

    @Test
    void twoLocks_tellsOneAndLetsTheOtherGoOn() throws Exception {
        List<String> lines = lines("TwoLocks");

        assertThat(lines)
                .filteredOn(line -> line.matches("f[12]: had both locks"))
                .hasSize(1);
        assertThat(lines)
                .filteredOn(line -> line.matches("f[12]: 2 threads wait for each other.*"))
                .hasSize(1);
        assertThat(lines)
                .filteredOn(
                        line ->
                                line.matches(
                                        "  thread .*task TwoLocks#\\d.* waits at TwoLocks\\.f\\(TwoLocks.java:\\d+\\)"
                                                + " for SharedLock .*, holds SharedLock .*"))
                .hasSize(2);
    }

    @Test
    void readme_namesEachProgram() throws IOException {
        List<String> named =
                Pattern.compile("\\[(\\w+)]\\(\\1\\.java\\)")
                        .matcher(Files.readString(TOUR.resolve("README.md")))
                        .results()
                        .map((MatchResult link) -> link.group(1) + ".java")
                        .toList();

        try (Stream<Path> files = Files.list(TOUR)) {
            List<String> programs =
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".java"))
                            .toList();
            assertThat(named).containsExactlyInAnyOrderElementsOf(programs);
        }
    }

    private static List<String> without(List<String> lines, List<String> some) {
        return lines.stream().filter(line -> !some.contains(line)).toList();
    }

    private static List<String> lines(String program) throws Exception {
        Launch.Ended ended = Launch.java(program);
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.err()).isEmpty();
        return ended.lines();
    }
}
