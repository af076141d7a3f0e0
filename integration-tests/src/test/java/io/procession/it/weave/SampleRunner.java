package io.procession.it.weave;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs samples that are on its class path, in a JVM of its own, so that they have real workers. */
final class SampleRunner {

    private SampleRunner() {}

    /** Arguments: a file with a list of names, and one for the map of what became of them. */
    public static void main(String[] arguments) throws Exception {
        List<String> names = ProgramRunner.read(Path.of(arguments[0]));
        Map<String, String> results = new TreeMap<>();
        for (String each : names) {
            System.out.println("running " + each);
            ClassLoader loader = SampleRunner.class.getClassLoader();
            results.put(each, Sample.text(Sample.run(loader, each)));
        }
        ProgramRunner.write(Path.of(arguments[1]), results);
        System.out.println("children " + ProcessHandle.current().children().count());
    }
}
