package io.procession.internal.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerFlagsTest {

    private static final JavaHome JAVA_17 = new JavaHome(Path.of("/java"), 17, "x 17", true);
    private static final JavaHome JAVA_25 = new JavaHome(Path.of("/java"), 25, "x 25", true);
    private static final JavaHome UNKNOWN = new JavaHome(Path.of("/java"), 0, "", true);

    private final Guest.SpecBuilder spec = Guest.spec();

    @Test
    void toList_withoutUsersFlags_isOurs() {
        assertThat(flags(JAVA_17))
                .contains(
                        "-XX:+UseSerialGC",
                        "-Xms16777216",
                        "-XX:-UsePerfData",
                        "-XX:MaxRAMPercentage=25.0",
                        "-XX:ErrorFile=/tmp/x/hs_err_%p.log");
        assertThat(flags(JAVA_17)).doesNotContain("-Djdk.reflect.useNativeAccessorOnly=true");
        assertThat(flags(JAVA_25)).contains("-Djdk.reflect.useNativeAccessorOnly=true");
    }

    @Test
    void toList_forUnknownJava_hasNoFlagThatItMayNotKnow() {
        assertThat(flags(UNKNOWN))
                .noneMatch(flag -> flag.contains("GC") || flag.startsWith("-Xlog"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-XX:+UseG1GC", "-XX:+UseZGC", "-XX:+UseParallelGC", "-XX:+UseShenandoahGC"})
    void toList_withUsersCollector_leavesOursOut(String collector) {
        spec.jvmArgs = List.of(collector);
        assertThat(flags(JAVA_17)).doesNotContain("-XX:+UseSerialGC");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-XX:MinHeapFreeRatio=95",
                "-XX:MaxHeapFreeRatio=30",
                "-XX:+UseG1GC",
                "-XX:+UseParallelGC"
            })
    void toList_withUsersRatioOrCollector_leavesOurRatiosOut(String users) {
        assertThat(flags(JAVA_17)).contains("-XX:MinHeapFreeRatio=40", "-XX:MaxHeapFreeRatio=70");
        spec.jvmArgs = List.of(users);
        assertThat(flags(JAVA_17)).noneMatch(flag -> flag.contains("FreeRatio"));
    }

    @ParameterizedTest
    @CsvSource({
        "-Xmx8m,8388608",
        "-XX:MaxHeapSize=4096k,4194304",
        "-Xmx1g,16777216",
        "-Xmx9000000,9000000"
    })
    void toList_withUsersHeap_startsNoLarger(String flag, String initial) {
        spec.jvmArgs = List.of(flag);
        assertThat(flags(JAVA_17))
                .contains("-Xms" + initial)
                .noneMatch(each -> each.startsWith("-XX:MaxRAM"));
    }

    @ParameterizedTest
    @CsvSource({"1,8,25.0,8", "2,2,25.0,1", "3,8,25.0,3", "4,8,20.0,2", "16,8,5.0,1", "0,2,25.0,2"})
    void share_ofFamily_followsItsFormula(int family, int processors, double percent, int each) {
        assertThat(FamilyShare.of(family, processors)).isEqualTo(new FamilyShare(percent, each));
    }

    @Test
    void inherited_fromParent_isWhatSaysWhatTheProgramIs() {
        ParentOptions parent =
                ParentOptions.parse(
                        new String[] {
                            "-ea",
                            "-Xmx4g",
                            "-XX:+UseZGC",
                            "-Xss4m",
                            "--add-opens",
                            "java.base/java.lang=ALL-UNNAMED",
                            "-Dcolour=red",
                            "-Dcom.sun.management.jmxremote.port=9",
                            "-agentlib:jdwp=address=5005",
                            "-javaagent:/x/jacoco.jar",
                            "-javaagent:/x/procession-agent-1.jar",
                            "--sun-misc-unsafe-memory-access=allow",
                            "-cp",
                            "a.jar",
                            "Main",
                            "-Dno=1"
                        });
        Properties properties = new Properties();
        properties.setProperty("procession.backend", "processes");
        properties.setProperty("other", "1");
        List<String> common =
                List.of(
                        "-ea",
                        "-Xss4m",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "-Dcolour=red",
                        "-Dprocession.backend=processes");
        assertThat(InheritedOptions.of(parent, properties, 17)).containsExactlyElementsOf(common);
        assertThat(InheritedOptions.of(parent, properties, 25))
                .hasSize(common.size() + 1)
                .containsAll(common);
    }

    @Test
    void ownAgent_isInheritedWithAModulePathOnly() {
        String agent = "-javaagent:/x/procession-agent.jar=report";
        ParentOptions plain = ParentOptions.parse(new String[] {agent, "-cp", "a.jar", "Main"});
        ParentOptions modular =
                ParentOptions.parse(new String[] {agent, "-p", "mods", "-m", "a/A"});

        assertThat(InheritedOptions.of(plain, new Properties(), 17)).isEmpty();
        assertThat(InheritedOptions.of(modular, new Properties(), 17)).containsExactly(agent);
    }

    @Test
    void inherited_fromManifestOfJar_isGivenAsOptions(@TempDir Path directory) throws Exception {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .putValue("Add-Opens", "java.base/java.lang java.base/java.util");
        manifest.getMainAttributes().putValue("Enable-Native-Access", "ALL-UNNAMED");
        Path jar = directory.resolve("app.jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        ParentOptions parent = ParentOptions.parse(new String[] {"-jar", jar.toString()});
        assertThat(InheritedOptions.of(parent, new Properties(), 17))
                .containsExactly(
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--add-opens=java.base/java.util=ALL-UNNAMED",
                        "--enable-native-access=ALL-UNNAMED");
    }

    @Test
    void parse_ofJarAndModuleForms_stopsAtTheProgram() {
        ParentOptions jar = ParentOptions.parse(new String[] {"-da", "-jar", "app.jar", "-ea"});
        assertThat(jar.options()).containsExactly("-da");
        assertThat(jar.startedFromJar()).isEqualTo("app.jar");
        ParentOptions module =
                ParentOptions.parse(new String[] {"-p", "mods", "-m", "a/b.C", "-ea"});
        assertThat(module.options()).containsExactly("-p=mods");
    }

    @Test
    void format_ofArgFile_isParsedBack() {
        List<String> arguments = List.of("-Da=b c", "quote \" and \\ and #", "", "'single'");
        assertThat(ArgFile.parse(ArgFile.format(arguments))).isEqualTo(arguments);
        assertThat(ArgFile.parse("-cp \"a b\" # rest\n  -ea 'x y'z \"one\\\n   two\""))
                .containsExactly("-cp", "a b", "-ea", "x yz", "onetwo");
    }

    private List<String> flags(JavaHome java) {
        return WorkerFlags.of(java, spec.build(List.of()), Map.of()).toList(Path.of("/tmp/x"));
    }
}
