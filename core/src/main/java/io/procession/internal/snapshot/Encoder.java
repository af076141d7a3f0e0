package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSink;
import io.procession.spi.Codec;
import io.procession.spi.Payload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * The walk over an object graph, depth first, with a stack of its own.
 *
 *   put(object) ── null, seen, small box ──► a tag, no more
 *        │
 *        └─ new ──► plan.write: tag, head (lengths, primitive fields) ──► members(..) opens a frame
 *                                                                          │
 *   run():  the top frame's next member ──► put ──► ... ◄──────────────────┘   until no frame is left
 *
 * Objects get their numbers in the order of their first visit, before their members; the Decoder makes the same
 * visits in the same order, so that number n means the same object in both processes.
 *
 * The open frames are at any moment the path from the root to the object at hand: a refusal reads its text from them.
 *
 * Invariant: between two uses an encoder holds no object of the user, and no class.
 */
/** Writes one object graph. Confined to one thread; used again and again. */
final class Encoder {

    private static final int FRAMES_KEPT = 256;
    private static final int STEPS_TOLD = 40; // of a long path, half of them at each end
    private static final ClassPlan NO_PLAN = Builtin.OBJECT.plan(); // of a frame that is not open
    private static final Object NOBODY = new Object();

    /** An object whose members are being written. Frames are linked, and used again. */
    private static final class Frame {
        final Frame below; // of the bottom: itself
        @Nullable Frame above;
        ClassPlan plan = NO_PLAN;
        Object owner = NOBODY;
        @Nullable Object @Nullable [] gathered;
        int next;
        int count;

        Frame(@Nullable Frame below) {
            this.below = below == null ? this : below;
        }
    }

    final ByteSink sink = new ByteSink();
    private final Plans plans;
    private IdentityTable objects = new IdentityTable();
    private final IdentityTable descriptors = new IdentityTable();
    private final Frame bottom = new Frame(null);
    private Frame top = bottom;
    private int depth;
    private int deepest;
    private int openIslands;
    private @Nullable Numbering known; // of what the receiver has already
    private Codec.Direction direction = Codec.Direction.CALL;
    private String subject = "";
    private @Nullable Demotions demotions;
    private @Nullable Probe probe;
    private @Nullable List<Object> anchors;
    private @Nullable Recheck recheck; // then nothing is kept of what is written
    private @Nullable Class<?> lastType;
    private ClassPlan lastPlan = NO_PLAN;
    private @Nullable Class<?> otherType;
    private ClassPlan otherPlan = NO_PLAN;

    Encoder(Plans plans) {
        this.plans = plans;
    }

    Codec.Direction direction() {
        return direction;
    }

    /** Why an exception must go as plain text, or null if it may go as itself. */
    @Nullable String demotion(Throwable error) {
        return demotions == null ? null : demotions.reason(error);
    }

    /** Lets an exception go as plain text; false where exceptions must go as themselves, or not. */
    boolean demote(Throwable error, String reason) {
        if (demotions != null) {
            demotions.add(error, error, reason);
        }
        return demotions != null;
    }

    /** How many objects on the path to the one at hand go by JDK serialisation. */
    int openIslands() {
        return openIslands;
    }

    boolean isIsland(Object value) {
        return plans.of(value.getClass()) instanceof IslandPlan;
    }

    /**
     * Encodes one graph; null if the probe stopped it. Whatever happens, the encoder can be used
     * again.
     */
    @Nullable Payload encode(
            @Nullable Object root, Codec.Direction way, String name, @Nullable Probe asked)
            throws CannotTravelException {
        direction = way;
        subject = name;
        probe = asked;
        try {
            return write(root, Decoder.VALUE);
        } catch (Stop e) {
            return null;
        } finally {
            clear();
        }
    }

    /**
     * Encodes two graphs in one; what only the second holds gets the higher numbers. Null if the
     * probe stopped it.
     */
    @Nullable EncodedCall encodeCall(
            @Nullable Object first,
            @Nullable Object second,
            Codec.Direction way,
            String name,
            @Nullable Probe asked)
            throws CannotTravelException {
        direction = way;
        subject = name;
        probe = asked;
        try {
            sink.putByte(Decoder.CALL);
            putGraph(first);
            int tracked = objects.size();
            putGraph(second);
            Originals originals = new Originals(objects.toArray(), tracked);
            return new EncodedCall(payload(), originals);
        } catch (Stop e) {
            return null;
        } finally {
            clear();
        }
    }

