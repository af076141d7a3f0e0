package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSource;
import io.procession.spi.Codec;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.StreamCorruptedException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/*
 * The Encoder's walk once more, driven by the bytes.
 *
 *   readOne() ── a value ─────────────────────────────► deliver to the top frame, close it if that was its last member
 *       └─ OPENED: a frame for the members to come        └─ the closed frame's object is delivered to the frame below, ...
 *
 * Most objects are made before their members ("early"); their number leads to them at once, so cycles need nothing more.
 * Records, immutable collections, lambdas and the like are made from their members ("late"). While such an object is still
 * open, a reference to it is a hole: the object that holds it is patched later, or made later itself.
 *
 * Hash tables must not ask a half-made object for its hash code. So the decoder knows for each closed frame the oldest
 * open frame that something below it refers to ("low", as in Tarjan's search for strongly connected components). An object whose
 * low is its own number is whole once it is closed. Work that must wait (a hash table to fill, a late object
 * with a hole in it, a patch) is kept in `postponed`, and done when the object that it waits for is whole: first all that calls
 * no code of members, then the rest, in order.
 *
 * Memory: every member takes at least one byte, so the members that open frames still expect are counted and never exceed the bytes left; nothing is
 * allocated for a length before that check. Invariant: between two uses a decoder holds no object and no class of the user.
 */
/** Reads one object graph. Confined to one thread; used again and again. */
final class Decoder {

    /** Formats: the first byte of an encoding. */
    static final int VALUE = 0x50;

    static final int THROWABLE = 0x54;
    static final int CALL = 0x43;
    static final int CALL_ON_BASE = 0x63;
    static final int CALL_IN_WORLD = 0x77;
    static final int BASE = 0x42;
    static final int OUTCOME = 0x4f;
    static final int OUTCOME_THREW = 0x57;

    /** What {@link #readOne} returns when the value will be there only when its members are. */
    static final Object OPENED = new Object();

    private static final Object HOLE = new Object();
    private static final @Nullable Object[] NONE = new @Nullable Object[0];
    private static final int KEPT = 256;
    private static final ReadPlan NO_PLAN = Builtin.OBJECT.plan(); // of a frame that is not open

    /** An object whose members are being read. */
    private static final class Frame {
        final Frame below; // of the bottom: itself
        @Nullable Frame above;
        ReadPlan plan = NO_PLAN;
        @Nullable Object early; // not null where members are not gathered
        @Nullable Object @Nullable [] gathered;
        int next;
        int count;
        int number;
        int low;
        int firstPostponed;
        int depth;
        // index, number, index, number, ... of members that are not made yet
        int @Nullable [] holes;
        @Nullable Absent absent; // why the object cannot be rebuilt

        Frame(@Nullable Frame below) {
            this.below = below == null ? this : below;
            this.depth = below == null ? 0 : below.depth + 1;
        }
    }

    private final Descriptors descriptors;
    private final Frame bottom = new Frame(null);
    private Frame top = bottom;
    private int deepest;
    private final NumberedObjects objects = new NumberedObjects();
    private final Postponed postponed = new Postponed(objects);
    private int current;
    private ReadPlan[] known = new ReadPlan[16];
    private int knownCount;
    private long expected; // members, not yet begun, of open frames
    private int holeNumber;
    private ByteSource source = new ByteSource(new byte[0], 0, 0);
    private Codec.Direction direction = Codec.Direction.CALL;
    private boolean lenient;
    private @Nullable EncodedArrays largeArrays; // of a call whose bytes are kept

    Decoder(Descriptors descriptors) {
        this.descriptors = descriptors;
    }

    ByteSource source() {
        return source;
    }

    Codec.Direction direction() {
        return direction;
    }

    Descriptors descriptors() {
        return descriptors;
    }

    /** Decodes one graph. Whatever happens, the decoder can be used again. */
    @Nullable Object decode(ByteSource in, Codec.Direction way)
            throws IOException, ClassNotFoundException {
        source = in;
        direction = way;
        long length = in.remaining();
        try {
            int format = in.getByte();
            if (format != VALUE && format != THROWABLE) {
                throw new StreamCorruptedException("not an encoded value: format=" + format);
            }
            lenient = format == THROWABLE;
            expected = 1;
            return present(readGraph(readOne()));
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            throw invalid(length, e);
        } finally {
            clear();
        }
    }

    /** Decodes the two graphs of a call, and keeps what their objects' numbers are. */
    CallCopy decodeCall(ByteSource in, Codec.Direction way, @Nullable EncodedArrays large)
            throws IOException, ClassNotFoundException {
        return decodeTwo(in, way, CALL, large, ObjectsByNumber.NONE, null);
    }

