package io.procession.weaver;

import io.procession.weaver.LibraryRule.Keeps;
import io.procession.weaver.LibraryRule.Result;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;

/** What calls of the platform do to the values that they are given: the rules, carried out. */
final class LibraryCalls {

    private static final String FUNCTIONS = "functions";
    private static final String SUPPLIERS = "suppliers";
    private static final Object FUNCTION = new Object();
    private static final Object COLLECTOR = new Object(); // of containers that it makes itself

    private final Tracer tracer;
    private final Reach reach;
    private final CallEffects calls;
    private final ValueTypes values;
    private final Map<AbstractInsnNode, Origin> given = new HashMap<>();

    LibraryCalls(Tracer tracer, Reach reach, CallEffects calls, ValueTypes values) {
        this.tracer = tracer;
        this.reach = reach;
        this.calls = calls;
        this.values = values;
    }

    /** Goes through a call; null if the method may do anything. */
    @Nullable Origin call(
            AbstractInsnNode insn, String owner, MethodInsnNode call, List<Origin> operands) {
        boolean isStatic = call.getOpcode() == Opcodes.INVOKESTATIC;
        LibraryRule rule = LibraryRules.of(owner, call.name, call.desc, isStatic);
        return rule == null ? null : new Call(insn, owner, call, operands, rule).go();
    }

    /** One call. */
    private final class Call {

        private final AbstractInsnNode insn;
        private final String owner;
        private final MethodInsnNode call;
        private final List<Origin> operands;
        private final List<Type> types = new ArrayList<>();
        private final LibraryRule rule;
        private final Type result;

        Call(
                AbstractInsnNode insn,
                String owner,
                MethodInsnNode call,
                List<Origin> operands,
                LibraryRule rule) {
            this.insn = insn;
            this.owner = owner;
            this.call = call;
            this.operands = operands;
            this.rule = rule;
            this.result = Type.getReturnType(call.desc);
            if (call.getOpcode() != Opcodes.INVOKESTATIC) {
                types.add(Type.getObjectType(owner));
            }
            types.addAll(List.of(Type.getArgumentTypes(call.desc)));
        }

        Origin go() {
            Set<Read> reads = reads();
            if (rule.result() == Result.FUNCTION) {
                return compose(reads);
            }
            Origin functions = callFunctions(reads);
            if (functions == null) {
                return calls.unknown(insn, operands, result);
            }
            Set<Read> all = Read.union(reads, functions.reads());
            if (rule.written() >= 0) {
                write(functions);
            }
            return values.isValue(result) ? Origin.value(result, all) : give(functions, all);
        }

        /** What the call reads in what it is given, its functions left out. */
        private Set<Read> reads() {
            Set<Read> reads = Set.of();
            for (int i = 0; i < operands.size(); i++) {
                Origin operand = operands.get(i);
                reads = Read.union(reads, operand.reads());
                if (!isFunction(i)) {
                    reads = Read.union(reads, readsOf(operand));
                }
            }
            return reads;
        }

        private Set<Read> readsOf(Origin operand) {
            return tracer.readsOf(insn, operand, kindOf(operand), operand.path());
        }

        private String kindOf(Origin operand) {
            Type type = operand.type();
            if (type == null || type.getSort() != Type.ARRAY) {
                return call.name.equals("arraycopy") ? Read.EVERYWHERE : Read.CONTENT;
            }
            char element = type.getDescriptor().charAt(1);
            return "[]" + (element == '[' ? 'L' : element == 'Z' ? 'B' : element);
        }

        private boolean isFunction(int operand) {
            if (operand == 0 && call.getOpcode() != Opcodes.INVOKESTATIC) {
                return false;
            }
            String type = types.get(operand).getDescriptor();
            return type.startsWith("Ljava/util/function/")
                    || type.equals("Ljava/util/Comparator;")
                    || type.equals("Ljava/util/stream/Collector;")
                    || type.equals("Ljava/lang/Runnable;");
        }

        // ---- what is written