    /**
     * The same, with what is in the base by its numbers; null if the base does not allow that, or
     * the probe stopped it.
     */
    @Nullable EncodedCall encodeCall(
            BaseUse base,
            @Nullable Object first,
            @Nullable Object second,
            Codec.Direction way,
            String name,
            @Nullable Probe asked)
            throws CannotTravelException {
        direction = way;
        subject = name;
        known = base;
        probe = asked;
        try {
            sink.putByte(Decoder.CALL_ON_BASE);
            putGraph(first);
            if (base.isRefused()) {
                return null;
            }
            int tracked = objects.size();
            base.beginFixed();
            putGraph(second);
            boolean reaches = base.reachesTracked();
            sink.putByte(reaches ? 1 : 0);
            Originals originals = new Originals(base.base(), reaches, objects.toArray(), tracked);
            return new EncodedCall(payload(), originals);
        } catch (Stop e) {
            return null;
        } finally {
            clear();
        }
    }

    /**
     * Encodes the two graphs of a base; the objects and their numbers are the base's then. Null if
     * the probe stopped it.
     */
    @Nullable EncodedBase encodeBase(
            GraphCodec codec,
            @Nullable Object first,
            @Nullable Object second,
            Codec.Direction way,
            String name,
            @Nullable Probe asked)
            throws CannotTravelException {
        direction = way;
        subject = name;
        probe = asked;
        try {
            sink.putByte(Decoder.BASE);
            putGraph(first);
            int tracked = objects.size();
            putGraph(second);
            Payload payload = payload();
            IdentityTable numbered = objects;
            objects = new IdentityTable();
            numbered.trim();
            Base base = new Base(codec, numbered, tracked, payload, first, second);
            return new EncodedBase(payload, base);
        } catch (Stop e) {
            return null;
        } finally {
            clear();
        }
    }

    /** Whether the two graphs of a base are encoded as they were, and a probe does not mind. */
    boolean isAsEncoded(
            Recheck before,
            @Nullable Object first,
            @Nullable Object second,
            Codec.Direction way,
            @Nullable Probe asked) {
        direction = way;
        recheck = before;
        probe = asked;
        try {
            sink.putByte(Decoder.BASE);
            putGraph(first);
            putGraph(second);
            return before.isComplete(sink);
        } catch (Stop | IOException | CannotTravelException e) {
            return false;
        } finally {
            clear();
        }
    }

    /** What compares an encoding with one that was made before; then nothing is kept of it. */
    @Nullable Recheck recheck() {
        return recheck;
    }

    /** Encodes the two graphs of a call in a world, which then has them; null if stopped. */
    @Nullable Payload encodeCall(
            World world,
            @Nullable Object first,
            @Nullable Object second,
            Codec.Direction way,
            String name,
            @Nullable Probe asked)
            throws CannotTravelException {
        direction = way;
        subject = name;
        known = world;
        probe = asked;
        try {
            sink.putByte(Decoder.CALL_IN_WORLD);
            putGraph(first);
            int tracked = objects.size();
            putGraph(second);
            world.add(objects, tracked);
            return payload();
        } catch (Stop e) {
            return null;
        } finally {
            clear();
        }
    }

    private void putGraph(@Nullable Object root) throws CannotTravelException {
        try {
            put(root);
            run();
        } catch (IOException | RuntimeException | StackOverflowError | LinkageError e) {
            throw failed(root, e);
        }
    }

    /** Encodes one object although it has a number, and others that have one by that. */
    Payload encodeAlone(Object root, Numbering before, Codec.Direction way)
            throws CannotTravelException {
        direction = way;
        known = before;
        try {
            objects.numberOrAdd(root);
            writeUnnumbered(root);
            run();
            return payload();
        } catch (IOException | RuntimeException | StackOverflowError | LinkageError e) {
            throw failed(root, e);
        } finally {
            clear();
        }
    }

    /** What an object leads to, as the walk sees it; and where each is. */
    Members members(Object owner) throws IOException, CannotTravelException {
        try {
            writeUnnumbered(owner);
            return openMembers();
        } finally {
            clear();
        }
    }

