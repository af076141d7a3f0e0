package io.procession.weaver;

import java.util.BitSet;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.MultiANewArrayInsnNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.Frame;
import org.objectweb.asm.tree.analysis.Interpreter;

/*
 * Locals and the operand stack are followed in program order by ASM's analyzer, the heap is not: see
 * Reach. What an instruction does to the heap is noted when the analyzer comes by, and the whole is
 * repeated until nothing new is found.
 */

/** Follows where the values of one method come from, and what it does to them. */
final class Tracer extends Interpreter<Origin> {

    private static final int MOST_ROUNDS = 60;

    private final List<Type> parameterTypes;
    private final boolean isConstructor;
    private final @Nullable String receiverType;
    private final ValueTypes values;
    private final CallEffects calls;
    private final Reach reach;
    private final Set<Write> writes = new HashSet<>();
    private final Map<AbstractInsnNode, Integer> lines = new IdentityHashMap<>();
    private @Nullable Origin returned;

    private Tracer(
            String owner,
            MethodNode method,
            @Nullable String receiverType,
            Summaries summaries,
            ValueTypes values) {
        super(Opcodes.ASM9);
        this.parameterTypes = Parameters.types(owner, method);
        this.isConstructor = method.name.equals("<init>");
        this.receiverType = receiverType;
        this.values = values;
        this.reach =
                new Reach(
                        parameterTypes.size(), isConstructor, summaries.labels(), summaries.work());
        this.calls = new CallEffects(this, reach, summaries, values);
        int line = 0;
        for (AbstractInsnNode insn : method.instructions) {
            line = insn instanceof LineNumberNode node ? node.line : line;
            lines.put(insn, line);
        }
    }

    /**
     * What a method does.
     *
     * @param receiverType the class of its receiver, if that is known exactly
     */
    static Summary trace(
            String owner,
            MethodNode method,
            @Nullable String receiverType,
            Summaries summaries,
            ValueTypes values)
            throws AnalyzerException {
        return new Tracer(owner, method, receiverType, summaries, values).trace(owner, method);
    }

    private Summary trace(String owner, MethodNode method) throws AnalyzerException {
        if (receiverType != null) {
            reach.setMade(Reach.root(0), receiverType);
        }
        int rounds = 0;
        int writesBefore;
        do {
            if (rounds++ > MOST_ROUNDS) {
                throw new AnalyzerException(null, "no end of it: " + method.name);
            }
            writesBefore = writes.size();
            new Analyzer<>(this).analyze(owner, method);
        } while (reach.hasChanged() || writes.size() != writesBefore);
        Origin result = returned == null ? Origin.value(null, Set.of()) : returned;
        return Summary.of(reach, result, writes);
    }

    int line(AbstractInsnNode insn) {
        return lines.getOrDefault(insn, 0);
    }

    // ---- what instructions make

    @Override
    public @Nullable Origin newValue(@Nullable Type type) {
        if (type == null) {
            return Origin.UNUSABLE;
        }
        return type == Type.VOID_TYPE ? null : Origin.value(type, Set.of());
    }

    @Override
    public Origin newParameterValue(boolean isInstance, int local, Type type) {
        int parameter = 0;
        for (int slot = 0; slot < local; parameter++) {
            slot += parameterTypes.get(parameter).getSize();
        }
        Set<Read> itself = Set.of(new Read(parameter, Read.ITSELF, null, 0));
        if (values.isValue(type)) {
            return Origin.value(type, itself);
        }
        boolean isExact = parameter == 0 && receiverType != null;
        BitSet root = Reach.bit(Reach.root(parameter));
        return new Origin(1, type, root, isExact, itself, "#" + parameter);
    }

    @Override
    public Origin newExceptionValue(
            TryCatchBlockNode entry, Frame<Origin> handlerFrame, Type type) {
        BitSet caught = reach.load(Reach.bit(Reach.THROWN), Reach.ANY);
        caught.set(Reach.OUTSIDE);
        return Origin.of(type, caught, Set.of());
    }

    @Override
    public Origin newOperation(AbstractInsnNode insn) {
        return switch (insn.getOpcode()) {
            case Opcodes.NEW -> {
                String type = ((TypeInsnNode) insn).desc;
                yield Origin.exact(Type.getObjectType(type), reach.site(insn, type));
            }
            case Opcodes.GETSTATIC -> {
                Type type = Type.getType(((FieldInsnNode) insn).desc);
                yield outside(type);
            }
            case Opcodes.LDC ->
                    ((LdcInsnNode) insn).cst instanceof ConstantDynamic made
                            ? outside(Type.getType(made.getDescriptor()))
                            : constant(((LdcInsnNode) insn).cst);
            case Opcodes.LCONST_0, Opcodes.LCONST_1 -> Origin.value(Type.LONG_TYPE, Set.of());
            case Opcodes.DCONST_0, Opcodes.DCONST_1 -> Origin.value(Type.DOUBLE_TYPE, Set.of());
            case Opcodes.FCONST_0, Opcodes.FCONST_1, Opcodes.FCONST_2 ->
                    Origin.value(Type.FLOAT_TYPE, Set.of());
            case Opcodes.ACONST_NULL -> Origin.value(null, Set.of());
            default -> Origin.value(Type.INT_TYPE, Set.of());
        };
    }

