package io.procession.it.weave;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.weaver.Finding;
import io.procession.weaver.Weaver;
import io.procession.weaver.WovenClass;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.util.CheckClassAdapter;
import org.objectweb.asm.util.Textifier;
import org.objectweb.asm.util.TraceClassVisitor;

/**
 * Class files, woven.
 *
 * @param files by binary name
 * @param findings what the weaver said
 */
record Weaving(Map<String, byte[]> files, List<Finding> findings) {

    /** Weaves all of them; what must hold for any woven class is checked. */
    static Weaving of(Map<String, byte[]> plain) {
        Weaver weaver = new Weaver(name -> file(plain, name));
        Map<String, byte[]> files = new TreeMap<>();
        List<Finding> findings = new ArrayList<>();
        plain.forEach((name, file) -> {
            WovenClass woven = weaver.weave(file);
            findings.addAll(woven.findings());
            files.put(name, woven.bytes());
            if (woven.changed()) {
                check(woven.bytes());
                assertThat(weaver.weave(woven.bytes()).changed()).as("woven twice: %s", name).isFalse();
            }
        });
        assertThat(findings)
                .noneMatch(finding -> finding.severity() == Finding.Severity.ERROR);
        return new Weaving(files, findings);
    }

    private static byte @Nullable [] file(Map<String, byte[]> plain, String internalName) {
        byte[] file = plain.get(internalName.replace('/', '.'));
        return file != null ? file : Classes.onClassPath(internalName);
    }

    private static void check(byte[] file) {
        StringWriter problems = new StringWriter();
        ClassReader reader = new ClassReader(file);
        try {
            CheckClassAdapter.verify(
                    reader, Weaving.class.getClassLoader(), false, new PrintWriter(problems));
        } catch (TypeNotPresentException e) {
            return; // the checker asks for the classes of the program: the JVM's verifier will tell
        }
        if (!problems.toString().isEmpty() && !problems.toString().contains("TypeNotPresent")) {
            throw new AssertionError(problems + dump(file));
        }
    }

    /** The class as text, like javap's. */
    static String dump(byte[] file) {
        StringWriter text = new StringWriter();
        new ClassReader(file)
                .accept(new TraceClassVisitor(null, new Textifier(), new PrintWriter(text)), 0);
        return text.toString();
    }
}
