package io.procession.internal.deferral;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far to wait before plain code reads or writes: as little as the exact class of the object
 * allows. Nothing pending costs two comparisons.
 */
public final class Guards {

    /** Any method of a collection, by its name. */
    public static final int BY_NAME = 0;

    /** All that is pending on the receiver. */
    public static final int RECEIVER = 1;

    /** What adds or removes elements. */
    public static final int STRUCTURE = 2;

    /** What a library method looks at. */
    public enum Need {
        /** Its first argument tells a place: a key, or an index. */
        PLACE,
        /** How many elements there are, and which. */
        STRUCTURE,
        /** All of the receiver. Its first argument is compared, or printed. */
        RECEIVER,
        /** All of the receiver; its arguments are only moved. */
        RECEIVER_ALONE,
        /** All of the receiver, and it writes. Its first argument is compared, or printed. */
        WRITE,
        /** All of the receiver, and it writes. Its arguments are only moved. */
        WRITE_ALONE,
        /** Nothing: it makes a view. */
        NONE,
        EVERYTHING
    }

    private static final Map<String, Need> OF_MAP =
            Map.ofEntries(
                    Map.entry("get", Need.PLACE),
                    Map.entry("containsKey", Need.PLACE),
                    Map.entry("getOrDefault", Need.PLACE),
                    Map.entry("put", Need.WRITE),
                    Map.entry("putIfAbsent", Need.WRITE),
                    Map.entry("remove", Need.WRITE),
                    Map.entry("computeIfAbsent", Need.WRITE),
                    Map.entry("clear", Need.WRITE_ALONE),
                    Map.entry("firstKey", Need.RECEIVER_ALONE),
                    Map.entry("lastKey", Need.RECEIVER_ALONE),
                    Map.entry("firstEntry", Need.RECEIVER_ALONE),
                    Map.entry("lastEntry", Need.RECEIVER_ALONE),
                    Map.entry("pollFirstEntry", Need.WRITE_ALONE),
                    Map.entry("pollLastEntry", Need.WRITE_ALONE),
                    Map.entry("size", Need.STRUCTURE),
                    Map.entry("isEmpty", Need.STRUCTURE),
                    Map.entry("keySet", Need.NONE),
                    Map.entry("values", Need.NONE),
                    Map.entry("entrySet", Need.NONE));

    private static final Map<String, Need> OF_COLLECTION =
            Map.ofEntries(
                    Map.entry("get", Need.PLACE),
                    Map.entry("elementAt", Need.PLACE),
                    Map.entry("set", Need.WRITE_ALONE),
                    Map.entry("size", Need.STRUCTURE),
                    Map.entry("isEmpty", Need.STRUCTURE),
                    Map.entry("iterator", Need.STRUCTURE),
                    Map.entry("listIterator", Need.STRUCTURE),
                    Map.entry("descendingIterator", Need.STRUCTURE),
                    Map.entry("contains", Need.RECEIVER),
                    Map.entry("indexOf", Need.RECEIVER),
                    Map.entry("lastIndexOf", Need.RECEIVER),
                    Map.entry("add", Need.WRITE),
                    Map.entry("remove", Need.WRITE),
                    Map.entry("clear", Need.WRITE_ALONE),
                    Map.entry("addFirst", Need.WRITE_ALONE),
                    Map.entry("addLast", Need.WRITE_ALONE),
                    Map.entry("addElement", Need.WRITE_ALONE),
                    Map.entry("offer", Need.WRITE_ALONE),
                    Map.entry("offerFirst", Need.WRITE_ALONE),
                    Map.entry("offerLast", Need.WRITE_ALONE),
                    Map.entry("push", Need.WRITE_ALONE),
                    Map.entry("pop", Need.WRITE_ALONE),
                    Map.entry("poll", Need.WRITE_ALONE),
                    Map.entry("pollFirst", Need.WRITE_ALONE),
                    Map.entry("pollLast", Need.WRITE_ALONE),
                    Map.entry("removeFirst", Need.WRITE_ALONE),
                    Map.entry("removeLast", Need.WRITE_ALONE),
                    Map.entry("peek", Need.RECEIVER_ALONE),
                    Map.entry("peekFirst", Need.RECEIVER_ALONE),
                    Map.entry("peekLast", Need.RECEIVER_ALONE),
                    Map.entry("element", Need.RECEIVER_ALONE),
                    Map.entry("first", Need.RECEIVER_ALONE),
                    Map.entry("last", Need.RECEIVER_ALONE),
                    Map.entry("getFirst", Need.RECEIVER_ALONE),
                    Map.entry("getLast", Need.RECEIVER_ALONE),
                    Map.entry("firstElement", Need.RECEIVER_ALONE),
                    Map.entry("lastElement", Need.RECEIVER_ALONE));