    private static Origin constant(Object constant) {
        if (constant instanceof Long) {
            return Origin.value(Type.LONG_TYPE, Set.of());
        }
        if (constant instanceof Double) {
            return Origin.value(Type.DOUBLE_TYPE, Set.of());
        }
        boolean isNumber = constant instanceof Integer || constant instanceof Float;
        return Origin.value(
                isNumber ? Type.INT_TYPE : Type.getObjectType("java/lang/String"), Set.of());
    }

    private Origin outside(Type type) {
        return values.isValue(type)
                ? Origin.value(type, Set.of())
                : Origin.of(type, Reach.bit(Reach.OUTSIDE), Set.of());
    }

    @Override
    public Origin copyOperation(AbstractInsnNode insn, Origin value) {
        return value;
    }

    // ---- what they do

    @Override
    public @Nullable Origin unaryOperation(AbstractInsnNode insn, Origin value) {
        switch (insn.getOpcode()) {
            case Opcodes.GETFIELD -> {
                FieldInsnNode field = (FieldInsnNode) insn;
                Type type = Type.getType(field.desc);
                String path =
                        value.path() == null ? null : Read.path(value.path() + '.' + field.name);
                String kind = '.' + field.name;
                return load(insn, value, field.name, kind, value.path(), type).at(path);
            }
            case Opcodes.CHECKCAST -> {
                Type type = Type.getObjectType(((TypeInsnNode) insn).desc);
                return values.isValue(type)
                        ? Origin.value(type, value.reads()).at(value.path())
                        : value.as(type);
            }
            case Opcodes.NEWARRAY, Opcodes.ANEWARRAY -> {
                Type type = arrayType(insn);
                return Origin.exact(type, reach.site(insn, type.getDescriptor()))
                        .with(value.reads());
            }
            case Opcodes.PUTSTATIC -> {
                reach.escape(value.nodes());
                return null;
            }
            case Opcodes.ATHROW -> {
                reach.throwing(value.nodes());
                return null;
            }
            default -> {
                return ofArithmetic(insn, value.reads());
            }
        }
    }

    private static Type arrayType(AbstractInsnNode insn) {
        if (insn instanceof TypeInsnNode array) {
            String element = Type.getObjectType(array.desc).getDescriptor();
            return Type.getType('[' + element);
        }
        return Type.getType("[I"); // of some primitive
    }

    private static @Nullable Origin ofArithmetic(AbstractInsnNode insn, Set<Read> reads) {
        int opcode = insn.getOpcode();
        if (opcode >= Opcodes.IFEQ && opcode <= Opcodes.RETURN
                || opcode == Opcodes.IFNULL
                || opcode == Opcodes.IFNONNULL
                || opcode == Opcodes.MONITORENTER
                || opcode == Opcodes.MONITOREXIT) {
            return null;
        }
        Type type =
                switch (opcode) {
                    case Opcodes.I2L, Opcodes.F2L, Opcodes.D2L -> Type.LONG_TYPE;
                    case Opcodes.I2D, Opcodes.L2D, Opcodes.F2D -> Type.DOUBLE_TYPE;
                    case Opcodes.LADD,
                            Opcodes.LSUB,
                            Opcodes.LMUL,
                            Opcodes.LDIV,
                            Opcodes.LREM,
                            Opcodes.LNEG,
                            Opcodes.LSHL,
                            Opcodes.LSHR,
                            Opcodes.LUSHR,
                            Opcodes.LAND,
                            Opcodes.LOR,
                            Opcodes.LXOR,
                            Opcodes.LALOAD ->
                            Type.LONG_TYPE;
                    case Opcodes.DADD,
                            Opcodes.DSUB,
                            Opcodes.DMUL,
                            Opcodes.DDIV,
                            Opcodes.DREM,
                            Opcodes.DNEG,
                            Opcodes.DALOAD ->
                            Type.DOUBLE_TYPE;
                    default -> Type.INT_TYPE; // float, too: nobody asks
                };
        return Origin.value(type, reads);
    }

