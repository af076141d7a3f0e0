package io.procession.weaver;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.LocalVariableNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Makes a concurrent method the entrance to its body: whoever calls it, woven or not, by reflection
 * or from another language, has the body run in a worker.
 */
/*
 * A method m becomes two:
 *
 *   m             keeps its name, flags, annotations, signature and parameter names, and becomes
 *                 load every parameter; invokedynamic m [Boot.entrance, handle of m$concurrent]; return
 *   m$concurrent  private, synthetic, with m's descriptor: the code, line numbers and variables that m had
 *
 * The class's shape is the same to everybody else: private members are neither inherited nor part of the serial version,
 * EnclosingMethod of a local class still names m, and an override overrides m. Frames are untouched, since the body starts
 * from the same descriptor.
 *
 * Left alone: bridge methods, which call m; abstract methods, whose implementations are rewritten where they are; native ones,
 * since the code behind them is bound by name.
 */
final class Entrances {

    private static final String SUFFIX = "$concurrent";
    private static final int MOST_SLOTS = 253; // what the call site of an invokedynamic can take
    private static final Handle BOOTSTRAP =
            new Handle(
                    Opcodes.H_INVOKESTATIC,
                    Bridge.BOOT,
                    "entrance",
                    "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;"
                            + "Ljava/lang/invoke/MethodHandle;)Ljava/lang/invoke/CallSite;",
                    /* isInterface= */ false);
    private static final int OF_THE_BODY =
            Opcodes.ACC_STATIC | Opcodes.ACC_STRICT | Opcodes.ACC_SYNCHRONIZED;

    private final ClassNode type;
    private final Map<MethodNode, MethodEffects> effects;
    private final Consumer<Finding> findings;

    private Entrances(
            ClassNode type, Map<MethodNode, MethodEffects> effects, Consumer<Finding> findings) {
        this.type = type;
        this.effects = effects;
        this.findings = findings;
    }

    /**
     * Rewrites the concurrent methods of a class, in place; in a loaded class, which can get no
     * methods, only tells of them.
     *
     * @param effects what they do to their arguments; their bodies carry it
     * @return whether the class is to be marked: it has concurrent methods, perhaps only abstract
     *     ones
     */
    static boolean rewrite(
            ClassNode type,
            WeaveMode mode,
            Classes classes,
            Map<MethodNode, MethodEffects> effects,
            Consumer<Finding> findings) {
        Predicate<MethodNode> isConcurrent =
                method -> classes.isMarked(type.name, method.name, method.desc);
        if (mode.addsMembers()) {
            return rewrite(type, isConcurrent, effects, findings);
        }
        Entrances entrances = new Entrances(type, effects, findings);
        effects.forEach((method, found) -> found.mark(method)); // in force if the class is woven
        type.methods.stream()
                .filter(method -> entrances.isRewritable(method, isConcurrent))
                .forEach(entrances::tellOfLoaded);
        return false;
    }

    /**
     * Rewrites the concurrent methods of a class, in place.
     *
     * @param isConcurrent whether a method of the class is annotated, or overrides one that is
     * @return whether the class is to be marked: it has concurrent methods, perhaps only abstract
     *     ones
     */
    static boolean rewrite(
            ClassNode type,
            Predicate<MethodNode> isConcurrent,
            Map<MethodNode, MethodEffects> effects,
            Consumer<Finding> findings) {
        Entrances entrances = new Entrances(type, effects, findings);
        boolean isMarked = false;
        for (MethodNode method : List.copyOf(type.methods)) {
            if (entrances.isRewritable(method, isConcurrent)) {
                entrances.rewrite(method);
                isMarked = true;
            } else {
                isMarked |= isAbstract(method) && isConcurrent.test(method);
            }
        }
        return isMarked;
    }

    /** The name of the method that holds the body of a concurrent one. */
    static String bodyName(String method) {
        return method + SUFFIX;
    }

    private void tellOfLoaded(MethodNode method) {
        report(
                Finding.Severity.WARNING,
                Finding.Kind.NO_EFFECT,
                method,
                "calls of "
                        + method.name
                        + " outside of @Synchronized methods run here: the class was loaded before it could be"
                        + " woven; start the program with the agent");
    }

