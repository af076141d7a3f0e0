package io.procession.weaver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AnnotationNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.util.CheckClassAdapter;

/**
 * Concurrent methods, rewritten, verified, and called: a stand-in for the bridge notes each call
 * that comes through an entrance, and calls the body.
 */
class EntrancesTest {

    private static final String IMPORTS =
            "import io.procession.*; import java.util.*; import java.util.concurrent.*;"
                    + " import java.util.function.*;\n";

    private static final String BOOT =
            """
            package io.procession.bridge;
            import java.lang.invoke.*;
            import java.util.*;
            public final class Boot {
                public static final List<String> CALLS = new ArrayList<>();
                public static CallSite entrance(
                        MethodHandles.Lookup lookup, String name, MethodType type, MethodHandle body)
                        throws Exception {
                    MethodHandleInfo info = lookup.revealDirect(body);
                    if (!info.getName().equals(name + "$concurrent")
                            || info.getDeclaringClass() != lookup.lookupClass()) {
                        throw new IllegalStateException(info.toString());
                    }
                    MethodHandle note = lookup.findVirtual(
                            List.class, "add", MethodType.methodType(boolean.class, Object.class));
                    note = MethodHandles.insertArguments(note, 0, CALLS, name)
                            .asType(MethodType.methodType(void.class));
                    return new ConstantCallSite(MethodHandles.foldArguments(body.asType(type), note));
                }
            }
            """;

    private final List<Finding> findings = new ArrayList<>();

    /** Woven classes, and the stand-in; everything else as the test has it. */
    private static final class Loader extends ClassLoader {

        private final Map<String, byte[]> classFiles;

        Loader(Map<String, byte[]> classFiles) {
            super(EntrancesTest.class.getClassLoader());
            this.classFiles = classFiles;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            byte[] bytes = classFiles.get(name.replace('.', '/'));
            if (bytes == null) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : defineClass(name, bytes, 0, bytes.length);
        }

        @SuppressWarnings("unchecked")
        List<String> calls() throws ReflectiveOperationException {
            return (List<String>) loadClass("io.procession.bridge.Boot").getField("CALLS").get(null);
        }
    }

    private Loader woven(String source, String... options) throws Exception {
        return woven(CompiledSource.of(IMPORTS + source, options));
    }

    private Loader woven(Map<String, byte[]> compiled) throws Exception {
        Map<String, byte[]> all = new LinkedHashMap<>(CompiledSource.of(BOOT));
        Map<String, byte[]> woven = new LinkedHashMap<>();
        compiled.forEach((name, bytes) -> woven.put(name, rewritten(bytes)));
        all.putAll(woven);
        Loader loader = new Loader(all);
        woven.values().forEach(bytes -> verify(bytes, loader));
        return loader;
    }

    private byte[] rewritten(byte[] classFile) {
        ClassNode type = read(classFile);
        boolean changed = Entrances.rewrite(type, EntrancesTest::isAnnotated, findings::add);
        return changed ? write(type) : classFile;
    }

    private static ClassNode read(byte[] classFile) {
        ClassNode type = new ClassNode();
        new ClassReader(classFile).accept(type, ClassReader.EXPAND_FRAMES);
        return type;
    }

    private static byte[] write(ClassNode type) {
        ClassWriter writer = new ClassWriter(0); // maximums, too, are the rewriter's to tell
        type.accept(writer);
        return writer.toByteArray();
    }

    private static boolean isAnnotated(MethodNode method) {
        return method.visibleAnnotations != null
                && method.visibleAnnotations.stream()
                        .anyMatch(each -> each.desc.equals("Lio/procession/Concurrent;"));
    }

    private static void verify(byte[] classFile, ClassLoader loader) {
        StringWriter complaints = new StringWriter();
        CheckClassAdapter.verify(
                new ClassReader(classFile), loader, false, new PrintWriter(complaints));
        assertThat(complaints.toString()).isEmpty();
    }

