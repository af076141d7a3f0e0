package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSink;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedSet;
import java.util.Stack;
import java.util.TreeSet;
import java.util.Vector;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.PriorityBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * JDK collections: their elements in order, and what else their public API tells (a comparator, a
 * bound). Sorted ones travel with their comparator as first member; an enum set with the class of
 * its elements.
 */
final class CollectionPlan extends ClassPlan {

    private static final int INITIAL_CAPACITY = 11;
    private static final int PLAIN = 0;
    private static final int NULLS = 1; // of an immutable list: made by toList(), it may hold null

    private final Builtin kind;

    CollectionPlan(Builtin kind) {
        this.kind = kind;
    }

    @Override
    Class<?> type() {
        return kind.type();
    }

    @Override
    boolean callsMembers() {
        return switch (kind) {
            case HASH_SET, LINKED_HASH_SET, SET_OF, COPY_ON_WRITE_SET -> true;
            default -> isSorted();
        };
    }

    private boolean isSorted() {
        return switch (kind) {
            case TREE_SET, SKIP_LIST_SET, PRIORITY_QUEUE, PRIORITY_BLOCKING_QUEUE -> true;
            default -> false;
        };
    }

    private boolean hasLead() {
        return isSorted() || kind == Builtin.ENUM_SET;
    }

    @Override
    void write(Encoder out, Object value) {
        Collection<?> collection = (Collection<?>) value;
        @Nullable Object[] members =
                kind == Builtin.N_COPIES ? sample(collection) : collection.toArray();
        if (hasLead()) {
            members = withLead(lead(collection), members);
        }
        ByteSink sink = out.sink;
        sink.putByte(kind.tag());
        sink.putVarInt(members.length);
        switch (kind) {
            case LIST_OF -> sink.putByte(allowsNulls(collection) ? NULLS : PLAIN);
            case BLOCKING_QUEUE ->
                    sink.putInt(
                            bound(((LinkedBlockingQueue<?>) value).remainingCapacity(), members));
            case BLOCKING_DEQUE ->
                    sink.putInt(
                            bound(((LinkedBlockingDeque<?>) value).remainingCapacity(), members));
            case N_COPIES -> sink.putVarInt(collection.size());
            case BOUNDED_QUEUE ->
                    putEmptyPlaces(sink, ((ArrayBlockingQueue<?>) value).remainingCapacity());
            default -> {}
        }
        out.members(this, value, members);
    }

    /** The one element of which there are many, or none. */
    private static @Nullable Object[] sample(Collection<?> copies) {
        return copies.isEmpty() ? new Object[0] : new @Nullable Object[] {copies.iterator().next()};
    }

    /** A byte for each, so that no more memory is ever asked for than the bytes are long. */
    private static void putEmptyPlaces(ByteSink sink, int count) {
        sink.putVarInt(count);
        sink.putBytes(new byte[count], 0, count);
    }

    private static @Nullable Object[] withLead(@Nullable Object lead, @Nullable Object[] elements) {
        @Nullable Object[] members = new @Nullable Object[elements.length + 1];
        members[0] = lead;
        System.arraycopy(elements, 0, members, 1, elements.length);
        return members;
    }

    private @Nullable Object lead(Collection<?> collection) {
        return switch (kind) {
            case PRIORITY_QUEUE -> ((PriorityQueue<?>) collection).comparator();
            case PRIORITY_BLOCKING_QUEUE -> ((PriorityBlockingQueue<?>) collection).comparator();
            case ENUM_SET -> elementType((EnumSet<?>) collection);
            default -> ((SortedSet<?>) collection).comparator();
        };
    }

    private static <E extends Enum<E>> @Nullable Object elementType(EnumSet<E> set) {
        EnumSet<E> any = set.isEmpty() ? EnumSet.complementOf(set) : set;
        return any.isEmpty() ? null : any.iterator().next().getDeclaringClass();
    }

    /** An immutable list that refuses to be asked for null was made by {@code List.of}. */
    private static boolean allowsNulls(Collection<?> list) {
        try {
            boolean unused = list.contains(null);
            return true;
        } catch (NullPointerException e) {
            return false;
        }
    }

    private static int bound(int remaining, @Nullable Object[] elements) {
        return (int) Math.min(Integer.MAX_VALUE, (long) remaining + elements.length);
    }

    @Override
    String place(Object owner, @Nullable Object @Nullable [] gathered, int index) {
        if (hasLead()) {
            return index == 0 ? ".comparator()" : "[" + (index - 1) + "]";
        }
        return "[" + index + "]";
    }

