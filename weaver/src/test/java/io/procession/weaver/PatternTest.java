package io.procession.weaver;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.internal.deferral.Lazy;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each pattern is a method that gives a text: woven it must give the same one, and have a minimum
 * number of calls outstanding at once.
 */
final class PatternTest {

    private static final List<String> FILES =
            Runtime.version().feature() < 21
                    ? List.of("Flows", "Containers", "Objects", "Tries", "Lambdas")
                    : List.of("Flows", "Containers", "Objects", "Tries", "Lambdas", "Modern");

    @TestFactory
    Stream<DynamicTest> pattern_woven_givesTheSameInParallel() {
        return tests("-g");
    }

    @TestFactory
    Stream<DynamicTest> pattern_wovenWithoutDebugInformation_givesTheSameInParallel() {
        return tests("-g:none");
    }

    @TestFactory
    Stream<DynamicTest> pattern_ofJava8_givesTheSameInParallel() {
        return testsOf("Old", "-g", "--release", "8", "-Xlint:-options");
    }

    private static Stream<DynamicTest> tests(String debug) {
        return FILES.stream().flatMap(file -> testsOf(file, debug));
    }

    private static Stream<DynamicTest> testsOf(String file, String... options) {
        WovenProgram program =
                new WovenProgram(
                        Sources.compile("t." + file, Sources.resource(file + ".txt"), options));
        List<DynamicTest> tests = new ArrayList<>();
        tests.add(
                DynamicTest.dynamicTest(
                        file + " verifies", () -> assertThat(program.verify()).isEmpty()));
        try {
            Class<?> plain = Class.forName("t." + file, true, program.plain());
            Class<?> woven = Class.forName("t." + file, true, program.woven());
            Arrays.stream(plain.getDeclaredMethods())
                    .filter(m -> m.isAnnotationPresent(AtLeast.class))
                    .sorted((a, b) -> a.getName().compareTo(b.getName()))
                    .forEach(m ->
                            tests.add(
                                    DynamicTest.dynamicTest(
                                            file + '.' + m.getName() + ' ' + options[0],
                                            () -> check(m, woven))));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
        return tests.stream();
    }

    private static void check(Method pattern, Class<?> woven) throws Exception {
        assertThat(Modifier.isStatic(pattern.getModifiers())).isTrue();
        String serial = run(pattern);
        Method same = woven.getDeclaredMethod(pattern.getName());
        try (Lazy lazy = Lazy.install()) {
            assertThat(run(same)).as(pattern.getName()).isEqualTo(serial);
            assertThat(lazy.mostOutstanding())
                    .as("calls outstanding at once in " + pattern.getName())
                    .isGreaterThanOrEqualTo(pattern.getAnnotation(AtLeast.class).value());
        }
    }

    private static String run(Method pattern) throws IllegalAccessException {
        pattern.setAccessible(true);
        try {
            return String.valueOf(pattern.invoke(null));
        } catch (InvocationTargetException e) {
            Throwable cause = Objects.requireNonNull(e.getCause());
            return cause instanceof NullPointerException
                    ? "null" // the virtual machine's texts for it tell the instruction
                    : cause.getClass().getName() + ": " + cause.getMessage();
        }
    }
}
