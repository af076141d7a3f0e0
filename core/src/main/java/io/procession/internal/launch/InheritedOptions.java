package io.procession.internal.launch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.StringTokenizer;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * Which of the parent's options its workers get: those that say what the program is, not how its
 * JVM is tuned.
 *
 * <table>
 * <caption>Options of the parent's command line</caption>
 * <tr><th>option</th><th>workers</th><th>because</th></tr>
 * <tr><td>{@code -ea -da -esa -dsa} and their long forms, {@code --enable-preview}</td><td>get it</td>
 *     <td>the same program</td></tr>
 * <tr><td>{@code --add-opens --add-exports --add-reads --add-modules --limit-modules --patch-module
 *     --upgrade-module-path --enable-native-access --illegal-native-access --sun-misc-unsafe-memory-access}</td>
 *     <td>get it</td><td>the same access</td></tr>
 * <tr><td>{@code Add-Opens}, {@code Add-Exports}, {@code Enable-Native-Access} in the manifest of {@code java -jar}</td>
 *     <td>get it, as options</td><td>the same access</td></tr>
 * <tr><td>{@code -Dname=value}</td><td>get it, but for those that open a port or name one file for one JVM
 *     (com.sun.management, java.rmi.server, jdk.module)</td><td>the same settings</td></tr>
 * <tr><td>{@code procession.*} set later by System.setProperty</td><td>get it</td><td>the same settings</td></tr>
 * <tr><td>{@code -Xss}, {@code -XX:ThreadStackSize}, {@code -Xbootclasspath/a}</td><td>get it</td>
 *     <td>recursion that works here works there</td></tr>
 * <tr><td>heap, collector and other {@code -X} and {@code -XX}</td><td>do not</td><td>workers are sized as a family</td></tr>
 * <tr><td>{@code -javaagent} of Procession itself</td><td>do not; with a module path they get it</td>
 *     <td>a call runs the same in a class that is not woven, and the worker starts sooner; but in a module it is the woven
 *     class that lets the worker call what the module does not open</td></tr>
 * <tr><td>other agents, debuggers</td><td>do not</td><td>their ports and files are taken; give them by jvmArgs</td></tr>
 * </table>
 */
final class InheritedOptions {

    private static final List<String> EXACT =
            List.of(
                    "--enable-preview",
                    "-ea",
                    "-da",
                    "-esa",
                    "-dsa",
                    "-enableassertions",
                    "-disableassertions",
                    "-enablesystemassertions",
                    "-disablesystemassertions");
    private static final List<String> PREFIXES =
            List.of(
                    "-ea:",
                    "-da:",
                    "-enableassertions:",
                    "-disableassertions:",
                    "-Xss",
                    "-XX:ThreadStackSize=",
                    "-Xbootclasspath/a:",
                    "--add-opens=",
                    "--add-exports=",
                    "--add-reads=",
                    "--add-modules=",
                    "--limit-modules=",
                    "--patch-module=",
                    "--upgrade-module-path=",
                    "--enable-native-access=");
    private static final List<String> PREFIXES_SINCE_23 =
            List.of("--sun-misc-unsafe-memory-access=", "--illegal-native-access=");
    private static final List<String> PRIVATE_PROPERTIES =
            List.of(
                    "-Dcom.sun.management.",
                    "-Djava.rmi.server.",
                    "-Djdk.module.",
                    "-Djava.class.path=");

    private InheritedOptions() {}

    /** Those for a worker whose Java has this version. */
    static List<String> of(ParentOptions parent, Properties properties, int workerFeature) {
        List<String> inherited = new ArrayList<>();
        for (String option : parent.options()) {
            if (isInherited(option, workerFeature) || isOwnAgent(option) && hasModulePath(parent)) {
                inherited.add(option);
            }
        }
        if (parent.startedFromJar() != null) {
            inherited.addAll(attributes(parent.startedFromJar()));
        }
        for (String name : properties.stringPropertyNames()) {
            String definition = "-D" + name + "=" + properties.getProperty(name);
            if (name.startsWith("procession.") && !inherited.contains(definition)) {
                inherited.add(definition);
            }
        }
        return inherited;
    }

    /**
     * What the manifest of the jar of {@code java -jar} grants: it counts for that form of start
     * only, which workers have not.
     */
    private static List<String> attributes(String jar) {
        List<String> options = new ArrayList<>();
        try (JarFile file = new JarFile(jar)) {
            Manifest manifest = file.getManifest();
            if (manifest != null) {
                addAll(options, "--add-opens=", manifest.getMainAttributes().getValue("Add-Opens"));
                addAll(
                        options,
                        "--add-exports=",
                        manifest.getMainAttributes().getValue("Add-Exports"));
                String access = manifest.getMainAttributes().getValue("Enable-Native-Access");
                options.addAll(
                        access == null ? List.of() : List.of("--enable-native-access=" + access));
            }
        } catch (IOException e) {
            return List.of(); // moved away since
        }
        return options;
    }

    private static void addAll(List<String> options, String option, @Nullable String packages) {
        StringTokenizer each = new StringTokenizer(packages == null ? "" : packages);
        while (each.hasMoreTokens()) {
            options.add(option + each.nextToken() + "=ALL-UNNAMED");
        }
    }

    private static boolean isOwnAgent(String option) {
        return option.startsWith("-javaagent:") && option.contains("procession-agent");
    }

    private static boolean hasModulePath(ParentOptions parent) {
        return parent.options().stream()
                .anyMatch(each -> Flags.startsWithAny(each, List.of("-p=", "--module-path=")));
    }

    private static boolean isInherited(String option, int workerFeature) {
        if (option.startsWith("-D")) {
            return !Flags.startsWithAny(option, PRIVATE_PROPERTIES);
        }
        return EXACT.contains(option)
                || Flags.startsWithAny(option, PREFIXES)
                || workerFeature > 23 && Flags.startsWithAny(option, PREFIXES_SINCE_23);
    }
}
