package io.procession.weaver;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;

/** What the calls of a method do to the values that they are given. */
final class CallEffects {

    private static final String CAPTURED = "captured";

    private final Tracer tracer;
    private final Reach reach;
    private final Summaries summaries;
    private final ValueTypes values;
    private final LibraryCalls library;
    private final Subclasses subclasses;

    CallEffects(Tracer tracer, Reach reach, Summaries summaries, ValueTypes values) {
        this.tracer = tracer;
        this.reach = reach;
        this.summaries = summaries;
        this.values = values;
        this.subclasses = summaries.subclasses();
        this.library = new LibraryCalls(tracer, reach, this, values);
    }

    /** Goes through a call; gives what it may return, null if nothing. */
    @Nullable Origin call(AbstractInsnNode insn, List<Origin> operands) {
        Origin result =
                insn instanceof InvokeDynamicInsnNode indy
                        ? dynamic(indy, operands)
                        : call(insn, (MethodInsnNode) insn, operands);
        return result.type() == Type.VOID_TYPE ? null : result;
    }

    private Origin dynamic(InvokeDynamicInsnNode indy, List<Origin> operands) {
        Type result = Type.getReturnType(indy.desc);
        if (Purity.isLambda(indy) && indy.bsmArgs[1] instanceof Handle) {
            int site = reach.site(indy, indy);
            for (int i = 0; i < operands.size(); i++) {
                reach.store(Reach.bit(site), CAPTURED + i, operands.get(i).nodes());
                reach.addStored(Reach.bit(site), operands.get(i).reads());
            }
            return Origin.exact(result, site);
        }
        boolean onlyReads =
                Purity.isConcat(indy)
                        || Purity.isSwitch(indy)
                        || indy.bsm.getOwner().equals("java/lang/runtime/ObjectMethods");
        if (onlyReads) { // of users' classes toString(), equals() and hashCode(), which only read
            return Origin.value(result, readsOfAll(indy, operands));
        }
        boolean isEntrance =
                indy.bsm.getOwner().equals(Bridge.BOOT) && indy.bsm.getName().equals("entrance");
        if (isEntrance && indy.bsmArgs[0] instanceof Handle body) {
            return call(indy, callOf(body), operands);
        }
        return unknown(indy, operands, result);
    }

    private static MethodInsnNode callOf(Handle target) {
        int opcode =
                switch (target.getTag()) {
                    case Opcodes.H_INVOKESTATIC -> Opcodes.INVOKESTATIC;
                    case Opcodes.H_INVOKEINTERFACE -> Opcodes.INVOKEINTERFACE;
                    case Opcodes.H_INVOKEVIRTUAL -> Opcodes.INVOKEVIRTUAL;
                    default -> Opcodes.INVOKESPECIAL;
                };
        return new MethodInsnNode(
                opcode,
                target.getOwner(),
                target.getName(),
                target.getDesc(),
                target.isInterface());
    }

    private Origin call(AbstractInsnNode insn, MethodInsnNode call, List<Origin> operands) {
        Type result = Type.getReturnType(call.desc);
        boolean isPlatform = Classes.ofThePlatform(call.owner);
        if (isSafe(operands)
                && values.isValue(result)
                && (isPlatform || operands.stream().allMatch(each -> each.reads().isEmpty()))) {
            return Origin.value(result, readsOfAll(insn, operands));
        }
        if (isOfSharedObject(call.owner)) {
            return Origin.of(result, Reach.bit(Reach.OUTSIDE), readsOfAll(insn, operands));
        }
        boolean isVirtual =
                call.getOpcode() == Opcodes.INVOKEVIRTUAL
                        || call.getOpcode() == Opcodes.INVOKEINTERFACE;
        if (isVirtual && isFunction(operands.get(0), call.name)) {
            return function(insn, operands.get(0), operands.subList(1, operands.size()), result);
        }
        if (isVirtual && isReaderByContract(call)) {
            return Origin.value(result, readsOfAll(insn, operands));
        }
        List<String> owners = isVirtual ? exactTypes(operands.get(0)) : List.of();
        if (isPlatform && (owners.isEmpty() || owners.stream().anyMatch(Classes::ofThePlatform))) {
            Origin found = library.call(insn, call.owner, call, operands);
            return found == null ? unknown(insn, operands, result) : found;
        }
        if (owners.isEmpty() && isVirtual) {
            owners = subclasses.of(call.owner);
        }
        if (owners.isEmpty() || isPrivate(call)) {
            return ofTarget(insn, call.owner, call, isVirtual, operands);
        }
        Origin any = null;
        for (String owner : owners) {
            Origin one = ofTarget(insn, owner, call, /* mayBeOverridden= */ false, operands);
            any = any == null ? one : any.or(one);
        }
        return any == null ? unknown(insn, operands, result) : any;
    }

