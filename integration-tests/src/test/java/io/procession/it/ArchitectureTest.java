package io.procession.it;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.procession.ProcessPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the arrows between the packages of core: who may know whom. */
class ArchitectureTest {

    private static final String ROOT = "io.procession";

    /**
     * Each package below the root, and all that it may use beside itself; "" is the root, which may
     * use every one.
     */
    private static final Map<String, Set<String>> ARROWS =
            arrows(
                    Map.of(
                            "spi", Set.of(),
                            "bridge", Set.of("", "internal.deferral"),
                            "internal.deferral",
                                    Set.of(
                                            "spi",
                                            "internal.wire",
                                            "internal.snapshot",
                                            "internal.restore",
                                            "internal.worker"),
                            "internal.channel",
                                    Set.of("spi", "internal.util", "internal.wire", "internal.shm"),
                            "internal.snapshot", Set.of("spi", "internal.util", "internal.wire"),
                            "internal.launch",
                                    Set.of(
                                            "spi",
                                            "internal.util",
                                            "internal.wire",
                                            "internal.channel"),
                            "internal.broker", // throws the root's DeadlockException
                                    Set.of(
                                            "",
                                            "spi",
                                            "internal.util",
                                            "internal.wire",
                                            "internal.channel",
                                            "internal.snapshot"),
                            "internal.worker",
                                    Set.of(
                                            "spi",
                                            "internal.util",
                                            "internal.wire",
                                            "internal.broker",
                                            "internal.channel",
                                            "internal.snapshot"),
                            "internal.local",
                                    Set.of(
                                            "spi",
                                            "internal.util",
                                            "internal.wire",
                                            "internal.channel",
                                            "internal.broker",
                                            "internal.launch",
                                            "internal.worker"),
                            "internal.pool",
                                    Set.of(
                                            "spi",
                                            "internal.util",
                                            "internal.wire",
                                            "internal.channel",
                                            "internal.snapshot",
                                            "internal.broker",
                                            "internal.launch",
                                            "internal.worker",
                                            "internal.local")),
                    Map.of(
                            "internal.util", Set.of(),
                            "internal.wire", Set.of("spi", "internal.util"),
                            "internal.shm", Set.of("internal.util"),
                            "internal.restore", Set.of("internal.snapshot"),
                            "space",
                                    Set.of(
                                            "",
                                            "spi",
                                            "internal.broker",
                                            "internal.snapshot",
                                            "internal.util",
                                            "internal.wire"),
                            "actor",
                                    Set.of(
                                            "",
                                            "spi",
                                            "shared",
                                            "internal.broker",
                                            "internal.pool",
                                            "internal.snapshot",
                                            "internal.util",
                                            "internal.wire",
                                            "internal.worker"),
                            "shared",
                                    Set.of(
                                            "",
                                            "spi",
                                            "internal.broker",
                                            "internal.shm",
                                            "internal.snapshot",
                                            "internal.util",
                                            "internal.wire")));

    private static final JavaClasses CORE =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importUrl(
                            ProcessPool.class.getProtectionDomain().getCodeSource().getLocation());

    static Stream<String> packages() {
        return ARROWS.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void package_ofCore_usesOnlyWhatItsArrowsName(String name) {
        arrowsOf(name).check(CORE);
    }

    @Test
    void core_hasNoPackageWithoutArrows() {
        Set<String> unknown =
                CORE.stream()
                        .map(JavaClass::getPackageName)
                        .filter(name -> name.startsWith(ROOT + "."))
                        .map(name -> name.substring(ROOT.length() + 1))
                        .filter(name -> !ARROWS.containsKey(name))
                        .collect(Collectors.toSet());

        assertThat(unknown).as("packages that ARROWS does not name").isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "internal.wire, io.procession.internal.channel.Channel",
        "internal.pool, io.procession.ProcessPool",
        "internal.deferral, io.procession.bridge.Scope",
        "bridge, io.procession.internal.pool.LocalEngine",
        "internal.launch, io.procession.internal.local.WorkerHandle",
        "spi, io.procession.internal.wire.FrameType"
    })
    void arrows_ofAPackageThatUsesWhatItMayNot_areViolated(
            String name, String forbidden, @TempDir Path directory) throws IOException {
        JavaClasses classes = compiled(name, forbidden, directory);

        assertThatThrownBy(() -> arrowsOf(name).check(classes))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Violator")
                .hasMessageContaining(forbidden);
    }

    @Test
    void arrows_ofAPackageThatUsesWhatItMay_hold(@TempDir Path directory) throws IOException {
        JavaClasses classes =
                compiled("internal.worker", "io.procession.internal.channel.Channel", directory);

        assertThatCode(() -> arrowsOf("internal.worker").check(classes)).doesNotThrowAnyException();
    }

    private static Map<String, Set<String>> arrows(
            Map<String, Set<String>> some, Map<String, Set<String>> leaves) {
        Map<String, Set<String>> all = new TreeMap<>(some);
        all.putAll(leaves);
        return all;
    }

    private static ArchRule arrowsOf(String name) {
        return noClasses()
                .that()
                .resideInAPackage(ROOT + "." + name)
                .should()
                .dependOnClassesThat(mayNotBeUsedBy(name))
                .as(name + " uses, of Procession, only itself and " + ARROWS.get(name))
                .allowEmptyShould(false);
    }

    private static DescribedPredicate<JavaClass> mayNotBeUsedBy(String name) {
        Set<String> allowed =
                Stream.concat(Stream.of(name), ARROWS.get(name).stream())
                        .map(each -> each.isEmpty() ? ROOT : ROOT + "." + each)
                        .collect(Collectors.toSet());
        return describe(
                "are of another package",
                used ->
                        (used.getPackageName().equals(ROOT)
                                        || used.getPackageName().startsWith(ROOT + "."))
                                && !allowed.contains(used.getPackageName()));
    }

    /** A class of the package given, with a field of the type given. */
    private static JavaClasses compiled(String name, String type, Path directory)
            throws IOException {
        Path source = directory.resolve("Violator.java");
        Files.writeString(
                source,
                "package " + ROOT + "." + name + "; class Violator { " + type + " field; }");
        int result =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-proc:none",
                                "-d",
                                directory.toString(),
                                source.toString());
        assertThat(result).isZero();
        return new ClassFileImporter().importPath(directory);
    }
}