        private void write(Origin functions) {
            Origin target = operands.get(rule.written());
            BitSet kept = (BitSet) functions.nodes().clone();
            Set<Read> reads = functions.reads();
            for (int i = 0; i < operands.size(); i++) {
                Origin operand = operands.get(i);
                if (i == rule.written() || isFunction(i)) {
                    continue;
                }
                reads = tracer.allReads(operand, reads);
                if (rule.keeps() == Keeps.OPERANDS || rule.keeps() == Keeps.BOTH) {
                    kept.or(operand.nodes());
                }
                boolean isArray = types.get(i).getSort() == Type.ARRAY;
                boolean isLookedInto =
                        isArray || rule.keeps() == Keeps.ELEMENTS || rule.keeps() == Keeps.BOTH;
                if (isLookedInto) {
                    kept.or(rule.keeps() == Keeps.NOTHING ? Origin.NOTHING : elementsOf(operand));
                    reads = Read.union(reads, readsOf(operand));
                }
            }
            if (rule.readsItself()) {
                reads = Read.union(reads, readsOf(target));
            }
            reach.store(target.nodes(), Reach.ELEMENTS, kept);
            note(target, reads);
        }

        private void note(Origin target, Set<Read> reads) {
            boolean onlySteps = owner.endsWith("Iterator") && rule == LibraryRules.steps();
            if (onlySteps) { // its own position, not what it goes through
                reach.write(target.nodes());
                tracer.tellWrite(insn, target.nodes(), kindOf(target), target.path(), reads);
            } else {
                tracer.noteWrite(insn, target.nodes(), kindOf(target), target.path(), reads);
            }
        }

        // ---- what is returned

        private Origin give(Origin functions, Set<Read> reads) {
            return switch (rule.result()) {
                case ELEMENT -> Origin.of(result, elements(functions), reads);
                case RECEIVER -> view(reads);
                case MAPPED -> fresh(mapped(functions), reads);
                case ITERATOR, ENTRIES -> walk(reads);
                default -> fresh(all(functions), reads);
            };
        }

        private Origin view(Set<Read> reads) {
            Origin first = operands.get(0);
            int written = rule.written();
            Origin same = written > 0 ? operands.get(written) : first;
            boolean isIt = call.owner.startsWith("java/lang/String");
            return new Origin(1, result, same.nodes(), false, reads, isIt ? first.path() : null);
        }

        private BitSet elementsOf(Origin operand) {
            String label = call.name.equals("clone") ? Reach.ANY : Reach.ELEMENTS;
            return reach.load(operand.nodes(), label);
        }

        private BitSet elements(Origin functions) {
            BitSet nodes = (BitSet) functions.nodes().clone();
            for (int i = 0; i < operands.size(); i++) {
                boolean isReceiver = i == 0 && call.getOpcode() != Opcodes.INVOKESTATIC;
                if (isReceiver || call.getOpcode() == Opcodes.INVOKESTATIC) {
                    nodes.or(elementsOf(operands.get(i)));
                }
                if (!isReceiver && !isFunction(i)) {
                    nodes.or(operands.get(i).nodes());
                }
            }
            return nodes;
        }

        private BitSet mapped(Origin functions) {
            BitSet nodes = (BitSet) functions.nodes().clone();
            nodes.or(elementsOf(functions));
            return nodes;
        }

        private BitSet all(Origin functions) {
            BitSet nodes = mapped(functions);
            nodes.or(elements(functions));
            for (int i = 0; i < operands.size(); i++) {
                nodes.or(elementsOf(operands.get(i)));
            }
            return nodes;
        }

        private Origin fresh(BitSet held, Set<Read> reads) {
            int site = reach.site(List.of(insn, owner, call.name), insn);
            held.set(site); // a container may hold others that were made with it
            reach.store(Reach.bit(site), Reach.ANY, held);
            reach.addStored(Reach.bit(site), reads);
            return Origin.of(result, isElement() ? held : Reach.bit(site), reads);
        }

        /** Whether what is returned may be an element, as it is from reduce(). */
        private boolean isElement() {
            if (call.name.equals("clone") || !result.equals(Bridge.OBJECT_TYPE)) {
                return false;
            }
            BitSet collectors = call.name.equals("collect") ? operands.get(1).nodes() : null;
            return collectors == null
                    || collectors.stream().anyMatch(node -> reach.made(node) != COLLECTOR);
        }

        private Origin walk(Set<Read> reads) {
            BitSet source = operands.get(0).nodes();
            boolean entries = rule.result() == Result.ENTRIES; // an entry is a part of its map
            Origin made = fresh(entries ? source : elementsOf(operands.get(0)), reads);
            reach.store(made.nodes(), Reach.SOURCE, source);
            return made;
        }

        // ---- functions

