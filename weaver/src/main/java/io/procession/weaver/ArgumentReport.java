package io.procession.weaver;

import io.procession.weaver.Finding.Kind;
import io.procession.weaver.Finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AnnotationNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Says which arguments of a concurrent call come back changed, where a concurrent method reads what
 * it also changes, and where it breaks a promise.
 */
final class ArgumentReport {

    private final Classes classes;
    private final ArgumentEffects effects;

    ArgumentReport(Classes classes, ArgumentEffects effects) {
        this.classes = classes;
        this.effects = effects;
    }

    // ---- calls

    /** What becomes of the arguments of a call; empty if all of them are values. */
    String ofCall(MethodInsnNode call) {
        Classes.Member target = classes.method(call.owner, call.name, call.desc);
        if (target == null) {
            return "";
        }
        MethodEffects found = effects.of(target.owner(), target.method());
        List<String> changed = new ArrayList<>();
        List<String> fixed = new ArrayList<>();
        List<String> promised = new ArrayList<>();
        List<Type> types = Parameters.types(target.owner().name, target.method());
        for (int i = 0; i < types.size(); i++) {
            if (!effects.isValue(types.get(i))) {
                List<String> names =
                        found.isFixed(i)
                                ? fixed
                                : isReadOnly(target.method(), i) ? promised : changed;
                names.add(name(found.names(), target.method(), i));
            }
        }
        List<String> parts = new ArrayList<>();
        if (!changed.isEmpty()) {
            parts.add("changes of " + joined(changed) + " come back");
        }
        if (!fixed.isEmpty()) {
            boolean mayBeOverridden = mayBeOverridden(call, target);
            parts.add(
                    joined(fixed)
                            + " cannot be changed by it"
                            + (mayBeOverridden ? ", unless an override does" : ""));
        }
        if (!promised.isEmpty()) {
            parts.add("changes of " + joined(promised) + " would be lost (@ReadOnly)");
        }
        return String.join("; ", parts);
    }

    private static boolean mayBeOverridden(MethodInsnNode call, Classes.Member target) {
        int fixed = Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL | Opcodes.ACC_STATIC;
        return call.getOpcode() != Opcodes.INVOKESPECIAL
                && (target.method().access & fixed) == 0
                && (target.owner().access & Opcodes.ACC_FINAL) == 0;
    }

    private static String joined(List<String> names) {
        int last = names.size() - 1;
        return last == 0
                ? names.get(0)
                : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
    }

    private static String name(List<String> names, MethodNode method, int parameter) {
        if (parameter < names.size()) {
            return names.get(parameter);
        }
        boolean isReceiver = parameter == 0 && Parameters.hasReceiver(method);
        int declared = Parameters.hasReceiver(method) ? parameter : parameter + 1;
        return isReceiver ? "this" : "argument " + declared;
    }

    private static boolean isReadOnly(MethodNode method, int parameter) {
        int declared = Parameters.hasReceiver(method) ? parameter - 1 : parameter;
        return isReadOnly(method.visibleParameterAnnotations, method, declared)
                || isReadOnly(method.invisibleParameterAnnotations, method, declared);
    }

    private static boolean isReadOnly(
            @Nullable List<AnnotationNode> @Nullable [] all, MethodNode method, int declared) {
        int count = Type.getArgumentTypes(method.desc).length;
        return all != null
                && all.length == count
                && declared >= 0
                && Classes.has(all[declared], Bridge.READ_ONLY);
    }

    // ---- methods

    /** Looks through what the concurrent methods of a class surely do. */
    void look(ClassNode owner, Set<MethodNode> methods, Findings findings) {
        for (MethodNode method : methods) {
            Summary summary = effects.summary(owner, method);
            if (summary != null) {
                summary.writes().forEach(write -> look(owner, method, write, findings));
            }
        }
    }

    private void look(ClassNode owner, MethodNode method, Write write, Findings findings) {
        String path = write.path();
        if (path == null) {
            return;
        }
        List<String> names = Parameters.names(owner.name, method);
        String place = place(path, write.kind(), names, method);
        if (isReadOnly(method, write.parameter())) {
            findings.add(
                    method,
                    Severity.WARNING,
                    Kind.ARGUMENTS,
                    write.line(),
                    "line "
                            + write.line()
                            + " changes "
                            + place
                            + ", but "
                            + name(names, method, write.parameter())
                            + " is @ReadOnly: the change stays in the worker");
            return;
        }
        Read read = write.readOfItself();
        if (read != null) {
            findings.add(
                    method,
                    Severity.WARNING,
                    Kind.ORDER,
                    write.line(),
                    "line "
                            + read.line()
                            + " reads "
                            + place
                            + ", which line "
                            + write.line()
                            + " changes: calls of one loop do not see each other's changes; verify"
                            + " shows whether that matters");
        }
    }

    /** What the source calls a place: {@code counts}, {@code node.total}. */
    private static String place(String path, String kind, List<String> names, MethodNode method) {
        int dot = path.indexOf('.');
        int parameter = Integer.parseInt(path.substring(1, dot < 0 ? path.length() : dot));
        String fields = dot < 0 ? "" : path.substring(dot);
        if (kind.startsWith(".")) {
            fields += kind;
        }
        String root = name(names, method, parameter);
        return root.equals("this") && !fields.isEmpty() ? fields.substring(1) : root + fields;
    }
}