    /** Decodes the two graphs of a call whose objects may be those of a base, which is whole. */
    CallCopy decodeCall(
            ByteSource in, Codec.Direction way, @Nullable EncodedArrays large, BaseCopy base)
            throws IOException, ClassNotFoundException {
        return decodeTwo(in, way, CALL_ON_BASE, large, base.known(), base);
    }

    /** Decodes the two graphs of a call whose objects may be those of a world. */
    CallCopy decodeCall(ByteSource in, Codec.Direction way, WorldCopy world)
            throws IOException, ClassNotFoundException {
        return decodeTwo(in, way, CALL_IN_WORLD, null, world, null);
    }

    /** Decodes the two graphs of a base. */
    BaseCopy decodeBase(ByteSource in, Codec.Direction way, EncodedArrays large)
            throws IOException, ClassNotFoundException {
        return new BaseCopy(decodeTwo(in, way, BASE, large, ObjectsByNumber.NONE, null), large);
    }

    private CallCopy decodeTwo(
            ByteSource in,
            Codec.Direction way,
            int wanted,
            @Nullable EncodedArrays large,
            ObjectsByNumber there,
            @Nullable BaseCopy base)
            throws IOException, ClassNotFoundException {
        source = in;
        largeArrays = large;
        direction = way;
        lenient = false;
        long length = in.remaining();
        try {
            int format = in.getByte();
            if (format != wanted) {
                throw new StreamCorruptedException(
                        "of another kind: format=" + format + ", wanted=" + wanted);
            }
            objects.preload(there);
            objects.settle();
            expected = 2;
            Object first = present(readGraph(readOne()));
            int tracked = objects.size() - objects.known();
            Object second = present(readGraph(readOne()));
            boolean reachesBase = base != null && in.getByte() != 0;
            return new CallCopy(
                    first, second, objects.toArray(), tracked, large, base, reachesBase);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            throw invalid(length, e);
        } finally {
            clear();
        }
    }

    /**
     * Decodes what a call changed, and its result. Then this decoder is no more for anything else,
     * until {@link #completeOutcome} or {@link #clear}.
     */
    Outcome decodeOutcome(ByteSource in, Codec.Direction way, ObjectsByNumber originals)
            throws IOException, ClassNotFoundException {
        source = in;
        direction = way;
        long length = in.remaining();
        boolean isRead = false;
        try {
            int format = in.getByte();
            if (format != OUTCOME && format != OUTCOME_THREW) {
                throw new StreamCorruptedException("not an encoded outcome: format=" + format);
            }
            lenient = format == OUTCOME_THREW;
            objects.preload(originals);
            expected = 0;
            Object root = present(readGraph(readBy(OutcomePlan.PLAN)));
            isRead = true;
            return (Outcome) Objects.requireNonNull(root);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            throw invalid(length, e);
        } finally {
            if (!isRead) {
                clear();
            }
        }
    }

    /** Whether the outcome is that of a call that threw. */
    boolean isOfThrown() {
        return lenient;
    }

    /** Whether something waits for the changes to be made. */
    boolean awaitsChanges() {
        return postponed.size() > 0;
    }

    /** Completes what had to wait until the caller's own objects had their changes. */
    void completeOutcome() throws IOException, ClassNotFoundException {
        try {
            objects.settle();
            postponed.completeFrom(0, this);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            throw invalid(0, e);
        }
    }

    private static @Nullable Object present(@Nullable Object root)
            throws IOException, ClassNotFoundException {
        if (root instanceof Absent absent) {
            absent.fail();
        }
        return root;
    }

    private static InvalidObjectException invalid(long length, Throwable e) {
        InvalidObjectException invalid =
                new InvalidObjectException(
                        "value cannot be rebuilt: bytes=" + length + ", cause=" + e);
        invalid.initCause(e);
        return invalid;
    }

    /** An object of the caller's own, by its number. */
    Object original(int number) throws IOException {
        Object found = number < 0 || number >= objects.known() ? null : objects.get(number);
        if (found == null) {
            throw new StreamCorruptedException(
                    "unknown object: number=" + number + ", known=" + objects.known());
        }
        return found;
    }

    // For plans: what they may ask while they read a head.

    /** Opens a frame for members given to {@link ReadPlan#set} one by one. */
    Object open(ReadPlan plan, Object early, int count) throws IOException {
        objects.put(current, early);
        if (count == 0) {
            return early;
        }
        expect(count);
        push(plan, early, null, count);
        return OPENED;
    }