    private static Object call(Loader loader, String name) throws Exception {
        Method method = loader.loadClass("Sample").getDeclaredMethod(name);
        method.setAccessible(true);
        return method.invoke(null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8", "11", "17"})
    void method_ofAnyShape_givesWhatItsBodyGives(String release) throws Exception {
        Loader loader =
                woven(
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
                        "--release",
                        release,
                        "-Xlint:-options");

        assertThat(call(loader, "run"))
                .isEqualTo("true -1 -2 d -3 14 -7.0 -11.0 7 2 x[1, null] 1099511627776 c");
        assertThat(loader.calls())
                .containsExactly(
                        "v", "z", "b", "s", "c", "i", "j", "f", "d", "array", "varargs", "hidden",
                        "most");
        assertThat(findings).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8", "11", "17"})
    void instanceMethod_inEveryKindOfType_givesWhatItsBodyGives(String release) throws Exception {
        Loader loader =
                woven(
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

        assertThat(call(loader, "run"))
                .isEqualTo("4.0 9 final 2 2 10.0 1.0 3.2 outer 42 anonymous");
        assertThat(loader.calls())
                .containsExactly(
                        "square", "area", "work", "work", "own", "secret", "area", "area", "weight",
                        "weight", "who", "twice", "toString");
        assertThat(findings).isEmpty();
    }

    @Test
    void record_isRewritten() throws Exception {
        Loader loader =
                woven(
                        """
                        record Sample(int x, int y) {
                            @Concurrent public int x() { return x; }
                            @Concurrent int sum() { return x() + y; }
                            static String run() { return new Sample(1, 2).sum() + " " + new Sample(1, 2); }
                        }
                        """);

        assertThat(call(loader, "run")).isEqualTo("3 Sample[x=1, y=2]");
        assertThat(loader.calls()).containsExactly("sum", "x");
    }

    @Test
    void body_withEverythingInIt_moves() throws Exception {
        Loader loader =
                woven(
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

        assertThat(call(loader, "run")).isEqualTo("w!30;one;4;otherwlocal 3");
        Class<?> local = loader.loadClass("Sample$1Local");
        assertThat(local.getEnclosingMethod().getName()).isEqualTo("work");
    }

    @Test
    void override_throughABridge_goesThroughTheEntranceOnce() throws Exception {
        Loader loader =
                woven(
                        """
                        class Sample {
                            static abstract class Step<T> { @Concurrent abstract T apply(T in); }
                            static class Upper extends Step<String> {
                                @Concurrent @Override String apply(String in) { return in.toUpperCase(); }
                            }
                            static String run() { Step<String> step = new Upper(); return step.apply("up"); }
                        }
                        """);

        assertThat(call(loader, "run")).isEqualTo("UP");
        assertThat(loader.calls()).containsExactly("apply");
    }

    @Test
    void reflectionAndMethodReferences_seeTheMethodAsItWas() throws Exception {
        Loader loader =
                woven(
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

        assertThat(call(loader, "run")).isEqualTo("[1] 3");
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
        Loader loader =
                woven(
                        """
                        class Sample {
                            @Concurrent static int fail(int n) {
                                int doubled = n * 2;
                                throw new IllegalStateException("no " + doubled);
                            }
                            static int run() { return fail(2); }
                        }
                        """);

        assertThatThrownBy(() -> call(loader, "run"))
                .isInstanceOf(InvocationTargetException.class)
                .cause()
                .hasMessage("no 4")
                .satisfies(
                        thrown ->
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
                                IMPORTS
                                        + """
                                        class Sample {
                                            @Concurrent int work(long first, List<String> second) {
                                                int local = second.size();
                                                return local;
                                            }
                                        }
                                        """);
        ClassNode type = read(rewritten(compiled));

        assertThat(method(type, "work").localVariables)
                .extracting(each -> each.index + " " + each.name)
                .containsExactly("0 this", "1 first", "3 second");
        assertThat(method(type, "work$concurrent").localVariables)
                .extracting(each -> each.index + " " + each.name)
                .containsExactly("0 this", "1 first", "3 second", "4 local");
    }

    @Test
    void method_withoutDebugTables_isRewritten() throws Exception {
        Loader loader =
                woven(
                        "class Sample { @Concurrent static int i() { return 7; } static int run() { return i(); } }",
                        "-g:none");

        assertThat(call(loader, "run")).isEqualTo(7);
        assertThat(loader.calls()).containsExactly("i");
    }

    @Test
    void synchronizedMethod_locksInItsBodyAndIsWarnedOf() throws Exception {
        String source =
                """
                class Sample implements java.io.Serializable {
                    @Concurrent synchronized boolean locks() { return Thread.holdsLock(this); }
                    static boolean run() { return new Sample().locks(); }
                }
                """;
        Loader loader = woven(source);
        Class<?> sample = loader.loadClass("Sample");

        assertThat(call(loader, "run")).isEqualTo(true);
        assertThat(Modifier.isSynchronized(sample.getDeclaredMethod("locks").getModifiers()))
                .isFalse();
        assertThat(findings).hasSize(1);
        assertThat(findings.get(0).severity()).isEqualTo(Finding.Severity.WARNING);
        assertThat(findings.get(0).toString())
                .contains("Sample.locks (Sample.java:3)", "each worker has a lock of its own");
    }

    @Test
    void serialVersion_ofASynchronizedMethodsClass_staysAsItWas() throws Exception {
        String source =
                """
                class Sample implements java.io.Serializable {
                    int field;
                    @Concurrent synchronized void work() {}
                    public static long version() {
                        return java.io.ObjectStreamClass.lookup(Sample.class).getSerialVersionUID(); }
                }
                """;
        Map<String, byte[]> compiled = CompiledSource.of(IMPORTS + source);

        Object before = call(new Loader(compiled), "version");

        assertThat(call(woven(compiled), "version")).isEqualTo(before);
    }

    @Test
    void serialVersion_ofAnyOtherClass_needsNoField() throws Exception {
        String source =
                """
                class Sample implements java.io.Serializable {
                    @Concurrent protected int work(int n) { return n; }
                    static long version() {
                        return java.io.ObjectStreamClass.lookup(Sample.class).getSerialVersionUID(); }
                }
                """;
        Map<String, byte[]> compiled = CompiledSource.of(IMPORTS + source);
        Loader loader = woven(compiled);

        assertThat(call(loader, "version")).isEqualTo(call(new Loader(compiled), "version"));
        assertThat(loader.loadClass("Sample").getDeclaredFields()).isEmpty();
    }

    @Test
    void abstractMethod_isLeftAlone_andItsClassMarked() throws Exception {
        byte[] compiled =
                CompiledSource.sampleOf(IMPORTS + "interface Sample { @Concurrent int work(int n); }");
        ClassNode type = read(compiled);

        assertThat(Entrances.rewrite(type, EntrancesTest::isAnnotated, findings::add)).isTrue();
        assertThat(type.methods).extracting(method -> method.name).containsExactly("work");
        assertThat(findings).isEmpty();
    }

    @Test
    void nativeMethod_staysAndIsWarnedOf() throws Exception {
        byte[] compiled =
                CompiledSource.sampleOf(IMPORTS + "class Sample { @Concurrent static native int work(); }");

        assertThat(rewritten(compiled)).isSameAs(compiled);
        assertThat(findings).hasSize(1);
        assertThat(findings.get(0).text())
                .contains("native method", "call it from a Java method, and annotate that");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<init>", "<clinit>"})
    void initialiser_isRefusedWithItsLine(String name) throws Exception {
        byte[] compiled =
                CompiledSource.sampleOf(
                                """
                                class Sample {
                                    static int count;
                                    static { count = 3; }
                                    Sample() {
                                        count++;
                                    }
                                }
                                """);
        ClassNode type = read(compiled);
        method(type, name).visibleAnnotations =
                new ArrayList<>(List.of(new AnnotationNode("Lio/procession/Concurrent;")));

        assertThat(Entrances.rewrite(type, EntrancesTest::isAnnotated, findings::add)).isFalse();
        assertThat(findings).hasSize(1);
        Finding finding = findings.get(0);
        assertThat(finding.severity()).isEqualTo(Finding.Severity.ERROR);
        assertThat(finding.kind()).isEqualTo(Finding.Kind.NOT_WOVEN);
        assertThat(finding.file() + ":" + finding.line())
                .isEqualTo(name.equals("<init>") ? "Sample.java:4" : "Sample.java:3");
        assertThat(finding.text())
                .contains(name.equals("<init>") ? "a constructor" : "a class initialiser")
                .contains("annotate a static method that returns it");
    }

    @Test
    void arguments_asManyAsACallSiteTakes_areHandedOn() throws Exception {
        Loader loader = woven(manyParameters(253));

        assertThat(call(loader, "run")).isEqualTo(253 * 254 / 2);
        assertThat(loader.calls()).containsExactly("work");
    }

    @Test
    void arguments_moreThanACallSiteTakes_areRefused() throws Exception {
        Loader loader = woven(manyParameters(254));

        assertThat(call(loader, "run")).isEqualTo(254 * 255 / 2);
        assertThat(loader.calls()).isEmpty();
        assertThat(findings).hasSize(1);
        assertThat(findings.get(0).text()).contains("254 argument slots", "pass an object");
    }

    private static String manyParameters(int count) {
        String parameters =
                IntStream.rangeClosed(1, count).mapToObj(i -> "int p" + i).collect(joining(", "));
        String sum = IntStream.rangeClosed(1, count).mapToObj(i -> "p" + i).collect(joining(" + "));
        String values = IntStream.rangeClosed(1, count).mapToObj(i -> "" + i).collect(joining(", "));
        return "class Sample { @Concurrent static int work(" + parameters + ") { return " + sum
                + "; } static int run() { return work(" + values + "); } }";
    }

    private static java.util.stream.Collector<CharSequence, ?, String> joining(String separator) {
        return Collectors.joining(separator);
    }

    @Test
    void method_thatIsRewrittenAlready_isLeftAlone() throws Exception {
        byte[] compiled =
                CompiledSource.sampleOf(
                                IMPORTS
                                        + "class Sample { @Concurrent int a() { return 1; }"
                                        + " @Concurrent static int a(int b) { return b; } }");
        byte[] once = rewritten(compiled);

        assertThat(once).isNotEqualTo(compiled);
        assertThat(rewritten(once)).isSameAs(once);
    }

    @Test
    void method_whoseBodysNameIsTaken_isRefused() throws Exception {
        byte[] compiled =
                CompiledSource.sampleOf(
                                IMPORTS
                                        + "class Sample { @Concurrent void a() {} void a$concurrent() {} }");

        assertThat(rewritten(compiled)).isSameAs(compiled);
        assertThat(findings).hasSize(1);
        assertThat(findings.get(0).text()).contains("a$concurrent exists already", "rename it");
    }

    @Test
    void suspendFunction_isRefused() {
        ClassNode type = new ClassNode();
        type.version = Opcodes.V17;
        type.name = "SampleKt";
        type.superName = "java/lang/Object";
        MethodNode method =
                new MethodNode(
                        Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC,
                        "load",
                        "(ILkotlin/coroutines/Continuation;)Ljava/lang/Object;",
                        null,
                        null);
        method.instructions.add(new InsnNode(Opcodes.ACONST_NULL));
        method.instructions.add(new InsnNode(Opcodes.ARETURN));
        type.methods.add(method);

        assertThat(Entrances.rewrite(type, each -> true, findings::add)).isFalse();
        assertThat(findings.get(0).text()).contains("suspend function is not supported");
    }

    private static MethodNode method(ClassNode type, String name) {
        return type.methods.stream()
                .filter(each -> each.name.equals(name))
                .findFirst()
                .orElseThrow();
    }
}
