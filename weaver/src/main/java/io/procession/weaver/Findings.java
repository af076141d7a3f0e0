package io.procession.weaver;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodNode;

/** Collects what there is to say about one class. */
final class Findings {

    private final ClassNode node;
    private final Set<Finding> all = new LinkedHashSet<>();

    Findings(ClassNode node) {
        this.node = node;
    }

    void add(Finding finding) {
        all.add(finding);
    }

    void add(
            MethodNode method,
            Finding.Severity severity,
            Finding.Kind kind,
            int line,
            String text) {
        add(site(method), severity, kind, line, text);
    }

    void add(Site site, Finding.Severity severity, Finding.Kind kind, int line, String text) {
        all.add(
                new Finding(
                        severity,
                        kind,
                        site.className(),
                        site.method(),
                        site.file().isEmpty() ? Needs.simple(node.name) : site.file(),
                        line,
                        text));
    }

    /** Says why a class is left as it is. */
    void refuse(@Nullable MethodNode method, String text) {
        Site site =
                method == null
                        ? new Site(node.name, "", node.sourceFile == null ? "" : node.sourceFile, 0)
                        : site(method);
        int line = method == null ? 0 : firstLine(method);
        add(site, Finding.Severity.ERROR, Finding.Kind.NOT_WOVEN, line, text);
    }

    boolean hasErrors() {
        return all.stream().anyMatch(f -> f.severity() == Finding.Severity.ERROR);
    }

    List<Finding> sorted() {
        List<Finding> sorted = new ArrayList<>(all);
        sorted.sort(Comparator.comparingInt(Finding::line));
        return sorted;
    }

    Site site(MethodNode method) {
        return new Site(
                node.name,
                method.name,
                node.sourceFile == null ? "" : node.sourceFile,
                ScopeFlags.of(method));
    }

    @Nullable MethodNode method(String name, String descriptor) {
        return node.methods.stream()
                .filter(m -> m.name.equals(name) && m.desc.equals(descriptor))
                .findFirst()
                .orElse(null);
    }

    int firstLine(MethodNode method) {
        for (AbstractInsnNode insn : method.instructions) {
            if (insn instanceof LineNumberNode line) {
                return line.line;
            }
        }
        return 0;
    }
}