    /** Objects that processes share are handles here; what they are given, they take a copy of. */
    private static boolean isOfSharedObject(String owner) {
        return owner.startsWith("io/procession/shared/")
                || owner.startsWith("io/procession/space/")
                || owner.startsWith("io/procession/actor/");
    }

    /** Whether nothing is handed over that could be written to. */
    private static boolean isSafe(List<Origin> operands) {
        return operands.stream().allMatch(operand -> operand.nodes().isEmpty());
    }

    private static boolean isReaderByContract(MethodInsnNode call) {
        return switch (call.name) {
            case "toString", "hashCode", "getClass" -> call.desc.startsWith("()");
            case "equals" -> call.desc.equals("(Ljava/lang/Object;)Z");
            case "compareTo" -> call.desc.endsWith(";)I") && call.desc.indexOf(';') > 0;
            case "compare" ->
                    call.desc.equals("(Ljava/lang/Object;Ljava/lang/Object;)I")
                            && call.owner.equals("java/util/Comparator");
            default -> false;
        };
    }

    /** The classes that the receiver is of, if that is certain. */
    private List<String> exactTypes(Origin receiver) {
        List<String> types = new ArrayList<>();
        BitSet nodes = receiver.nodes();
        for (int node = nodes.nextSetBit(0); node >= 0; node = nodes.nextSetBit(node + 1)) {
            if (!receiver.isExact() || !(reach.made(node) instanceof String type)) {
                return List.of();
            }
            types.add(type);
        }
        return types;
    }

    private Origin ofTarget(
            AbstractInsnNode insn,
            String owner,
            MethodInsnNode call,
            boolean mayBeOverridden,
            List<Origin> operands) {
        Type result = Type.getReturnType(call.desc);
        Classes.Member target = summaries.classes().method(owner, call.name, call.desc);
        String platform = platformClassAbove(owner);
        boolean isOfInterface =
                target != null
                        && (target.owner().access & Opcodes.ACC_INTERFACE) != 0
                        && !"java/lang/Object".equals(platform)
                        && call.getOpcode() != Opcodes.INVOKESTATIC;
        if (target == null || (isOfInterface && !owner.equals(target.owner().name))) {
            Origin found =
                    platform == null || mayBeOverridden && !isFinal(owner)
                            ? null
                            : library.call(insn, platform, call, operands);
            return found == null ? unknown(insn, operands, result) : found;
        }
        int fixed = Opcodes.ACC_FINAL | Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC;
        boolean isTheOne =
                !mayBeOverridden
                        || (target.method().access & fixed) != 0
                        || (target.owner().access & Opcodes.ACC_FINAL) != 0
                        || isFinal(owner);
        String receiver = null;
        if (call.getOpcode() != Opcodes.INVOKESTATIC) {
            List<String> exact = exactTypes(operands.get(0));
            boolean isDispatched = !mayBeOverridden && call.getOpcode() != Opcodes.INVOKESPECIAL;
            receiver =
                    exact.size() == 1
                            ? exact.get(0)
                            : isDispatched || isFinal(owner) ? owner : null;
        }
        Summary summary = isTheOne ? summaries.of(target.owner(), target.method(), receiver) : null;
        return summary == null
                ? unknown(insn, operands, result)
                : apply(insn, target, summary, operands, result);
    }

    private boolean isPrivate(MethodInsnNode call) {
        Classes.Member found = summaries.classes().method(call.owner, call.name, call.desc);
        return found != null && (found.method().access & Opcodes.ACC_PRIVATE) != 0;
    }

    private boolean isFinal(String owner) {
        ClassNode node = summaries.classes().node(owner);
        return node != null && (node.access & Opcodes.ACC_FINAL) != 0;
    }

    /** The first superclass that is the platform's; null if one between is not there. */
    private @Nullable String platformClassAbove(String owner) {
        String name = owner;
        while (name != null && !Classes.ofThePlatform(name)) {
            ClassNode node = summaries.classes().node(name);
            name = node == null ? null : node.superName;
        }
        return name;
    }

    // ---- code that is seen

