package io.procession.weaver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.util.CheckClassAdapter;

/**
 * Concurrent methods of a test's source, rewritten, verified, and ready to be called: a stand-in
 * for the bridge notes each call that comes through an entrance, and calls the body.
 */
final class Rewriting {

    static final String IMPORTS =
            "import io.procession.*; import java.util.*; import java.util.concurrent.*;"
                    + " import java.util.function.*;\n";

    static final String BOOT =
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

    final List<Finding> findings = new ArrayList<>();

    /** Woven classes, and the stand-in; everything else as the test has it. */
    static final class Loader extends ClassLoader {

        private final Map<String, byte[]> classFiles;

        Loader(Map<String, byte[]> classFiles) {
            super(Rewriting.class.getClassLoader());
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
            return (List<String>)
                    loadClass("io.procession.bridge.Boot").getField("CALLS").get(null);
        }
    }

    Loader woven(String source, String... options) throws Exception {
        return woven(CompiledSource.of(IMPORTS + source, options));
    }

    Loader woven(Map<String, byte[]> compiled) throws Exception {
        Map<String, byte[]> all = new LinkedHashMap<>(CompiledSource.of(BOOT));
        Map<String, byte[]> woven = new LinkedHashMap<>();
        compiled.forEach((name, bytes) -> woven.put(name, rewritten(bytes)));
        all.putAll(woven);
        Loader loader = new Loader(all);
        woven.values().forEach(bytes -> verify(bytes, loader));
        return loader;
    }

    byte[] rewritten(byte[] classFile) {
        ClassNode type = read(classFile);
        boolean changed = Entrances.rewrite(type, Rewriting::isAnnotated, Map.of(), findings::add);
        return changed ? write(type) : classFile;
    }

    static ClassNode read(byte[] classFile) {
        ClassNode type = new ClassNode();
        new ClassReader(classFile).accept(type, ClassReader.EXPAND_FRAMES);
        return type;
    }

    static byte[] write(ClassNode type) {
        ClassWriter writer = new ClassWriter(0); // maximums, too, are the rewriter's to tell
        type.accept(writer);
        return writer.toByteArray();
    }

    static boolean isAnnotated(MethodNode method) {
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

    static Object call(Loader loader, String name) throws Exception {
        Method method = loader.loadClass("Sample").getDeclaredMethod(name);
        method.setAccessible(true);
        return method.invoke(null);
    }

    static String manyParameters(int count) {
        String parameters =
                IntStream.rangeClosed(1, count).mapToObj(i -> "int p" + i).collect(joining(", "));
        String sum = IntStream.rangeClosed(1, count).mapToObj(i -> "p" + i).collect(joining(" + "));
        String values =
                IntStream.rangeClosed(1, count).mapToObj(i -> "" + i).collect(joining(", "));
        return "class Sample { @Concurrent static int work("
                + parameters
                + ") { return "
                + sum
                + "; } static int run() { return work("
                + values
                + "); } }";
    }

    static java.util.stream.Collector<CharSequence, ?, String> joining(String separator) {
        return Collectors.joining(separator);
    }

    static MethodNode method(ClassNode type, String name) {
        return type.methods.stream()
                .filter(each -> each.name.equals(name))
                .findFirst()
                .orElseThrow();
    }
}
