package io.procession.weaver;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * The functions in a method that call concurrent methods and are given to a stage of a stream or to
 * a {@code forEach}. Such a stage runs its calls ahead, such a loop is part of the method.
 */
final class Lambdas {

    private static final String STREAMS = "java/util/stream/";
    private static final Map<String, String> FUNCTIONS =
            Map.of(
                    "Stream", "Function",
                    "IntStream", "IntFunction",
                    "LongStream", "LongFunction",
                    "DoubleStream", "DoubleFunction");
    private static final Map<String, String> CONSUMERS =
            Map.of("IntStream", "IntConsumer", "LongStream", "LongConsumer");
    private static final Set<String> STAGES =
            Set.of("map", "mapToInt", "mapToLong", "mapToDouble", "mapToObj");

    private final Flow flow;
    private final Twins twins;
    private final Site site;
    private final Map<Integer, InvokeDynamicInsnNode> functions = new HashMap<>();
    private final Map<Integer, MethodInsnNode> stages = new HashMap<>();
    private final Map<Integer, MethodInsnNode> loops = new HashMap<>();
    private final Set<Integer> scoped = new HashSet<>();

    Lambdas(Flow flow, Twins twins, Site site) {
        this.flow = flow;
        this.twins = twins;
        this.site = site;
        for (int i = 0; i < flow.size(); i++) {
            if (flow.isReachable(i) && flow.insns[i] instanceof MethodInsnNode call) {
                look(i, call);
            }
        }
    }

    boolean isEmpty() {
        return functions.isEmpty();
    }

    /** Whether an instruction makes such a function, or is the call that takes one. */
    boolean isReplaced(int i) {
        return functions.containsKey(i) || stages.containsKey(i) || loops.containsKey(i);
    }

    /** Whether a call is a loop whose body leaves calls pending. */
    boolean isLoop(int i) {
        return loops.containsKey(i);
    }

    boolean hasLoops() {
        return !loops.isEmpty();
    }

    boolean isStage(int i) {
        return stages.containsKey(i);
    }

    /** What takes the place of an instruction. */
    InsnList replacement(int i, Slots slots) {
        InsnList code = new InsnList();
        boolean takesScope = scoped.contains(i) || loops.containsKey(i);
        if (takesScope) {
            code.add(new VarInsnNode(Opcodes.ALOAD, slots.scope()));
        }
        AbstractInsnNode insn = functions.get(i);
        if (insn == null) {
            insn = stages.containsKey(i) ? stages.get(i) : loops.get(i);
        }
        code.add(insn);
        return code;
    }

    /** Names the functions whose concurrent calls are not deferred. */
    void tellOthers(Findings findings) {
        for (int i = 0; i < flow.size(); i++) {
            if (flow.isReachable(i)
                    && !isReplaced(i)
                    && flow.insns[i] instanceof InvokeDynamicInsnNode indy
                    && Purity.isLambda(indy)
                    && indy.bsmArgs[1] instanceof Handle body
                    && twins.callsConcurrent(body)) {
                findings.add(
                        site,
                        Finding.Severity.WARNING,
                        Finding.Kind.AT_ONCE,
                        flow.line(i),
                        "concurrent call inside a lambda"
                                + takerOf(i)
                                + ": not deferred, runs one at a time");
            }
        }
    }

    private String takerOf(int lambda) {
        for (Flow.Use use : flow.uses(lambda)) {
            if (flow.insns[use.consumer()] instanceof MethodInsnNode call) {
                return " passed to " + call.name + "()";
            }
        }
        return "";
    }

    private void look(int i, MethodInsnNode call) {
        int count = flow.operandCount(i);
        int made = count == 2 ? flow.onlySource(i, 1) : Flow.NOWHERE;
        if (made < 0
                || !(flow.insns[made] instanceof InvokeDynamicInsnNode indy)
                || !Purity.isLambda(indy)
                || !indy.bsm.getName().equals("metafactory")
                || flow.uses(made).size() != 1
                || !twins.callsConcurrent((Handle) indy.bsmArgs[1])) {
            return;
        }
        String stream = streamOf(call.owner);
        if (stream != null && STAGES.contains(call.name)) {
            addStage(i, made, call, indy, stream);
        } else if (call.name.equals("forEach")) {
            addLoop(i, made, call, indy, stream);
        }
    }