    private static final Object NULL = new Object();

    private Guards() {}

    // ---- library methods

    /** What a method of this name needs, of a receiver of a class that is known. */
    static Need need(Known known, String method) {
        return switch (known) {
            case CONSTANT, VALUE -> Need.NONE;
            case MAP, SORTED_MAP -> OF_MAP.getOrDefault(method, Need.EVERYTHING);
            case LIST, DEQUE, SET, SORTED_SET, ARRAY_VIEW -> ofCollection(known, method);
            case BUILDER -> ofBuilder(method);
            case ATOMIC -> ofAtomic(method);
            case NOTHING -> Need.EVERYTHING;
        };
    }

    private static Need ofCollection(Known known, String method) {
        boolean compares = known == Known.SET || known == Known.SORTED_SET;
        if (!compares && method.equals("add")) {
            return Need.WRITE_ALONE;
        }
        return OF_COLLECTION.getOrDefault(method, Need.EVERYTHING);
    }

    private static Need ofBuilder(String method) {
        return switch (method) {
            case "length", "charAt", "toString", "substring", "indexOf", "lastIndexOf" ->
                    Need.RECEIVER_ALONE;
            case "append", "insert" -> Need.WRITE;
            case "setLength", "setCharAt", "deleteCharAt", "delete", "reverse" -> Need.WRITE_ALONE;
            default -> Need.EVERYTHING;
        };
    }

    private static Need ofAtomic(String method) {
        return switch (method) {
            case "get", "intValue", "longValue", "doubleValue", "sum" -> Need.RECEIVER_ALONE;
            default -> Need.EVERYTHING; // it publishes
        };
    }

    /**
     * Waits before a plain call of a library method.
     *
     * @param kind {@link #BY_NAME}, {@link #RECEIVER} or {@link #STRUCTURE}
     * @param argument the one that is a key, an index, or compared; null if there is none
     */
    public static void call(
            Queue queue,
            int kind,
            String method,
            @Nullable Object receiver,
            @Nullable Object argument) {
        if (queue.isEmpty() || receiver == null) {
            return; // of null comes an exception, which finds the way by itself
        }
        Known known = Known.of(receiver);
        if (known == Known.NOTHING) {
            queue.drain(Reasons.UNKNOWN, receiver);
            return;
        }
        if (known == Known.CONSTANT) {
            if (!Known.isValue(argument)) {
                queue.drain(Reasons.USER_CODE, argument); // its equals may look at anything
            }
            return;
        }
        Need need =
                kind == BY_NAME
                        ? need(known, method)
                        : kind == STRUCTURE ? Need.STRUCTURE : Need.RECEIVER_ALONE;
        await(queue, need, known, receiver, argument);
    }

    private static void await(
            Queue queue, Need need, Known known, Object receiver, @Nullable Object argument) {
        boolean writes = need == Need.WRITE || need == Need.WRITE_ALONE;
        boolean mayMove =
                need == Need.PLACE && receiver instanceof LinkedHashMap; // in order of access
        if (writes || mayMove) {
            queue.touch();
        }
        if (writes && Known.isShared(receiver)) {
            queue.drain(Reasons.PUBLICATION, receiver);
            return;
        }
        switch (need) {
            case NONE -> {}
            case PLACE -> place(queue, known, receiver, argument);
            case STRUCTURE -> structure(queue, known, receiver);
            case RECEIVER, WRITE -> compared(queue, known, receiver, argument);
            case RECEIVER_ALONE, WRITE_ALONE ->
                    all(queue, known, receiver, writes ? Reasons.WRITE : Reasons.READ);
            case EVERYTHING -> queue.drain(Reasons.EVERYTHING, receiver);
        }
    }

