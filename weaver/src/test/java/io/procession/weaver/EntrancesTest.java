package io.procession.weaver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.tree.ClassNode;

/**
 * Concurrent methods of every shape: called through their entrances they give what their bodies
 * give.
 */
class EntrancesTest {

    private final Rewriting rewriting = new Rewriting();

    @ParameterizedTest
    @ValueSource(strings = {"8", "11", "17"})
    void method_ofAnyShape_givesWhatItsBodyGives(String release) throws Exception {
        Rewriting.Loader loader =
                rewriting.woven(
                        """
                        class Sample {
                            @Concurrent static boolean z(boolean a) { return !a; }
                            @Concurrent static byte b(byte a) { return (byte) -a; }
                            @Concurrent static short s(short a) { return (short) -a; }
                            @Concurrent static char c(char a) { return (char) (a + 1); }
                            @Concurrent static int i(int a) { return -a; }
                            @Concurrent static long j(long a, int b, long c) { return a * b - c; }
                            @Concurrent static float f(float a) { return -a; }
                            @Concurrent static double d(double a, float b, double c) { return a - b - c; }
                            @Concurrent static void v(int[] a) { a[0]++; }
                            @Concurrent static int[][] array(int[]... a) { return a; }
                            @Concurrent static String varargs(String first, Object... more) {
                                return first + Arrays.asList(more); }
                            @Concurrent private static long hidden() { return 1L << 40; }
                            @Concurrent static <T extends Comparable<T>> T most(List<? extends T> all) {
                                T best = null;
                                for (T each : all) {
                                    if (best == null || each.compareTo(best) > 0) best = each;
                                }
                                return best;
                            }
                            static String run() {
                                int[] count = {6};
                                v(count);
                                return z(false) + " " + b((byte) 1) + " " + s((short) 2) + " " + c('c') + " " + i(3)
                                    + " " + j(4, 5, 6) + " " + f(7) + " " + d(8, 9, 10) + " " + count[0]
                                    + " " + array(count, count).length + " " + varargs("x", 1, null) + " " + hidden()
                                    + " " + most(Arrays.asList("a", "c", "b"));
                            }
                        }
                        """,
                        "--release", release, "-Xlint:-options");

        assertThat(Rewriting.call(loader, "run"))
                .isEqualTo("true -1 -2 d -3 14 -7.0 -11.0 7 2 x[1, null] 1099511627776 c");
        assertThat(loader.calls())
                .containsExactly(
                        "v", "z", "b", "s", "c", "i", "j", "f", "d", "array", "varargs", "hidden",
                        "most");
        assertThat(rewriting.findings).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8", "11", "17"})
    void instanceMethod_inEveryKindOfType_givesWhatItsBodyGives(String release) throws Exception {
        Rewriting.Loader loader =
                rewriting.woven(
                        """
                        class Sample {
                            interface Shape {
                                @Concurrent default double area() { return side() * side(); }
                                @Concurrent static Shape square(double side) { return () -> side; }
                                double side();
                            }
                            static class Base {
                                final int factor = 2;
                                @Concurrent int work(int n) { return n * factor; }
                                @Concurrent protected final String own() { return "final " + factor; }
                                @Concurrent private int secret() { return factor; }
                                int open() { return secret(); }
                            }
                            static class Derived extends Base implements Shape {
                                @Concurrent @Override int work(int n) { return super.work(n) + 1; }
                                @Concurrent @Override public double area() { return Shape.super.area() + 1; }
                                public double side() { return 3; }
                            }
                            enum Planet {
                                EARTH(9.8) { @Override @Concurrent double weight(double m) { return m; } },
                                MOON(1.6);
                                final double g;
                                Planet(double g) { this.g = g; }
                                @Concurrent double weight(double m) { return m * g; }
                            }
                            class Inner { @Concurrent String who() { return Sample.this.name; } }
                            private final String name = "outer";
                            static String run() {
                                class Local { @Concurrent int twice(int n) { return n + n; } }
                                Object anonymous = new Object() {
                                    @Override @Concurrent public String toString() { return "anonymous"; } };
                                Base base = new Derived();
                                return Shape.square(2).area() + " " + base.work(4) + " " + base.own() + " " + base.open()
                                    + " " + ((Shape) base).area() + " " + Planet.EARTH.weight(1) + " "
                                    + Planet.MOON.weight(2) + " " + new Sample().new Inner().who()
                                    + " " + new Local().twice(21) + " " + anonymous;
                            }
                        }
                        """,
                        "--release",
                        release,
                        "-Xlint:-options");

        assertThat(Rewriting.call(loader, "run"))
                .isEqualTo("4.0 9 final 2 2 10.0 1.0 3.2 outer 42 anonymous");
        assertThat(loader.calls())
                .containsExactly(
                        "square",
                        "area",
                        "work",
                        "work",
                        "own",
                        "secret",
                        "area",
                        "area",
                        "weight",
                        "weight",
                        "who",
                        "twice",
                        "toString");
        assertThat(rewriting.findings).isEmpty();
    }

    @Test
    void record_isRewritten() throws Exception {
        Rewriting.Loader loader =
                rewriting.woven(
                        """
                        record Sample(int x, int y) {
                            @Concurrent public int x() { return x; }
                            @Concurrent int sum() { return x() + y; }
                            static String run() { return new Sample(1, 2).sum() + " " + new Sample(1, 2); }
                        }
                        """);

        assertThat(Rewriting.call(loader, "run")).isEqualTo("3 Sample[x=1, y=2]");
        assertThat(loader.calls()).containsExactly("sum", "x");
    }

    @Test
    void body_withEverythingInIt_moves() throws Exception {
        Rewriting.Loader loader =
                rewriting.woven(
                        """
                        class Sample {
                            enum Color { RED, GREEN }
                            @Concurrent static String work(Object what, int times, Color color) throws Exception {
                                class Local { String text = "local " + times; }
                                Supplier<String> later = () -> what + "!" + times;
                                StringBuilder all = new StringBuilder(later.get());
                                for (int i = 0; i < times; i++) {
                                    try {
                                        if (i == 1) throw new IllegalStateException("one");
                                        long square = (long) i * i;
                                        all.append(square);
                                    } catch (IllegalStateException e) {
                                        all.append(e.getMessage());
                                    } finally {
                                        all.append(';');
                                    }
                                }
                                switch (color) {
                                    case RED: all.append("red"); break;
                                    default: synchronized (all) { all.append("other"); }
                                }
                                String text = what instanceof String s ? s : "none";
                                Callable<String> again = () -> text;
                                return all + again.call() + new Local().text;
                            }
                            static String run() throws Exception { return work("w", 3, Color.GREEN); }
                        }
                        """);

        assertThat(Rewriting.call(loader, "run")).isEqualTo("w!30;one;4;otherwlocal 3");
        Class<?> local = loader.loadClass("Sample$1Local");
        assertThat(local.getEnclosingMethod().getName()).isEqualTo("work");
    }

    @Test
    void override_throughABridge_goesThroughTheEntranceOnce() throws Exception {
        Rewriting.Loader loader =
                rewriting.woven(
                        """
                        class Sample {
                            static abstract class Step<T> { @Concurrent abstract T apply(T in); }
                            static class Upper extends Step<String> {
                                @Concurrent @Override String apply(String in) { return in.toUpperCase(); }
                            }
                            static String run() { Step<String> step = new Upper(); return step.apply("up"); }
                        }
                        """);

        assertThat(Rewriting.call(loader, "run")).isEqualTo("UP");
        assertThat(loader.calls()).containsExactly("apply");
    }

    @Test
    void reflectionAndMethodReferences_seeTheMethodAsItWas() throws Exception {
        Rewriting.Loader loader =
                rewriting.woven(
                        """
                        import java.lang.annotation.*;
                        class Sample {
                            @Retention(RetentionPolicy.RUNTIME) @interface Mark { String value(); }
                            @Concurrent(timeout = "3s", retries = 2) @Mark("m")
                            static <T extends Number> List<? super T> work(@Mark("p") List<T> numbers, int... more)
                                    throws java.io.IOException {
                                return new ArrayList<>(numbers);
                            }
                            static Object run() throws Exception {
                                Callable<Object> call = () -> work(List.of(1), 2);
                                BiFunction<Integer, Integer, Integer> sum = Sample::sum;
                                return call.call() + " " + sum.apply(1, 2);
                            }
                            @Concurrent static Integer sum(int a, int b) { return a + b; }
                        }
                        """);
        Class<?> sample = loader.loadClass("Sample");
        Method method = sample.getDeclaredMethod("work", List.class, int[].class);
        Method body = sample.getDeclaredMethod("work$concurrent", List.class, int[].class);

        assertThat(Rewriting.call(loader, "run")).isEqualTo("[1] 3");
        assertThat(method.toGenericString())
                .isEqualTo(
                        "static <T extends java.lang.Number> java.util.List<? super T>"
                                + " Sample.work(java.util.List<T>,int...) throws java.io.IOException");
        assertThat(method.getAnnotations()).hasSize(2);
        assertThat(method.getParameterAnnotations()[0]).hasSize(1);
        assertThat(method.getParameters()[0].getName()).isEqualTo("numbers");
        assertThat(body.isSynthetic()).isTrue();
        assertThat(Modifier.isPrivate(body.getModifiers())).isTrue();
        assertThat(body.getAnnotations()).isEmpty();
        assertThat(body.getExceptionTypes()).containsExactly(java.io.IOException.class);
        assertThat(body.isVarArgs()).isFalse();
    }

    @Test
    void exception_leadsThroughTheEntranceToItsLine() throws Exception {
        Rewriting.Loader loader =
                rewriting.woven(
                        """
                        class Sample {
                            @Concurrent static int fail(int n) {
                                int doubled = n * 2;
                                throw new IllegalStateException("no " + doubled);
                            }
                            static int run() { return fail(2); }
                        }
                        """);

        assertThatThrownBy(() -> Rewriting.call(loader, "run"))
                .isInstanceOf(InvocationTargetException.class)
                .cause()
                .hasMessage("no 4")
                .satisfies(thrown ->
                        assertThat(thrown.getStackTrace())
                                .extracting(Object::toString)
                                .filteredOn(line -> line.contains("Sample."))
                                .extracting(line -> line.replaceAll("^.*Sample\\.(?!java)", ""))
                                .containsExactly(
                                        "fail$concurrent(Sample.java:5)",
                                        "fail(Sample.java:4)",
                                        "run(Sample.java:7)"));
    }

    @Test
    void debugTables_moveWithTheCode_andTheEntranceKeepsItsParameters() throws Exception {
        byte[] compiled =
                CompiledSource.sampleOf(
                        Rewriting.IMPORTS
                                + """
                                class Sample {
                                    @Concurrent int work(long first, List<String> second) {
                                        int local = second.size();
                                        return local;
                                    }
                                }
                                """);
        ClassNode type = Rewriting.read(rewriting.rewritten(compiled));

        assertThat(Rewriting.method(type, "work").localVariables)
                .extracting(each -> each.index + " " + each.name)
                .containsExactly("0 this", "1 first", "3 second");
        assertThat(Rewriting.method(type, "work$concurrent").localVariables)
                .extracting(each -> each.index + " " + each.name)
                .containsExactly("0 this", "1 first", "3 second", "4 local");
    }

    @Test
    void method_withoutDebugTables_isRewritten() throws Exception {
        Rewriting.Loader loader =
                rewriting.woven(
                        "class Sample { @Concurrent static int i() { return 7; } static int run() { return i(); } }",
                        "-g:none");

        assertThat(Rewriting.call(loader, "run")).isEqualTo(7);
        assertThat(loader.calls()).containsExactly("i");
    }

    @Test
    void arguments_asManyAsACallSiteTakes_areHandedOn() throws Exception {
        Rewriting.Loader loader = rewriting.woven(Rewriting.manyParameters(253));

        assertThat(Rewriting.call(loader, "run")).isEqualTo(253 * 254 / 2);
        assertThat(loader.calls()).containsExactly("work");
    }

    @Test
    void library_whoseEveryMethodIsAnEntrance_worksAsBefore() throws Exception {
        Map<String, byte[]> library = new LinkedHashMap<>(CompiledSource.of(Rewriting.BOOT));
        for (String name : classesOfAssertj()) {
            ClassNode type = Rewriting.read(classFile(name));
            Entrances.rewrite(type, each -> true, Map.of(), rewriting.findings::add);
            library.put(name, Rewriting.write(type));
        }
        Rewriting.Loader loader = new Rewriting.Loader(library);
        List<String> fruit = List.of("apple", "pear");

        Object assertion =
                loader.loadClass("org.assertj.core.api.Assertions")
                        .getMethod("assertThat", List.class)
                        .invoke(null, fruit);
        Method contains = assertion.getClass().getMethod("containsExactly", Object[].class);
        contains.invoke(assertion, (Object) new Object[] {"apple", "pear"});

        assertThatThrownBy(() -> contains.invoke(assertion, (Object) new Object[] {"plum"}))
                .cause()
                .hasMessage(messageOf(() -> assertThat(fruit).containsExactly("plum")));
        assertThat(loader.calls()).hasSizeGreaterThan(100);
        assertThat(rewriting.findings).noneMatch(each -> each.severity() == Finding.Severity.ERROR);
    }

    @Test
    void method_thatIsRewrittenAlready_isLeftAlone() throws Exception {
        byte[] compiled =
                CompiledSource.sampleOf(
                        Rewriting.IMPORTS
                                + "class Sample { @Concurrent int a() { return 1; }"
                                + " @Concurrent static int a(int b) { return b; } }");
        byte[] once = rewriting.rewritten(compiled);

        assertThat(once).isNotEqualTo(compiled);
        assertThat(rewriting.rewritten(once)).isSameAs(once);
    }

    private static String messageOf(Runnable failing) {
        try {
            failing.run();
            return "nothing";
        } catch (AssertionError e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static List<String> classesOfAssertj() throws Exception {
        Path jar =
                Path.of(
                        Assertions.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.startsWith("org/assertj/core/") && name.endsWith(".class"))
                    .filter(name -> !name.startsWith("org/assertj/core/internal/bytebuddy/"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .toList();
        }
    }

    private static byte[] classFile(String internalName) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(
                        EntrancesTest.class
                                .getClassLoader()
                                .getResourceAsStream(internalName + ".class"))) {
            return in.readAllBytes();
        }
    }
}