    /** The same, and what is written of the object beside them. */
    Exposed exposed(Object owner) throws IOException, CannotTravelException {
        try {
            writeUnnumbered(owner);
            return new Exposed(Descriptor.bytes(payload()), openMembers());
        } finally {
            clear();
        }
    }

    private Members openMembers() {
        return top == bottom
                ? Members.NONE
                : new Members(top.plan, top.owner, top.gathered, top.count);
    }

    /**
     * Encodes what a call changed, and its result.
     *
     * @param demoted the exceptions that must go in words, where the call threw
     */
    Payload encodeOutcome(
            Changes changes,
            Numbering before,
            Codec.Direction way,
            String name,
            @Nullable Demotions demoted)
            throws CannotTravelException {
        direction = way;
        subject = name;
        known = before;
        demotions = demoted;
        try {
            return write(changes, demoted == null ? Decoder.OUTCOME : Decoder.OUTCOME_THREW);
        } catch (CannotTravelException e) {
            Throwable culprit = enclosingThrowable();
            if (demoted != null && culprit != null) {
                demoted.add(culprit, culprit, e.getMessage());
            }
            throw e;
        } finally {
            clear();
        }
    }

    /**
     * Encodes an exception; if that fails, the innermost exception around the culprit is added to
     * the demotions.
     */
    Payload encodeThrowable(Throwable root, Codec.Direction way, Demotions demoted)
            throws CannotTravelException {
        direction = way;
        subject = root.getClass().getSimpleName();
        demotions = demoted;
        try {
            return write(root, Decoder.THROWABLE);
        } catch (CannotTravelException e) {
            demoted.add(enclosingThrowable(), root, e.getMessage());
            throw e;
        } finally {
            clear();
        }
    }

    private Payload write(@Nullable Object root, int format) throws CannotTravelException {
        try {
            sink.putByte(format);
            put(root);
            run();
            return payload();
        } catch (IOException | RuntimeException | StackOverflowError | LinkageError e) {
            throw failed(root, e);
        }
    }

    private CannotTravelException failed(@Nullable Object root, Throwable e) {
        CannotTravelException refused =
                new CannotTravelException(path(), typeAtHand(root), Refusals.failed(e));
        refused.initCause(e);
        return refused;
    }

    /**
     * Writes one value; if it is a new object with members, these are written later, by {@link
     * #run}.
     */
    void put(@Nullable Object value) throws IOException, CannotTravelException {
        if (value == null) {
            sink.putByte(Tags.NULL);
            return;
        }
        Class<?> type = value.getClass();
        if (type == String.class) { // half of all objects in most graphs: without a call through a
            // plan
            if (isNew(value)) {
                BoxPlan.writeString(sink, (String) value);
            }
            return;
        }
        ClassPlan plan = planOf(type);
        if (!plan.isNumbered() || isNew(value)) {
            if (probe != null && probe.stopsAt(value, Plans.isOpaque(plan))) {
                throw Stop.STOP;
            }
            plan.write(this, value);
        }
    }

    /** Numbers an object; if it has its number already, writes that. */
    private boolean isNew(Object value) {
        int number =
                recheck != null
                        ? recheck.number(value)
                        : known == null ? objects.numberOrAdd(value) : numberOrAdd(value, known);
        if (number >= 0) {
            sink.putByte(Tags.SEEN);
            sink.putVarInt(number);
        }
        return number < 0;
    }

    private int numberOrAdd(Object value, Numbering before) {
        int number = before.numberOf(value);
        if (number < 0) {
            number = objects.numberOrAdd(value);
            return number < 0 ? number : number + before.size();
        }
        return number;
    }

    /** Writes an object whose number, if any, is not told. */
    void writeUnnumbered(Object value) throws IOException, CannotTravelException {
        planOf(value.getClass()).write(this, value);
    }

    /** The plan of a class; those of the last two are at hand, since keys and values take turns. */
    private ClassPlan planOf(Class<?> type) {
        if (type == lastType) {
            return lastPlan;
        }
        ClassPlan plan = type == otherType ? otherPlan : plans.of(type);
        otherType = lastType;
        otherPlan = lastPlan;
        lastType = type;
        lastPlan = plan;
        return plan;
    }