    @Override
    public @Nullable Origin binaryOperation(AbstractInsnNode insn, Origin one, Origin two) {
        int opcode = insn.getOpcode();
        if (opcode == Opcodes.PUTFIELD) {
            FieldInsnNode field = (FieldInsnNode) insn;
            write(insn, one, field.name, '.' + field.name, two, two.reads());
            return null;
        }
        if (opcode == Opcodes.AALOAD) {
            Type array = one.type();
            Type element =
                    array != null && array.getSort() == Type.ARRAY
                            ? Type.getType(array.getDescriptor().substring(1))
                            : Bridge.OBJECT_TYPE;
            return load(insn, one, Reach.ELEMENTS, kindOfArray(opcode), one.path(), element)
                    .with(two.reads());
        }
        if (opcode >= Opcodes.IALOAD && opcode <= Opcodes.SALOAD) {
            Set<Read> reads =
                    Read.union(readsOf(insn, one, kindOfArray(opcode), one.path()), two.reads());
            return ofArithmetic(insn, reads);
        }
        return ofArithmetic(insn, Read.union(one.reads(), two.reads()));
    }

    @Override
    public @Nullable Origin ternaryOperation(
            AbstractInsnNode insn, Origin array, Origin index, Origin value) {
        int opcode = insn.getOpcode();
        write(
                insn,
                array,
                Reach.ELEMENTS,
                kindOfArray(opcode - Opcodes.IASTORE + Opcodes.IALOAD),
                value,
                Read.union(value.reads(), index.reads()));
        return null;
    }

    private static String kindOfArray(int load) {
        return "[]" + "IJFDLBCS".charAt(load - Opcodes.IALOAD);
    }

    @Override
    public @Nullable Origin naryOperation(AbstractInsnNode insn, List<? extends Origin> operands) {
        if (insn instanceof MultiANewArrayInsnNode array) {
            Type type = Type.getType(array.desc);
            Origin made = Origin.exact(type, reach.site(insn, array.desc));
            reach.store(made.nodes(), Reach.ELEMENTS, made.nodes());
            return made;
        }
        return calls.call(insn, List.copyOf(operands));
    }

    @Override
    public void returnOperation(AbstractInsnNode insn, Origin value, Origin expected) {
        returned = returned == null ? value : returned.or(value);
    }

    @Override
    public Origin merge(Origin one, Origin other) {
        return one.or(other);
    }

    // ---- reads and writes

    /** What is read from the field of an object. */
    Origin load(
            AbstractInsnNode insn,
            Origin holder,
            String label,
            String kind,
            @Nullable String path,
            Type type) {
        Set<Read> reads = readsOf(insn, holder, kind, path);
        if (values.isValue(type)) {
            return Origin.value(type, reads);
        }
        return Origin.of(type, reach.load(holder.nodes(), label), reads);
    }

    /** What a value was computed from that was read there. */
    Set<Read> readsOf(AbstractInsnNode insn, Origin holder, String kind, @Nullable String path) {
        Set<Read> reads = new HashSet<>();
        BitSet parameters = parametersOf(holder.nodes());
        for (int i = parameters.nextSetBit(0); i >= 0; i = parameters.nextSetBit(i + 1)) {
            reads.add(new Read(i, kind, path, line(insn)));
        }
        Set<Read> all = Read.union(holder.reads(), reads);
        return Read.union(all, reach.stored(holder.nodes()));
    }

    /** The parameters that nodes belong to. */
    BitSet parametersOf(BitSet nodes) {
        BitSet parameters = new BitSet();
        for (int node = nodes.nextSetBit(0); node >= 0; node = nodes.nextSetBit(node + 1)) {
            int parameter = reach.parameterOf(node);
            if (parameter >= 0) {
                parameters.set(parameter);
            }
        }
        return parameters;
    }

    /** A write to the field of an object. */
    void write(
            AbstractInsnNode insn,
            Origin holder,
            String label,
            String kind,
            Origin value,
            Set<Read> reads) {
        reach.store(holder.nodes(), label, value.nodes());
        noteWrite(insn, holder.nodes(), kind, holder.path(), allReads(value, reads));
    }

    /** What a value was computed from, itself and inside, as far as it was made here. */
    Set<Read> allReads(Origin value, Set<Read> reads) {
        BitSet made = new BitSet();
        BitSet all = value.nodes().isEmpty() ? value.nodes() : reach.closure(value.nodes());
        for (int node = all.nextSetBit(0); node >= 0; node = all.nextSetBit(node + 1)) {
            made.set(node, reach.isSite(node));
        }
        return Read.union(Read.union(value.reads(), reads), reach.stored(made));
    }

    /** That something was written to these objects. */
    void noteWrite(
            AbstractInsnNode insn,
            BitSet nodes,
            String kind,
            @Nullable String path,
            Set<Read> reads) {
        BitSet written = reach.sources(nodes);
        reach.write(written);
        tellWrite(insn, written, kind, path, reads);
    }

    /** The same for objects that are known to be written to. */
    void tellWrite(
            AbstractInsnNode insn,
            BitSet written,
            String kind,
            @Nullable String path,
            Set<Read> reads) {
        reach.addStored(written, reads);
        BitSet parameters = parametersOf(written);
        for (int i = parameters.nextSetBit(0); i >= 0; i = parameters.nextSetBit(i + 1)) {
            writes.add(new Write(i, kind, path, line(insn), reads));
        }
    }
}