        private Origin compose(Set<Read> reads) {
            int site = reach.site(List.of(insn, owner, call.name), FUNCTION);
            BitSet made = Reach.bit(site);
            for (int i = 0; i < operands.size(); i++) {
                boolean supplies =
                        types.get(i).getDescriptor().equals("Ljava/util/function/Supplier;");
                reach.store(made, supplies ? SUPPLIERS : FUNCTIONS, operands.get(i).nodes());
            }
            reach.addStored(made, reads);
            boolean collects =
                    owner.equals("java/util/stream/Collectors")
                            && (call.name.startsWith("to")
                                    || call.name.startsWith("grouping")
                                    || call.name.startsWith("partitioning"))
                            && !call.desc.contains("Supplier;");
            reach.setMade(site, collects ? COLLECTOR : FUNCTION);
            return Origin.of(result, made, reads);
        }

        /** Calls all functions with what there may be; gives what they may return. */
        private @Nullable Origin callFunctions(Set<Read> reads) {
            Origin results = given.getOrDefault(insn, Origin.value(null, Set.of()));
            for (int i = 0; i < operands.size(); i++) {
                if (isFunction(i)) {
                    boolean supplies =
                            call.name.equals("toArray")
                                    || (call.name.equals("collect")
                                            && types.get(i).getDescriptor().endsWith("Supplier;"));
                    boolean isComparator =
                            types.get(i).getDescriptor().equals("Ljava/util/Comparator;");
                    Origin arguments = arguments(results, reads);
                    Origin one =
                            callFunction(operands.get(i), arguments, supplies, isComparator, 0);
                    if (one == null) {
                        return null;
                    }
                    results = results.or(one);
                }
            }
            given.merge(insn, results, Origin::or);
            return results;
        }

        private Origin arguments(Origin results, Set<Read> reads) {
            if (call.name.equals("computeIfAbsent")) {
                return operands.get(1);
            }
            if (call.name.equals("setAll") || call.name.equals("parallelSetAll")) {
                return Origin.value(Type.INT_TYPE, Set.of());
            }
            BitSet nodes = (BitSet) results.nodes().clone();
            for (int i = 0; i < operands.size(); i++) {
                boolean isReceiver = i == 0 && call.getOpcode() != Opcodes.INVOKESTATIC;
                if (!isFunction(i)) {
                    nodes.or(elementsOf(operands.get(i)));
                    nodes.or(isReceiver ? Origin.NOTHING : operands.get(i).nodes());
                }
            }
            return Origin.of(Bridge.OBJECT_TYPE, nodes, Read.union(reads, results.reads()));
        }

        private @Nullable Origin callFunction(
                Origin function,
                Origin arguments,
                boolean supplies,
                boolean isComparator,
                int depth) {
            Origin results = Origin.value(null, Set.of());
            BitSet nodes = function.nodes();
            for (int node = nodes.nextSetBit(0); node >= 0; node = nodes.nextSetBit(node + 1)) {
                Origin one = callNode(node, arguments, supplies, isComparator, depth);
                if (one == null) {
                    return null;
                }
                results = results.or(one);
            }
            return results;
        }

        private @Nullable Origin callNode(
                int node, Origin arguments, boolean supplies, boolean isComparator, int depth) {
            if (reach.made(node) instanceof InvokeDynamicInsnNode lambda) {
                Origin one = calls.lambda(insn, node, lambda, List.of(arguments));
                if (supplies) { // a container that the platform fills
                    reach.store(one.nodes(), Reach.ELEMENTS, arguments.nodes());
                    tracer.noteWrite(insn, one.nodes(), Read.CONTENT, null, arguments.reads());
                }
                return one;
            }
            boolean isComposed = reach.made(node) == FUNCTION || reach.made(node) == COLLECTOR;
            if (isComposed && depth < 10) {
                Origin parts = ofParts(node, FUNCTIONS);
                Origin made = ofParts(node, SUPPLIERS);
                Origin one = callFunction(parts, arguments, false, isComparator, depth + 1);
                Origin other = callFunction(made, arguments, true, isComparator, depth + 1);
                return one == null || other == null ? null : one.or(other);
            }
            return isComparator ? Origin.value(null, Set.of()) : null; // comparing only reads
        }

        private Origin ofParts(int node, String label) {
            BitSet parts = reach.load(Reach.bit(node), label);
            return Origin.of(Bridge.OBJECT_TYPE, parts, Set.of());
        }
    }
}