    private boolean isRewritable(MethodNode method, Predicate<MethodNode> isConcurrent) {
        if (method.name.startsWith("<")) {
            refuseInitialiser(method);
            return false;
        }
        boolean isOfTheCompiler =
                has(method, Opcodes.ACC_BRIDGE) || has(method, Opcodes.ACC_SYNTHETIC);
        if (isOfTheCompiler || isAbstract(method) || !isConcurrent.test(method)) {
            return false;
        }
        return !isRewritten(method) && isAccepted(method);
    }

    private boolean isAccepted(MethodNode method) {
        if (has(method, Opcodes.ACC_NATIVE)) {
            report(
                    Finding.Severity.WARNING,
                    Finding.Kind.NO_EFFECT,
                    method,
                    "@Concurrent on a native method: calls of it in @Synchronized methods run in workers, other calls"
                            + " run here; call it from a Java method, and annotate that");
            return false;
        }
        if (isSuspending(method)) {
            refuse(
                    method,
                    "@Concurrent on a Kotlin suspend function is not supported: it is cut into states by the"
                            + " compiler; move what shall run in a worker into an ordinary function");
            return false;
        }
        if (slots(method) > MOST_SLOTS) {
            refuse(
                    method,
                    method.name
                            + " has "
                            + slots(method)
                            + " argument slots and cannot be called in a worker, which takes "
                            + MOST_SLOTS
                            + " (long and double count twice, this once); pass an object");
            return false;
        }
        return true;
    }

    private void refuseInitialiser(MethodNode method) {
        if (Classes.isAnnotated(method, Bridge.CONCURRENT)) {
            String what = method.name.equals("<init>") ? "a constructor" : "a class initialiser";
            refuse(
                    method,
                    "@Concurrent on "
                            + what
                            + " is not supported: the object would be made in the worker; annotate a static"
                            + " method that returns it");
        }
    }

    private boolean isRewritten(MethodNode method) {
        String name = bodyName(method.name);
        for (MethodNode each : type.methods) {
            if (each.name.equals(name) && each.desc.equals(method.desc)) {
                if (!has(each, Opcodes.ACC_SYNTHETIC)) {
                    refuse(
                            method,
                            name
                                    + " exists already, and is the name that the body of "
                                    + method.name
                                    + " gets; rename it");
                }
                return true;
            }
        }
        return false;
    }

    private void rewrite(MethodNode method) {
        if (has(method, Opcodes.ACC_SYNCHRONIZED)) {
            warnOfLock(method);
            SerialVersion.keep(type); // a method's synchronized is part of it
        }
        MethodNode body = body(method);
        method.access &= ~Opcodes.ACC_SYNCHRONIZED;
        method.tryCatchBlocks = new ArrayList<>();
        method.visibleLocalVariableAnnotations = null;
        method.invisibleLocalVariableAnnotations = null;
        enter(method, body);
        MethodEffects found = effects.get(method);
        if (found != null) {
            found.mark(body);
        }
        type.methods.add(type.methods.indexOf(method) + 1, body);
    }

    private static MethodNode body(MethodNode method) {
        MethodNode body =
                new MethodNode(
                        Opcodes.ASM9,
                        Opcodes.ACC_PRIVATE | Opcodes.ACC_SYNTHETIC | method.access & OF_THE_BODY,
                        bodyName(method.name),
                        method.desc,
                        /* signature= */ null,
                        method.exceptions.toArray(new String[0]));
        body.instructions = method.instructions;
        body.tryCatchBlocks = method.tryCatchBlocks;
        body.localVariables = method.localVariables;
        body.visibleLocalVariableAnnotations = method.visibleLocalVariableAnnotations;
        body.invisibleLocalVariableAnnotations = method.invisibleLocalVariableAnnotations;
        body.maxStack = method.maxStack;
        body.maxLocals = method.maxLocals;
        return body;
    }