    private Origin apply(
            AbstractInsnNode insn,
            Classes.Member target,
            Summary summary,
            List<Origin> operands,
            Type result) {
        reach.write(here(summary.written(), operands, Origin.NOTHING));
        reach.escape(here(summary.escaped(), operands, Origin.NOTHING));
        reach.throwing(here(summary.thrown(), operands, Origin.NOTHING));
        for (Map.Entry<Integer, Map<String, Summary.Held>> each : summary.stored().entrySet()) {
            BitSet holders = here(Reach.bit(each.getKey()), operands, Origin.NOTHING);
            List<Object> key = List.of(insn, target.owner().name, target.method(), each.getKey());
            store(insn, key, holders, each.getValue(), operands);
        }
        for (Write write : summary.writes()) {
            applyWrite(insn, write, operands);
        }
        Set<Read> reads = here(insn, summary.resultReads(), operands);
        if (values.isValue(result)) {
            return Origin.value(result, reads);
        }
        BitSet nodes = here(summary.result(), operands, Origin.NOTHING);
        boolean isExact = false;
        if (summary.makes()) {
            String type = summary.madeType();
            List<Object> key = List.of(insn, target.owner().name, target.method());
            int site = reach.site(key, insn);
            reach.setMade(site, type == null ? insn : type);
            store(insn, key, Reach.bit(site), summary.madeHolds(), operands);
            reach.addStored(Reach.bit(site), reads);
            isExact = type != null && nodes.isEmpty();
            nodes.set(site);
        }
        return new Origin(1, result, nodes, isExact, reads, null);
    }

    private void store(
            AbstractInsnNode insn,
            List<Object> key,
            BitSet holders,
            Map<String, Summary.Held> all,
            List<Origin> operands) {
        all.forEach((label, held) -> {
            BitSet nodes = here(held.nodes(), operands, holders);
            BitSet part = holders;
            if (held.nodes().get(Summary.PART)) {
                int site = reach.site(List.of(key, label), insn);
                nodes.set(site);
                part = Reach.bit(site);
                storePart(part, held, operands);
            }
            reach.store(holders, label, nodes);
            reach.addStored(part, here(insn, held.reads(), operands));
        });
    }

    private void storePart(BitSet part, Summary.Held held, List<Origin> operands) {
        held.part()
                .forEach((label, targets) -> {
                    BitSet nodes = here(targets, operands, Origin.NOTHING);
                    if (targets.get(Summary.PART)) {
                        nodes.or(part);
                    }
                    reach.store(part, label, nodes);
                });
    }

    /** What nodes of a summary are here. */
    private BitSet here(BitSet there, List<Origin> operands, BitSet holders) {
        BitSet here = new BitSet();
        here.set(Reach.OUTSIDE, there.get(Reach.OUTSIDE));
        if (there.get(Summary.HOLDER)) {
            here.or(holders);
        }
        for (int i = 0; i < operands.size(); i++) {
            BitSet nodes = operands.get(i).nodes();
            BitSet named = Reach.of(i);
            named.and(there);
            for (int node = named.nextSetBit(0);
                    node >= 0 && !nodes.isEmpty();
                    node = named.nextSetBit(node + 1)) {
                here.or(here(node, i, nodes));
            }
        }
        return here;
    }

    private BitSet here(int node, int parameter, BitSet nodes) {
        if (node == Reach.root(parameter)) {
            return nodes;
        }
        String label = reach.labelOf(node);
        return label == null ? reach.insides(nodes) : reach.closure(reach.load(nodes, label));
    }

    private void applyWrite(AbstractInsnNode insn, Write write, List<Origin> operands) {
        Origin operand = operands.get(write.parameter());
        BitSet all = Origin.union(operand.nodes(), reach.insides(operand.nodes()));
        if (all.isEmpty()) {
            return;
        }
        BitSet written = new BitSet();
        boolean any = write.path() == null || !write.path().equals("#" + write.parameter());
        written.or(any ? all : operand.nodes());
        Set<Read> reads = here(insn, write.reads(), operands);
        tracer.tellWrite(insn, written, write.kind(), here(write.path(), operands), reads);
    }

    private Set<Read> here(AbstractInsnNode insn, Set<Read> there, List<Origin> operands) {
        Set<Read> here = Set.of();
        for (Read read : there) {
            if (read.parameter() == Read.ANY) {
                here = Read.union(here, Set.of(read));
            } else {
                Origin operand = operands.get(read.parameter());
                here = Read.union(here, operand.reads());
                if (!read.kind().equals(Read.ITSELF)) {
                    here = Read.union(here, readsInside(insn, operand, read, operands));
                }
            }
        }
        return here;
    }

    private Set<Read> readsInside(
            AbstractInsnNode insn, Origin operand, Read read, List<Origin> operands) {
        BitSet all = Origin.union(operand.nodes(), reach.insides(operand.nodes()));
        Set<Read> found = new HashSet<>();
        BitSet parameters = tracer.parametersOf(all);
        for (int i = parameters.nextSetBit(0); i >= 0; i = parameters.nextSetBit(i + 1)) {
            String path = here(read.path(), operands);
            found.add(new Read(i, read.kind(), path, tracer.line(insn)));
        }
        return Read.union(found, reach.stored(all));
    }