    /** Opens a frame for members given to {@link ReadPlan#complete} together. */
    Object gather(ReadPlan plan, @Nullable Object early, int count)
            throws IOException, ClassNotFoundException {
        objects.put(current, early);
        if (count == 0) {
            return plan.complete(this, early, NONE);
        }
        expect(count);
        push(plan, early, new @Nullable Object[count], count);
        return OPENED;
    }

    /** The same, with values of the object's head kept behind its members. */
    @Nullable Object gather(
            ReadPlan plan, @Nullable Object early, int count, @Nullable Object[] head)
            throws IOException, ClassNotFoundException {
        objects.put(current, early);
        if (count == 0) {
            return plan.complete(this, early, head);
        }
        expect(count);
        @Nullable Object[] gathered = new @Nullable Object[count + head.length];
        System.arraycopy(head, 0, gathered, count, head.length);
        push(plan, early, gathered, count);
        return OPENED;
    }

    /** The elements of a large array of primitives are read next. */
    void noteLargeArray() {
        if (largeArrays != null) {
            largeArrays.add(current, source.consumed());
        }
    }

    /** A count of members or bytes that follow; refused if there are fewer bytes than that. */
    int readCount() throws IOException {
        int count = source.getVarInt();
        source.requireAtLeast(expected + Math.max(count, -1L));
        if (count < 0) {
            throw new StreamCorruptedException("negative count: count=" + count);
        }
        return count;
    }

    /** Asks the filters about an object of this class that is about to be made. */
    void check(Class<?> type, long arrayLength) throws IOException {
        descriptors.filters().check(type, arrayLength, top.depth + 1, objects.size(), source);
    }

    boolean isFiltered() {
        return descriptors.filters().areSet();
    }

    private @Nullable Object readGraph(@Nullable Object root)
            throws IOException, ClassNotFoundException {
        for (Object value = root; ; value = readOne()) {
            if (value == OPENED) {
                continue;
            }
            while (top != bottom) {
                deliver(top, value);
                if (top.next < top.count) {
                    break;
                }
                value = close();
            }
            if (top == bottom) {
                return value;
            }
        }
    }

    private @Nullable Object readOne() throws IOException, ClassNotFoundException {
        expected--;
        int tag = source.getByte() & 0xff;
        switch (tag) {
            case Tags.NULL:
                return null;
            case Tags.SEEN:
                return seen(source.getVarInt());
            case Tags.STRING:
                return objects.put(objects.next(), source.getString());
            case Tags.TRUE:
                return Boolean.TRUE;
            case Tags.FALSE:
                return Boolean.FALSE;
            case Tags.CACHED_INTEGER:
                return Integer.valueOf(source.getByte());
            case Tags.CACHED_LONG:
                return Long.valueOf(source.getByte());
            case Tags.CACHED_SHORT:
                return Short.valueOf(source.getByte());
            case Tags.CACHED_CHARACTER:
                return Character.valueOf((char) (source.getByte() & 0x7f));
            case Tags.CACHED_BYTE:
                return Byte.valueOf(source.getByte());
            default:
                return readBy(plan(tag));
        }
    }

    private @Nullable Object readBy(ReadPlan plan) throws IOException, ClassNotFoundException {
        if (!plan.isNumbered()) {
            return plan.read(this);
        }
        int number = objects.next();
        current = number;
        if (descriptors.filters().areSet() && plan.filteredType() != null) {
            check(plan.filteredType(), -1);
        }
        Object value = plan.read(this);
        if (value != OPENED) {
            objects.put(number, value);
        }
        return value;
    }

    private ReadPlan plan(int tag) throws IOException, ClassNotFoundException {
        if (tag >= Tags.KNOWN_SHORT) {
            return known(tag - Tags.KNOWN_SHORT);
        }
        if (tag == Tags.KNOWN) {
            return known(source.getVarInt());
        }
        if (tag == Tags.DESCRIPTOR) {
            ReadPlan plan = descriptors.read(this, lenient);
            if (knownCount == known.length) {
                known = Arrays.copyOf(known, knownCount * 2);
            }
            return known[knownCount++] = plan;
        }
        if (tag == Tags.CODEC) {
            return descriptors.userCodec();
        }
        return Builtin.plan(tag - Tags.BUILTIN);
    }

    private ReadPlan known(int number) throws IOException {
        if (number < 0 || number >= knownCount) {
            throw new StreamCorruptedException(
                    "unknown descriptor: number=" + number + ", known=" + knownCount);
        }
        return known[number];
    }

