package io.procession.internal.launch;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * Which of the parent's options its workers get: those that say what the program is, not how its JVM is tuned.
 *
 * <table>
 * <caption>Options of the parent's command line</caption>
 * <tr><th>option</th><th>workers</th><th>because</th></tr>
 * <tr><td>{@code -ea -da -esa -dsa} and their long forms, {@code --enable-preview}</td><td>get it</td>
 *     <td>the same program</td></tr>
 * <tr><td>{@code --add-opens --add-exports --add-reads --add-modules --limit-modules --patch-module
 *     --upgrade-module-path --enable-native-access --illegal-native-access --sun-misc-unsafe-memory-access}</td>
 *     <td>get it</td><td>the same access</td></tr>
 * <tr><td>{@code -Dname=value}</td><td>get it, but for those that open a port or name one file for one JVM
 *     (com.sun.management, java.rmi.server, jdk.module)</td><td>the same settings</td></tr>
 * <tr><td>{@code procession.*} set later by System.setProperty</td><td>get it</td><td>the same settings</td></tr>
 * <tr><td>{@code -Xss}, {@code -XX:ThreadStackSize}, {@code -Xbootclasspath/a}</td><td>get it</td>
 *     <td>recursion that works here works there</td></tr>
 * <tr><td>heap, collector and other {@code -X} and {@code -XX}</td><td>do not</td><td>workers are sized as a family</td></tr>
 * <tr><td>{@code -javaagent} of Procession itself</td><td>get it</td><td>woven classes must be the same</td></tr>
 * <tr><td>other agents, debuggers</td><td>do not</td><td>their ports and files are taken; give them by jvmArgs</td></tr>
 * </table>
 */
final class InheritedOptions {

    private static final List<String> EXACT = List.of(
            "--enable-preview", "-ea", "-da", "-esa", "-dsa", "-enableassertions", "-disableassertions",
            "-enablesystemassertions", "-disablesystemassertions");
    private static final List<String> PREFIXES = List.of(
            "-ea:", "-da:", "-enableassertions:", "-disableassertions:", "-Xss", "-XX:ThreadStackSize=",
            "-Xbootclasspath/a:", "--add-opens=", "--add-exports=", "--add-reads=", "--add-modules=", "--limit-modules=",
            "--patch-module=", "--upgrade-module-path=", "--enable-native-access=");
    private static final List<String> PREFIXES_SINCE_23 =
            List.of("--sun-misc-unsafe-memory-access=", "--illegal-native-access=");
    private static final List<String> PRIVATE_PROPERTIES =
            List.of("-Dcom.sun.management.", "-Djava.rmi.server.", "-Djdk.module.", "-Djava.class.path=");

    private InheritedOptions() {}

    /** Those for a worker whose Java has this version. */
    static List<String> of(ParentOptions parent, Properties properties, int workerFeature) {
        List<String> inherited = new ArrayList<>();
        for (String option : parent.options()) {
            if (isInherited(option, workerFeature)) {
                inherited.add(option);
            }
        }
        for (String name : properties.stringPropertyNames()) {
            String definition = "-D" + name + "=" + properties.getProperty(name);
            if (name.startsWith("procession.") && !inherited.contains(definition)) {
                inherited.add(definition);
            }
        }
        return inherited;
    }

    private static boolean isInherited(String option, int workerFeature) {
        if (option.startsWith("-D")) {
            return !Flags.startsWithAny(option, PRIVATE_PROPERTIES);
        }
        return EXACT.contains(option)
                || Flags.startsWithAny(option, PREFIXES)
                || workerFeature > 23 && Flags.startsWithAny(option, PREFIXES_SINCE_23)
                || isOwnAgent(option);
    }

    private static boolean isOwnAgent(String option) {
        return option.startsWith("-javaagent:") && option.contains("procession-agent");
    }
}