    /** Writes the tag by which the receiver knows how to read what follows. */
    void putDescriptor(Descriptor descriptor) {
        int number = descriptors.numberOrAdd(descriptor);
        if (number < 0) {
            sink.putByte(Tags.DESCRIPTOR);
            sink.putVarInt(descriptor.bytes.length);
            sink.putLong(descriptor.hash);
            sink.putBytes(descriptor.bytes, 0, descriptor.bytes.length);
        } else if (number < Tags.KNOWN_SHORT_COUNT) {
            sink.putByte(Tags.KNOWN_SHORT + number);
        } else {
            sink.putByte(Tags.KNOWN);
            sink.putVarInt(number);
        }
    }

    /** The members of an object, which its plan gives one by one. */
    void members(ClassPlan plan, Object owner, int count) {
        if (count > 0) {
            push(plan, owner, null, count);
        }
    }

    /** The members of an object, gathered. */
    void members(ClassPlan plan, Object owner, @Nullable Object[] gathered) {
        if (gathered.length > 0) {
            push(plan, owner, gathered, gathered.length);
        }
    }

    /** The refusal of the object at hand. */
    CannotTravelException refuse(Object culprit, String advice) {
        return new CannotTravelException(path(), culprit.getClass().getTypeName(), advice);
    }

    /** The innermost exception on the path to the object at hand, or null. */
    private @Nullable Throwable enclosingThrowable() {
        for (Frame each = top; each != bottom; each = each.below) {
            if (each.owner instanceof Throwable found) {
                return found;
            }
        }
        return null;
    }

    private void run() throws IOException, CannotTravelException {
        while (top != bottom) {
            Frame frame = top;
            if (recheck != null) {
                recheck.compare(sink);
            }
            if (frame.next == frame.count) {
                pop();
                continue;
            }
            int index = frame.next++;
            put(
                    frame.gathered != null
                            ? frame.gathered[index]
                            : frame.plan.member(frame.owner, index));
        }
    }

    private void push(
            ClassPlan plan, Object owner, @Nullable Object @Nullable [] gathered, int count) {
        Frame frame = top.above;
        if (frame == null) {
            frame = new Frame(top);
            top.above = frame;
        }
        frame.plan = plan;
        frame.owner = owner;
        frame.gathered = gathered;
        frame.next = 0;
        frame.count = count;
        top = frame;
        deepest = Math.max(deepest, ++depth);
        if (plan instanceof IslandPlan) {
            openIslands++;
        }
    }

    private void pop() {
        Frame frame = top;
        if (frame.plan instanceof IslandPlan) {
            openIslands--;
        }
        frame.plan = NO_PLAN;
        frame.owner = NOBODY;
        frame.gathered = null;
        top = frame.below;
        depth--;
    }

    private String path() {
        StringBuilder path = new StringBuilder(subject);
        int steps = 0;
        for (Frame each = bottom.above; each != null && each.owner != NOBODY; each = each.above) {
            if (depth <= STEPS_TOLD || steps < STEPS_TOLD / 2 || steps >= depth - STEPS_TOLD / 2) {
                path.append(each.plan.place(each.owner, each.gathered, each.next - 1));
            } else if (steps == STEPS_TOLD / 2) {
                path.append(" ... (").append(depth - STEPS_TOLD).append(" more) ... ");
            }
            steps++;
        }
        return path.toString();
    }

    private String typeAtHand(@Nullable Object root) {
        Object at = root;
        if (top != bottom && top.next > 0) {
            at =
                    top.gathered != null
                            ? top.gathered[top.next - 1]
                            : top.plan.member(top.owner, top.next - 1);
        }
        return at == null ? "null" : at.getClass().getTypeName();
    }

    /** Keeps something alive that the bytes name. */
    void anchor(Object named) {
        if (anchors == null) {
            anchors = new ArrayList<>(4);
        }
        anchors.add(named);
    }

    private Payload payload() {
        Payload payload = sink.toPayload();
        if (anchors != null) {
            payload.attach(anchors);
        }
        return payload;
    }

    private void clear() {
        anchors = null;
        while (top != bottom) {
            pop();
        }
        if (deepest > FRAMES_KEPT) {
            bottom.above = null;
        }
        deepest = 0;
        depth = 0;
        sink.reset();
        objects.clear();
        descriptors.clear();
        demotions = null;
        known = null;
        probe = null;
        recheck = null;
        lastType = null;
        lastPlan = NO_PLAN;
        otherType = null;
        otherPlan = NO_PLAN;
        subject = "";
    }
}