    private static void place(
            Queue queue, Known known, Object receiver, @Nullable Object argument) {
        PendingWrites writes = queue.writes();
        if (known == Known.ARRAY_VIEW) {
            queue.drainTo(writes.lastOfObjectArrays(), Reasons.READ, receiver);
        } else if (known == Known.LIST || known.places(receiver, argument)) {
            queue.drainTo(writes.at(receiver, key(argument)), Reasons.READ, receiver);
        } else {
            queue.drain(Reasons.USER_CODE, argument);
        }
    }

    private static void structure(Queue queue, Known known, Object receiver) {
        if (known != Known.ARRAY_VIEW) { // those never grow
            queue.drainTo(queue.writes().structureOf(receiver), Reasons.STRUCTURE, receiver);
        }
    }

    private static void compared(
            Queue queue, Known known, Object receiver, @Nullable Object argument) {
        boolean isPlain =
                switch (known) {
                    case MAP, SORTED_MAP, SET, SORTED_SET -> known.places(receiver, argument);
                    default -> Known.isValue(argument);
                };
        if (isPlain) {
            all(queue, known, receiver, Reasons.READ);
        } else {
            queue.drain(Reasons.USER_CODE, argument);
        }
    }

    private static void all(Queue queue, Known known, Object receiver, String reason) {
        PendingWrites writes = queue.writes();
        long position =
                known == Known.ARRAY_VIEW ? writes.lastOfObjectArrays() : writes.on(receiver);
        queue.drainTo(position, reason, receiver);
    }

    /** Null has a place, too. */
    static Object key(@Nullable Object key) {
        return key == null ? NULL : key;
    }

    // ---- iterators, entries

    /** Before an iterator over a source is asked for more: what the source has pending. */
    public static void iterate(Queue queue, @Nullable Object source, boolean structureOnly) {
        if (queue.isEmpty()) {
            return;
        }
        Known known = source == null ? Known.NOTHING : Known.of(source);
        if (source == null || known == Known.NOTHING) {
            queue.drain(Reasons.UNKNOWN, source);
        } else if (structureOnly) {
            structure(queue, known, source);
        } else if (known != Known.CONSTANT) {
            all(queue, known, source, Reasons.READ);
        }
    }

    /** Before the entry of a map is asked for its key or value, or is set. */
    public static void entry(Queue queue, @Nullable Object entry, @Nullable Object source) {
        if (queue.isEmpty() || entry == null) {
            return;
        }
        Known known = source == null ? Known.NOTHING : Known.of(source);
        boolean isMap = known == Known.MAP || known == Known.SORTED_MAP;
        if (source != null && isMap && entry instanceof Map.Entry<?, ?> pair) {
            place(queue, known, source, pair.getKey());
        } else if (known != Known.CONSTANT) {
            queue.drain(Reasons.UNKNOWN, source == null ? entry : source);
        }
    }

    // ---- arrays, fields

    /** Before an element is written. */
    public static void writeElement(Queue queue, @Nullable Object array, int index) {
        queue.touch();
        element(queue, array, index);
    }

    /** Before an element is read or written. */
    public static void element(Queue queue, @Nullable Object array, int index) {
        if (!queue.isEmpty() && array != null && queue.hasPending()) {
            queue.drainTo(queue.writes().at(array, index), Reasons.READ, array);
        }
    }

    /** Before a field is read. */
    public static void field(Queue queue, @Nullable Object owner, String field) {
        if (!queue.isEmpty() && owner != null && queue.hasPending()) {
            queue.drainTo(queue.writes().at(owner, field), Reasons.READ, owner);
        }
    }

    /** Before a static field is read. */
    public static void staticField(Queue queue, String field) {
        if (!queue.isEmpty() && queue.hasPending()) {
            queue.drainTo(queue.writes().atStatic(simpleName(field)), Reasons.READ, field);
        }
    }

    /** Before a plain write that nobody pending but unknown code could see. */
    public static void write(Queue queue, String field) {
        queue.touch();
        if (!queue.isEmpty()) {
            queue.drainTo(queue.writes().wild(), Reasons.WILD, field);
        }
    }

    /** Of a static field: which of several classes is named for it does not matter then. */
    static String simpleName(String field) {
        return field.substring(field.lastIndexOf('.') + 1);
    }
}
