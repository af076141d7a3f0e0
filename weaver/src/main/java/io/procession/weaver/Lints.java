package io.procession.weaver;

import io.procession.weaver.Finding.Kind;
import io.procession.weaver.Finding.Severity;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.AnalyzerException;

/** Looks in the body of a concurrent method for what will surprise in a worker. */
final class Lints {

    private static final List<String> BOUND_TO_A_PROCESS =
            List.of(
                    "java/util/stream/",
                    "java/util/concurrent/locks/",
                    "java/nio/channels/",
                    "java/net/Socket",
                    "java/net/ServerSocket",
                    "java/net/http/",
                    "java/sql/Connection",
                    "java/sql/Statement",
                    "java/sql/ResultSet",
                    "java/util/concurrent/ExecutorService",
                    "java/util/concurrent/Executor",
                    "java/util/concurrent/CompletableFuture",
                    "java/util/concurrent/CountDownLatch",
                    "java/util/concurrent/CyclicBarrier",
                    "java/util/concurrent/Semaphore",
                    "java/lang/Thread",
                    "java/lang/Process",
                    "java/lang/ClassLoader");
    private static final Set<String> BYTES_IN_MEMORY =
            Set.of(
                    "java/io/ByteArrayInputStream",
                    "java/io/ByteArrayOutputStream",
                    "java/io/StringReader",
                    "java/io/StringWriter",
                    "java/io/CharArrayReader",
                    "java/io/CharArrayWriter");

    private final ClassNode owner;
    private final MethodNode method;
    private final Classes classes;
    private final Findings findings;
    private final Flow flow;

    private Lints(ClassNode owner, MethodNode method, Classes classes, Findings findings)
            throws AnalyzerException {
        this.owner = owner;
        this.method = method;
        this.classes = classes;
        this.findings = findings;
        this.flow = new Flow(owner.name, method);
    }

    /** Looks through the methods of a class. */
    static void look(ClassNode owner, Classes classes, Findings findings) {
        for (MethodNode method : owner.methods) {
            int none = Opcodes.ACC_SYNTHETIC | Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE;
            boolean concurrent =
                    (method.access & none) == 0
                            && (Classes.isAnnotated(method, Bridge.CONCURRENT)
                                    || classes.isConcurrent(owner.name, method.name, method.desc));
            if (concurrent) {
                look(owner, method, classes, findings);
            }
        }
    }

    private static void look(
            ClassNode owner, MethodNode method, Classes classes, Findings findings) {
        try {
            new Lints(owner, method, classes, findings).look();
        } catch (AnalyzerException | RuntimeException e) {
            int line = findings.firstLine(method);
            findings.add(
                    method,
                    Severity.INFO,
                    Kind.WORKER_STATE,
                    line,
                    "not looked through for what surprises in a worker: " + e);
        }
    }

    private void look() {
        lookAtTypes();
        for (int i = 0; i < flow.size(); i++) {
            if (!flow.isReachable(i)) {
                continue;
            }
            AbstractInsnNode insn = flow.insns[i];
            if (insn instanceof FieldInsnNode field) {
                lookAtField(i, field);
            } else if (insn instanceof MethodInsnNode call) {
                lookAtCall(i, call);
            } else if (insn.getOpcode() == Opcodes.MONITORENTER) {
                warn(
                        Kind.WORKER_STATE,
                        i,
                        "synchronized: each worker has locks of its own, so calls in different"
                                + " workers do not exclude each other; use a SharedLock");
            }
        }
    }

    private void warn(Kind kind, int i, String text) {
        findings.add(method, Severity.WARNING, kind, flow.line(i), text);
    }

    private void lookAtTypes() {
        int line = findings.firstLine(method);
        Type[] parameters = Type.getArgumentTypes(method.desc);
        for (int i = 0; i < parameters.length; i++) {
            if (cannotTravel(parameters[i])) {
                refuse(line, "parameter " + (i + 1) + " is", parameters[i]);
            }
        }
        Type result = Type.getReturnType(method.desc);
        if (!Classes.givesFuture(method.desc) && cannotTravel(result)) {
            refuse(line, "the result is", result);
        }
        if ((method.access & Opcodes.ACC_STATIC) == 0) {
            for (FieldNode field : owner.fields) {
                int left = Opcodes.ACC_STATIC | Opcodes.ACC_TRANSIENT;
                if ((field.access & left) == 0 && cannotTravel(Type.getType(field.desc))) {
                    refuse(
                            line,
                            "'this' is sent with each call, and its field " + field.name + " is",
                            Type.getType(field.desc));
                }
            }
        }
    }

    private void refuse(int line, String what, Type type) {
        findings.add(
                method,
                Severity.WARNING,
                Kind.CANNOT_TRAVEL,
                line,
                what
                        + " of type "
                        + type.getClassName()
                        + ", which cannot be sent to another process; pass data, and make it in"
                        + " the worker");
    }

    private static boolean cannotTravel(Type type) {
        Type element = type.getSort() == Type.ARRAY ? type.getElementType() : type;
        if (element.getSort() != Type.OBJECT) {
            return false;
        }
        String name = element.getInternalName();
        boolean stream =
                name.startsWith("java/io/")
                        && (name.endsWith("Stream")
                                || name.endsWith("Reader")
                                || name.endsWith("Writer")
                                || name.equals("java/io/RandomAccessFile"));
        return (stream && !BYTES_IN_MEMORY.contains(name))
                || BOUND_TO_A_PROCESS.stream()
                        .anyMatch(bound ->
                                bound.endsWith("/") ? name.startsWith(bound) : name.equals(bound));
    }

    private void lookAtField(int i, FieldInsnNode field) {
        String name = Needs.simple(field.owner) + '.' + field.name;
        Classes.FieldMember found = classes.field(field.owner, field.name, field.desc);
        switch (field.getOpcode()) {
            case Opcodes.PUTSTATIC ->
                    warn(
                            Kind.WORKER_STATE,
                            i,
                            "writes static field "
                                    + name
                                    + ": static fields are the worker's own, nobody else sees it");
            case Opcodes.GETSTATIC -> {
                if (field.owner.equals("java/lang/System") && field.name.equals("in")) {
                    warn(
                            Kind.WORKER_STATE,
                            i,
                            "reads the console: a worker has no standard input; read it before,"
                                    + " and pass what was read");
                } else if (found != null && !found.isFinal()) {
                    warn(
                            Kind.WORKER_STATE,
                            i,
                            "reads static field "
                                    + name
                                    + ", which is not final: a worker has its own; pass the value"
                                    + " as an argument");
                } else if (found != null && isMutable(Type.getType(field.desc))) {
                    findings.add(
                            method,
                            Severity.INFO,
                            Kind.WORKER_STATE,
                            flow.line(i),
                            "reads the contents of static field "
                                    + name
                                    + ": a worker has its own, as its class makes it");
                }
            }
            default -> {}
        }
    }

    private static boolean isMutable(Type type) {
        return type.getSort() == Type.ARRAY
                || (type.getSort() == Type.OBJECT
                        && (Library.isMap(type.getInternalName())
                                || Library.isCollection(type.getInternalName())
                                || Library.isBuilder(type.getInternalName())
                                || type.getInternalName()
                                        .startsWith("java/util/concurrent/atomic/")));
    }

    private void lookAtCall(int i, MethodInsnNode call) {
        boolean exits =
                (call.owner.equals("java/lang/System") || call.owner.equals("java/lang/Runtime"))
                        && (call.name.equals("exit") || call.name.equals("halt"));
        if (exits) {
            warn(Kind.WORKER_STATE, i, call.name + "() ends the worker, not the program");
        }
    }
}