    private static @Nullable String streamOf(String owner) {
        String name = owner.startsWith(STREAMS) ? owner.substring(STREAMS.length()) : "";
        return FUNCTIONS.containsKey(name) ? name : null;
    }

    private void addStage(
            int i, int made, MethodInsnNode call, InvokeDynamicInsnNode indy, String stream) {
        Handle twin = twins.ofStage((Handle) indy.bsmArgs[1], indy, site, flow.line(made));
        if (twin == null) {
            return;
        }
        Type function = Type.getObjectType("java/util/function/" + FUNCTIONS.get(stream));
        Type erased = Type.getArgumentTypes(((Type) indy.bsmArgs[0]).getDescriptor())[0];
        Type element = Type.getArgumentTypes(((Type) indy.bsmArgs[2]).getDescriptor())[0];
        functions.put(
                made,
                new InvokeDynamicInsnNode(
                        "apply",
                        Type.getMethodDescriptor(function, Type.getArgumentTypes(indy.desc)),
                        indy.bsm,
                        Type.getMethodType(Bridge.OBJECT_TYPE, erased),
                        twin,
                        Type.getMethodType(Bridge.DEFERRED_TYPE, element)));
        Type result = Type.getReturnType(call.desc);
        stages.put(
                i,
                new MethodInsnNode(
                        Opcodes.INVOKESTATIC,
                        Bridge.AHEAD,
                        "to" + stageOf(result.getInternalName()),
                        Type.getMethodDescriptor(result, Type.getObjectType(call.owner), function),
                        /* isInterface= */ false));
    }

    private static String stageOf(String resultStream) {
        String kind = resultStream.substring(STREAMS.length()).replace("Stream", "");
        return kind.isEmpty() ? "Obj" : kind;
    }

    private void addLoop(
            int i,
            int made,
            MethodInsnNode call,
            InvokeDynamicInsnNode indy,
            @Nullable String stream) {
        Type source;
        Type body;
        if (stream != null) {
            if (!CONSUMERS.containsKey(stream) || !isRange(flow.onlySource(i, 0))) {
                return; // stages before it would run while calls are pending
            }
            source = Type.getObjectType(call.owner);
            body = Type.getObjectType("java/util/function/" + CONSUMERS.get(stream));
        } else if (Library.isMap(call.owner)) {
            source = Type.getObjectType("java/util/Map");
            body = Type.getObjectType("java/util/function/BiConsumer");
        } else if (Library.isCollection(call.owner)) {
            source = Type.getObjectType("java/lang/Iterable");
            body = Type.getObjectType("java/util/function/Consumer");
        } else {
            return;
        }
        Handle twin = twins.ofLoop((Handle) indy.bsmArgs[1], indy, site, flow.line(made));
        if (twin == null || !Type.getReturnType(indy.desc).equals(body)) {
            return;
        }
        functions.put(made, withScope(indy, twin));
        scoped.add(made);
        loops.put(
                i,
                new MethodInsnNode(
                        Opcodes.INVOKESTATIC,
                        Bridge.LOOP,
                        "forEach",
                        Type.getMethodDescriptor(Type.VOID_TYPE, source, body, Bridge.SCOPE_TYPE),
                        /* isInterface= */ false));
    }

    private boolean isRange(int i) {
        return i >= 0
                && flow.insns[i] instanceof MethodInsnNode call
                && call.getOpcode() == Opcodes.INVOKESTATIC
                && streamOf(call.owner) != null
                && call.name.startsWith("range");
    }

    private static InvokeDynamicInsnNode withScope(InvokeDynamicInsnNode indy, Handle twin) {
        String captured = indy.desc.substring(0, indy.desc.indexOf(')'));
        return new InvokeDynamicInsnNode(
                indy.name,
                captured
                        + Bridge.SCOPE_TYPE.getDescriptor()
                        + indy.desc.substring(indy.desc.indexOf(')')),
                indy.bsm,
                indy.bsmArgs[0],
                twin,
                indy.bsmArgs[2]);
    }
}