    /** A path of a summary, from where the operand was read here. */
    private static @Nullable String here(@Nullable String path, List<Origin> operands) {
        if (path == null) {
            return null;
        }
        int dot = path.indexOf('.');
        int parameter = Integer.parseInt(path.substring(1, dot < 0 ? path.length() : dot));
        String start = operands.get(parameter).path();
        return start == null || dot < 0 ? start : Read.path(start + path.substring(dot));
    }

    // ---- code that is not seen

    /** A call that may do anything with what it is given. */
    Origin unknown(AbstractInsnNode insn, List<Origin> operands, Type result) {
        Set<Read> reads = readsOfAll(insn, operands);
        for (Origin operand : operands) {
            if (!operand.nodes().isEmpty()) {
                BitSet all = Origin.union(operand.nodes(), reach.insides(operand.nodes()));
                tracer.noteWrite(insn, all, Read.EVERYWHERE, null, reads);
                reach.escape(operand.nodes());
            }
        }
        return values.isValue(result)
                ? Origin.value(result, reads)
                : Origin.of(result, Reach.bit(Reach.OUTSIDE), reads);
    }

    /** All that operands are computed from, and all that can be read in them. */
    Set<Read> readsOfAll(AbstractInsnNode insn, List<Origin> operands) {
        Set<Read> reads = Set.of();
        for (Origin operand : operands) {
            reads = Read.union(reads, operand.reads());
            if (!operand.nodes().isEmpty()) {
                BitSet all = Origin.union(operand.nodes(), reach.insides(operand.nodes()));
                reads = Read.union(reads, reach.stored(all));
                BitSet of = tracer.parametersOf(all);
                for (int i = of.nextSetBit(0); i >= 0; i = of.nextSetBit(i + 1)) {
                    Read read = new Read(i, Read.EVERYWHERE, null, tracer.line(insn));
                    reads = Read.union(reads, Set.of(read));
                }
            }
        }
        return reads;
    }

    // ---- functions

    /** Whether a receiver is surely lambdas, and the call is of their method. */
    private boolean isFunction(Origin receiver, String name) {
        BitSet nodes = receiver.nodes();
        for (int node = nodes.nextSetBit(0); node >= 0; node = nodes.nextSetBit(node + 1)) {
            if (!(reach.made(node) instanceof InvokeDynamicInsnNode indy)
                    || !indy.name.equals(name)) {
                return false;
            }
        }
        return !nodes.isEmpty();
    }

    private Origin function(
            AbstractInsnNode insn, Origin function, List<Origin> given, Type result) {
        Origin any = null;
        BitSet nodes = function.nodes();
        for (int node = nodes.nextSetBit(0); node >= 0; node = nodes.nextSetBit(node + 1)) {
            if (reach.made(node) instanceof InvokeDynamicInsnNode indy) {
                Origin one = lambda(insn, node, indy, given);
                any = any == null ? one : any.or(one);
            }
        }
        if (any == null) {
            return unknown(insn, given, result);
        }
        return result.getSort() == Type.VOID || values.isValue(result)
                ? Origin.value(result, any.reads())
                : any.as(result);
    }

    /** A call of a lambda or a method reference. */
    Origin lambda(AbstractInsnNode insn, int site, InvokeDynamicInsnNode indy, List<Origin> given) {
        Handle body = (Handle) indy.bsmArgs[1];
        List<Origin> operands = new ArrayList<>();
        Type[] captured = Type.getArgumentTypes(indy.desc);
        Origin made = null;
        if (body.getTag() == Opcodes.H_NEWINVOKESPECIAL) {
            made =
                    Origin.exact(
                            Type.getObjectType(body.getOwner()),
                            reach.site(List.of(insn, indy), body.getOwner()));
            operands.add(made);
        }
        Set<Read> stored = reach.stored(Reach.bit(site));
        for (int i = 0; i < captured.length; i++) {
            operands.add(
                    values.isValue(captured[i])
                            ? Origin.value(captured[i], stored)
                            : Origin.of(
                                    captured[i],
                                    reach.load(Reach.bit(site), CAPTURED + i),
                                    stored));
        }
        Type[] parameters = ((Type) indy.bsmArgs[2]).getArgumentTypes();
        for (int i = 0; i < parameters.length; i++) {
            Origin value = given.get(Math.min(i, given.size() - 1));
            operands.add(
                    values.isValue(parameters[i])
                            ? Origin.value(parameters[i], value.reads())
                            : value.as(parameters[i]));
        }
        Origin result = call(insn, callOf(body), operands);
        return made == null ? result : made;
    }
}