    /** A reference to an object that was read before, or is still open. */
    private @Nullable Object seen(int number) throws IOException {
        if (number < 0 || number >= objects.size()) {
            throw new StreamCorruptedException(
                    "unknown object: number=" + number + ", read=" + objects.size());
        }
        int open = objects.oldestOpen(number);
        if (open >= 0) {
            top.low = Math.min(top.low, open);
        }
        if (isFiltered()) {
            descriptors.filters().check(null, -1, top.depth, objects.size(), source);
        }
        return objectOrHole(number);
    }

    private Object objectOrHole(int number) {
        Object object = objects.get(number);
        if (object == null) {
            holeNumber = number;
            return HOLE;
        }
        return object;
    }

    private void deliver(Frame frame, @Nullable Object value) throws IOException {
        int index = frame.next++;
        if (value == HOLE) {
            addHole(frame, index);
        } else if (value instanceof Absent absent) {
            frame.absent = absent;
        } else if (frame.gathered != null) {
            frame.gathered[index] = value;
            if (index == 0 && frame.early == null) {
                frame.early = frame.plan.begin(value);
                objects.put(frame.number, frame.early);
            }
        } else {
            frame.plan.set(Objects.requireNonNull(frame.early), index, value);
        }
    }

    private void addHole(Frame frame, int index) {
        if (frame.plan.toleratesHoles()) {
            return;
        }
        int[] holes = frame.holes;
        int length = holes == null ? 0 : holes.length;
        holes = holes == null ? new int[2] : Arrays.copyOf(holes, length + 2);
        holes[length] = index;
        holes[length + 1] = holeNumber;
        frame.holes = holes;
    }

    /**
     * Closes the top frame, whose members are all there: its object, or a hole if that must wait.
     */
    private @Nullable Object close() throws IOException, ClassNotFoundException {
        Frame frame = top;
        int number = frame.number;
        boolean isWhole = frame.low >= number;
        if (frame.absent != null) {
            objects.put(
                    number,
                    frame.plan.absent(
                            this,
                            frame.early,
                            frame.gathered == null ? NONE : frame.gathered,
                            frame.absent));
        } else if (frame.gathered == null
                ? frame.holes != null
                : !completeNow(frame, frame.gathered, isWhole)) {
            postponed.add(frame.plan, frame.early, frame.gathered, number, frame.holes);
        }
        if (isWhole) {
            objects.close(number);
            postponed.completeFrom(frame.firstPostponed, this);
        } else {
            objects.closeAwaiting(number, frame.low);
            frame.below.low = Math.min(frame.below.low, frame.low);
        }
        pop();
        return objectOrHole(number);
    }

    private boolean completeNow(Frame frame, @Nullable Object[] gathered, boolean isWhole)
            throws IOException, ClassNotFoundException {
        if (frame.holes != null && !objects.fill(gathered, frame.holes)) {
            return false;
        }
        boolean mustWait =
                frame.plan.callsMembers() && (!isWhole || postponed.size() > frame.firstPostponed);
        boolean awaitsChanges = frame.low < objects.known() && frame.plan.runsCode();
        if (mustWait || awaitsChanges) {
            return false;
        }
        objects.put(frame.number, frame.plan.complete(this, frame.early, gathered));
        return true;
    }

    private void expect(int count) throws IOException {
        expected += count;
        source.requireAtLeast(expected);
    }

    private void push(
            ReadPlan plan,
            @Nullable Object early,
            @Nullable Object @Nullable [] gathered,
            int count) {
        Frame frame = top.above;
        if (frame == null) {
            frame = new Frame(top);
            top.above = frame;
        }
        frame.plan = plan;
        frame.early = early;
        frame.gathered = gathered;
        frame.next = 0;
        frame.count = count;
        frame.number = current;
        frame.low = current;
        frame.firstPostponed = postponed.size();
        objects.open(current);
        top = frame;
        deepest = Math.max(deepest, frame.depth);
    }

    private void pop() {
        Frame frame = top;
        frame.plan = NO_PLAN;
        frame.early = null;
        frame.gathered = null;
        frame.holes = null;
        frame.absent = null;
        top = frame.below;
    }

    void clear() {
        while (top != bottom) {
            pop();
        }
        if (deepest > KEPT) {
            bottom.above = null;
        }
        objects.clear();
        Arrays.fill(known, 0, knownCount, null);
        postponed.clear();
        knownCount = 0;
        expected = 0;
        deepest = 0;
        bottom.low = 0;
        source = new ByteSource(new byte[0], 0, 0);
        largeArrays = null;
    }
}
