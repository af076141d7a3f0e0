package io.procession.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where and when figures were taken. */
record Machine(Map<String, String> facts) {

    /** Above this share of the processors the machine has other things to do. */
    private static final double BUSY = 0.25;

    static Machine now() throws InterruptedException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("date", LocalDateTime.now().truncatedTo(ChronoUnit.SECONDS).toString());
        facts.put("processor", processor());
        facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("memory", memory());
        facts.put(
                "system",
                System.getProperty("os.name")
                        + " "
                        + System.getProperty("os.version")
                        + " "
                        + System.getProperty("os.arch"));
        facts.put(
                "java",
                System.getProperty("java.vendor")
                        + " "
                        + System.getProperty("java.runtime.version"));
        facts.put("python", Python.version());
        facts.put("load", load());
        return new Machine(facts);
    }

    String describe() {
        return facts.entrySet().stream()
                .map(fact -> String.format("%-11s %s", fact.getKey(), fact.getValue()))
                .collect(Collectors.joining(System.lineSeparator()));
    }

    private static String load() {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        if (load < 0) {
            return "unknown";
        }
        int processors = Runtime.getRuntime().availableProcessors();
        String words =
                load > BUSY * processors
                        ? "the machine is BUSY: figures are worse than they could be"
                        : "the machine is quiet";
        return String.format(Locale.ROOT, "%.2f in the last minute; %s", load, words);
    }

    private static String processor() {
        return valueIn(Path.of("/proc/cpuinfo"), "model name");
    }

    private static String memory() {
        String kilobytes = valueIn(Path.of("/proc/meminfo"), "MemTotal").replace(" kB", "");
        try {
            return String.format(
                    Locale.ROOT, "%.1f GB", Long.parseLong(kilobytes) / (1024.0 * 1024.0));
        } catch (NumberFormatException e) {
            return "unknown";
        }
    }

    private static String valueIn(Path file, String key) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
