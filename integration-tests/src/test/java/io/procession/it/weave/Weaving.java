package io.procession.it.weave;

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
 * @param problems by class, what must not be: exceptions, refusals, code that does not verify
 */
record Weaving(Map<String, byte[]> files, List<Finding> findings, Map<String, String> problems) {

    /** Weaves all of them; what must hold for any woven class is checked. */
    static Weaving of(Map<String, byte[]> plain) {
        Weaver weaver = new Weaver(name -> file(plain, name));
        Weaving weaving = new Weaving(new TreeMap<>(), new ArrayList<>(), new TreeMap<>());
        plain.forEach((name, file) -> weaving.weave(weaver, name, file));
        return weaving;
    }

    private void weave(Weaver weaver, String name, byte[] file) {
        files.put(name, file);
        try {
            WovenClass woven = weaver.weave(file);
            findings.addAll(woven.findings());
            for (Finding each : woven.findings()) {
                if (each.severity() == Finding.Severity.ERROR) {
                    problems.put(name, each.toString());
                }
            }
            if (woven.changed()) {
                check(name, woven.bytes());
                if (weaver.weave(woven.bytes()).changed()) {
                    problems.put(name, "is woven twice");
                }
                files.put(name, woven.bytes());
            }
        } catch (RuntimeException e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            problems.put(name, "weaver throws " + trace);
        }
    }

    private static byte @Nullable [] file(Map<String, byte[]> plain, String internalName) {
        byte[] file = plain.get(internalName.replace('/', '.'));
        return file != null ? file : Classes.onClassPath(internalName);
    }

    private void check(String name, byte[] file) {
        StringWriter found = new StringWriter();
        try {
            CheckClassAdapter.verify(
                    new ClassReader(file),
                    Weaving.class.getClassLoader(),
                    /* printResults= */ false,
                    new PrintWriter(found));
        } catch (TypeNotPresentException e) {
            return; // it wants to load classes of the program: the JVM's verifier will tell
        }
        if (!found.toString().isEmpty() && !found.toString().contains("TypeNotPresent")) {
            problems.put(name, found + dump(file));
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