    /** Gives the method its new code: all parameters go on to the body. */
    private void enter(MethodNode method, MethodNode body) {
        LabelNode start = new LabelNode();
        LabelNode end = new LabelNode();
        InsnList code = new InsnList();
        code.add(start);
        int line = firstLine(body);
        if (line > 0) { // a caller's stack trace leads to the method's source
            code.add(new LineNumberNode(line, start));
        }
        int local = 0;
        for (Type parameter : Type.getArgumentTypes(siteDescriptor(method))) {
            code.add(new VarInsnNode(parameter.getOpcode(Opcodes.ILOAD), local));
            local += parameter.getSize();
        }
        code.add(
                new InvokeDynamicInsnNode(
                        method.name, siteDescriptor(method), BOOTSTRAP, handleOf(body)));
        Type result = Type.getReturnType(method.desc);
        code.add(new InsnNode(result.getOpcode(Opcodes.IRETURN)));
        code.add(end);
        method.instructions = code;
        method.localVariables = parameters(body, start, end, local);
        method.maxLocals = local;
        method.maxStack = Math.max(local, result.getSize());
    }

    /** The parameters' names, for debuggers and for what reads them from there. */
    private static List<LocalVariableNode> parameters(
            MethodNode body, LabelNode start, LabelNode end, int slots) {
        List<LocalVariableNode> parameters = new ArrayList<>();
        if (body.localVariables != null) {
            for (LocalVariableNode each : body.localVariables) {
                if (each.index < slots && isParameter(each, body)) {
                    parameters.add(
                            new LocalVariableNode(
                                    each.name, each.desc, each.signature, start, end, each.index));
                }
            }
        }
        return parameters;
    }

    private static boolean isParameter(LocalVariableNode local, MethodNode body) {
        for (AbstractInsnNode each = body.instructions.getFirst();
                each != null && each.getOpcode() < 0;
                each = each.getNext()) {
            if (each == local.start) {
                return true; // lives from the start
            }
        }
        return false;
    }

    private Handle handleOf(MethodNode body) {
        boolean isStatic = has(body, Opcodes.ACC_STATIC);
        return new Handle(
                isStatic ? Opcodes.H_INVOKESTATIC : Opcodes.H_INVOKESPECIAL,
                type.name,
                body.name,
                body.desc,
                (type.access & Opcodes.ACC_INTERFACE) != 0);
    }

    private String siteDescriptor(MethodNode method) {
        return has(method, Opcodes.ACC_STATIC)
                ? method.desc
                : "(L" + type.name + ";" + method.desc.substring(1);
    }

    private int slots(MethodNode method) {
        return Type.getArgumentsAndReturnSizes(siteDescriptor(method)) / 4 - 1; // counts a this
    }

    private boolean isSuspending(MethodNode method) {
        return method.desc.contains("Lkotlin/coroutines/Continuation;)");
    }

    private void warnOfLock(MethodNode method) {
        report(
                Finding.Severity.WARNING,
                Finding.Kind.WORKER_STATE,
                method,
                method.name
                        + " is synchronized: each worker has a lock of its own, so calls in different workers do not"
                        + " exclude each other, nor do they exclude methods here; use a SharedLock, or drop it");
    }

    private void refuse(MethodNode method, String text) {
        report(Finding.Severity.ERROR, Finding.Kind.NOT_WOVEN, method, text);
    }

    private void report(
            Finding.Severity severity, Finding.Kind kind, MethodNode method, String text) {
        String simple = type.name.substring(type.name.lastIndexOf('/') + 1);
        findings.accept(
                new Finding(
                        severity,
                        kind,
                        type.name.replace('/', '.'),
                        method.name,
                        type.sourceFile == null ? simple : type.sourceFile,
                        firstLine(method),
                        text));
    }

    private static int firstLine(MethodNode method) {
        for (AbstractInsnNode each : method.instructions) {
            if (each instanceof LineNumberNode line) {
                return line.line;
            }
        }
        return 0;
    }

    private static boolean isAbstract(MethodNode method) {
        return has(method, Opcodes.ACC_ABSTRACT);
    }

    private static boolean has(MethodNode method, int flag) {
        return (method.access & flag) != 0;
    }
}