    @Override
    @Nullable Object read(Decoder in) throws IOException, ClassNotFoundException {
        int count = in.readCount();
        Object early =
                switch (kind) {
                    case ARRAY_LIST -> new ArrayList<>(count);
                    case LINKED_LIST -> new LinkedList<>();
                    case ARRAY_DEQUE -> new ArrayDeque<>(count);
                    case VECTOR -> new Vector<>(Math.max(count, 10));
                    case STACK -> new Stack<>();
                    case COPY_ON_WRITE_LIST -> new CopyOnWriteArrayList<>();
                    case COPY_ON_WRITE_SET -> new CopyOnWriteArraySet<>();
                    case CONCURRENT_QUEUE -> new ConcurrentLinkedQueue<>();
                    case CONCURRENT_DEQUE -> new ConcurrentLinkedDeque<>();
                    case TRANSFER_QUEUE -> new LinkedTransferQueue<>();
                    case BLOCKING_QUEUE -> new LinkedBlockingQueue<>(in.source().getInt());
                    case BLOCKING_DEQUE -> new LinkedBlockingDeque<>(in.source().getInt());
                    case HASH_SET -> new HashSet<>(HashTables.capacity(count));
                    case LINKED_HASH_SET -> new LinkedHashSet<>(capacity(count));
                    default -> null;
                };
        if (kind == Builtin.LIST_OF || kind == Builtin.BOUNDED_QUEUE || kind == Builtin.N_COPIES) {
            return gatherWithHead(in, count);
        }
        return in.gather(this, early, count);
    }

    /** What is told beside the elements goes along as one more of them. */
    private @Nullable Object gatherWithHead(Decoder in, int count)
            throws IOException, ClassNotFoundException {
        if (kind == Builtin.LIST_OF) {
            boolean hasNulls = in.source().getByte() == NULLS;
            return in.gather(hasNulls ? NullableList.PLAN : this, null, count);
        }
        if (kind == Builtin.N_COPIES) {
            return in.gather(this, null, count, new Object[] {in.source().getVarInt()});
        }
        int emptyPlaces = in.readCount();
        in.source().skipBytes(emptyPlaces);
        return in.gather(this, new ArrayBlockingQueue<>(Math.max(1, count + emptyPlaces)), count);
    }

    static int capacity(int count) {
        return (int) Math.min(1 << 30, count * 4L / 3 + 1);
    }

    @Override
    @SuppressWarnings("unchecked")
    Object complete(Decoder in, @Nullable Object early, @Nullable Object[] members)
            throws InvalidObjectException {
        if (early != null) {
            Collection<Object> collection = (Collection<Object>) early;
            for (int i = hasLead() ? 1 : 0; i < members.length; i++) {
                collection.add(members[i]);
            }
            return collection;
        }
        return switch (kind) {
            case LIST_OF -> List.of(members);
            case SET_OF -> Set.of(members);
            case SINGLETON_LIST -> Collections.singletonList(single(members));
            case SINGLETON_SET -> Collections.singleton(single(members));
            case ENUM_SET -> enumSet(members);
            case N_COPIES ->
                    Collections.nCopies((Integer) head(members, members.length - 1), members[0]);
            default ->
                    throw new InvalidObjectException(
                            "sorted collection without its comparator, which may be null");
        };
    }

    static @Nullable Object single(@Nullable Object[] members) throws InvalidObjectException {
        if (members.length != 1) {
            throw new InvalidObjectException("one member expected: count=" + members.length);
        }
        return members[0];
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Object enumSet(@Nullable Object[] members) throws InvalidObjectException {
        if (members.length == 0 || !(members[0] instanceof Class type) || !type.isEnum()) {
            throw new InvalidObjectException("set of enum constants without their class");
        }
        EnumSet set = EnumSet.noneOf(type);
        for (int i = 1; i < members.length; i++) {
            set.add((Enum) members[i]);
        }
        return set;
    }

    @Override
    @SuppressWarnings("unchecked")
    @Nullable Object begin(@Nullable Object firstMember) {
        Comparator<Object> comparator = isSorted() ? (Comparator<Object>) firstMember : null;
        return switch (kind) {
            case TREE_SET -> new TreeSet<>(comparator);
            case SKIP_LIST_SET -> new ConcurrentSkipListSet<>(comparator);
            case PRIORITY_QUEUE -> new PriorityQueue<>(comparator);
            case PRIORITY_BLOCKING_QUEUE ->
                    new PriorityBlockingQueue<>(INITIAL_CAPACITY, comparator);
            default -> null;
        };
    }

    /** The immutable list of {@code Stream.toList()}, which may hold null. */
    private static final class NullableList {
        static final ReadPlan PLAN =
                new ReadPlan() {
                    @Override
                    @Nullable Object read(Decoder in) {
                        throw new AssertionError("read by its tag");
                    }

                    @Override
                    Object complete(
                            Decoder in, @Nullable Object early, @Nullable Object[] members) {
                        return Arrays.stream(members).toList();
                    }
                };
    }
}
