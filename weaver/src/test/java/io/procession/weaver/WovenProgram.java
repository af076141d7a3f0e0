package io.procession.weaver;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.util.CheckClassAdapter;

/** A compiled program, before and after weaving. */
final class WovenProgram {

    private final Map<String, byte[]> plain;
    private final Map<String, byte[]> woven = new LinkedHashMap<>();
    private final List<Finding> findings = new ArrayList<>();

    WovenProgram(Map<String, byte[]> plain) {
        this.plain = plain;
        Weaver weaver = new Weaver(plain::get);
        plain.forEach((name, bytes) -> {
            WovenClass result = weaver.weave(bytes);
            woven.put(name, result.bytes());
            findings.addAll(result.findings());
        });
    }

    ClassLoader plain() {
        return new Loader(plain);
    }

    ClassLoader woven() {
        return new Loader(woven);
    }

    Map<String, byte[]> wovenBytes() {
        return woven;
    }

    Map<String, byte[]> plainBytes() {
        return plain;
    }

    List<Finding> findings() {
        return findings;
    }

    /** What ASM's verifier has to say about the woven classes; empty if nothing. */
    String verify() {
        StringWriter out = new StringWriter();
        ClassLoader loader = plain();
        woven.values()
                .forEach(bytes ->
                        CheckClassAdapter.verify(
                                new ClassReader(bytes),
                                loader,
                                /* printResults= */ false,
                                new PrintWriter(out)));
        return out.toString();
    }

    private static final class Loader extends ClassLoader {

        private final Map<String, byte[]> classFiles;

        Loader(Map<String, byte[]> classFiles) {
            super(WovenProgram.class.getClassLoader());
            this.classFiles = classFiles;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = classFiles.get(name.replace('.', '/'));
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}
