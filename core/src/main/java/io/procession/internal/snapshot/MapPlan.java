package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSink;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * JDK maps: key, value, key, value, ... in order; sorted ones with their comparator as first
 * member.
 */
final class MapPlan extends ClassPlan {

    private final Builtin kind;

    MapPlan(Builtin kind) {
        this.kind = kind;
    }

    @Override
    Class<?> type() {
        return kind.type();
    }

    @Override
    boolean callsMembers() {
        return kind != Builtin.IDENTITY_MAP && kind != Builtin.SINGLETON_MAP;
    }

    private boolean isSorted() {
        return kind == Builtin.TREE_MAP || kind == Builtin.SKIP_LIST_MAP;
    }

    @Override
    void write(Encoder out, Object value) {
        Map<?, ?> map = (Map<?, ?>) value;
        @Nullable Object[] members = members(map);
        ByteSink sink = out.sink;
        sink.putByte(kind.tag());
        sink.putVarInt(members.length);
        if (kind == Builtin.LINKED_HASH_MAP) {
            sink.putByte(isAccessOrdered((LinkedHashMap<?, ?>) map) ? 1 : 0);
        }
        out.members(this, value, members);
    }

    private @Nullable Object[] members(Map<?, ?> map) {
        int lead = isSorted() ? 1 : 0;
        @Nullable Object[] members = new @Nullable Object[lead + 2 * map.size()];
        if (isSorted()) {
            members[0] = ((SortedMap<?, ?>) map).comparator();
        }
        int at = lead;
        for (Map.Entry<?, ?> each : map.entrySet()) {
            if (at == members.length) {
                members =
                        Arrays.copyOf(members, at * 2 + 2); // a concurrent map that grows meanwhile
            }
            members[at++] = each.getKey();
            members[at++] = each.getValue();
        }
        return at == members.length ? members : Arrays.copyOf(members, at);
    }

    /**
     * No getter tells: so it is tried out, on a copy, whether a look at the eldest entry makes it
     * the youngest.
     */
    static boolean isAccessOrdered(LinkedHashMap<?, ?> map) {
        if (map.size() < 2 && map.getClass() != LinkedHashMap.class) {
            return false;
        }
        @SuppressWarnings("unchecked")
        Map<Object, @Nullable Object> copy = (Map<Object, @Nullable Object>) map.clone();
        for (int i = map.size(); i < 2; i++) {
            copy.put(new Object(), null);
        }
        Object eldest = copy.keySet().iterator().next();
        copy.get(eldest);
        return copy.keySet().iterator().next() != eldest;
    }

    @Override
    String place(Object owner, @Nullable Object @Nullable [] gathered, int index) {
        int at = isSorted() ? index - 1 : index;
        if (at < 0) {
            return ".comparator()";
        }
        if (gathered == null || (at & 1) == 0) {
            return ".keySet()[" + (at >> 1) + "]";
        }
        return "[" + text(gathered[index - 1]) + "]";
    }

    /** A key, as it is told in a path. */
    static String text(@Nullable Object key) {
        if (key instanceof String string) {
            return '"' + string + '"';
        }
        if (key == null || key instanceof Number || key instanceof Enum) {
            return String.valueOf(key);
        }
        boolean isPlain = key instanceof Character || key instanceof Boolean;
        return isPlain ? key.toString() : key.getClass().getSimpleName();
    }

    @Override
    @Nullable Object read(Decoder in) throws IOException, ClassNotFoundException {
        int count = in.readCount();
        int capacity = CollectionPlan.capacity(count / 2);
        Object early =
                switch (kind) {
                    case HASH_MAP -> new HashMap<>(HashTables.capacity(count / 2));
                    case LINKED_HASH_MAP ->
                            new LinkedHashMap<>(capacity, 0.75f, in.source().getByte() != 0);
                    case CONCURRENT_MAP -> new ConcurrentHashMap<>(capacity);
                    case IDENTITY_MAP -> new IdentityHashMap<>(count / 2);
                    case WEAK_MAP -> new WeakHashMap<>(capacity);
                    case HASHTABLE -> new Hashtable<>(Math.max(11, capacity));
                    default -> null;
                };
        return in.gather(this, early, count);
    }

    @Override
    @SuppressWarnings("unchecked")
    Object complete(Decoder in, @Nullable Object early, @Nullable Object[] members)
            throws InvalidObjectException {
        int lead = isSorted() ? 1 : 0;
        if (members.length % 2 != lead) {
            throw new InvalidObjectException("keys without values: members=" + members.length);
        }
        if (early != null) {
            return fill((Map<Object, Object>) early, members, lead);
        }
        return kind == Builtin.SINGLETON_MAP ? singleton(members) : immutable(members);
    }

    @Override
    @SuppressWarnings("unchecked")
    @Nullable Object begin(@Nullable Object firstMember) {
        return switch (kind) {
            case TREE_MAP -> new TreeMap<>((Comparator<Object>) firstMember);
            case SKIP_LIST_MAP -> new ConcurrentSkipListMap<>((Comparator<Object>) firstMember);
            default -> null;
        };
    }

    private static Map<Object, Object> fill(
            Map<Object, Object> map, @Nullable Object[] members, int from) {
        for (int i = from; i < members.length; i += 2) {
            map.put(members[i], members[i + 1]);
        }
        return map;
    }

    private static Object singleton(@Nullable Object[] members) throws InvalidObjectException {
        if (members.length != 2) {
            throw new InvalidObjectException("one entry expected: members=" + members.length);
        }
        return Collections.singletonMap(members[0], members[1]);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Object immutable(@Nullable Object[] members) {
        Map.Entry[] entries = new Map.Entry[members.length / 2];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = Map.entry(members[2 * i], members[2 * i + 1]);
        }
        return Map.ofEntries(entries);
    }
}
