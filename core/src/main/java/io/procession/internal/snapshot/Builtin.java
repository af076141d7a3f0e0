package io.procession.internal.snapshot;

import java.io.StreamCorruptedException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The types of the JDK that travel by public API alone, without a descriptor: the place in this
 * table is the code in the stream, the same in both processes. Everything else in the JDK that is
 * Serializable travels as an {@link IslandPlan}.
 */
enum Builtin {
    INTEGER("java.lang.Integer"),
    LONG("java.lang.Long"),
    SHORT("java.lang.Short"),
    CHARACTER("java.lang.Character"),
    BYTE("java.lang.Byte"),
    FLOAT("java.lang.Float"),
    DOUBLE("java.lang.Double"),
    BOOLEAN("java.lang.Boolean"),
    STRING("java.lang.String"),

    OBJECT("java.lang.Object"),
    BIG_INTEGER("java.math.BigInteger"),
    BIG_DECIMAL("java.math.BigDecimal"),
    UUID("java.util.UUID"),
    DATE("java.util.Date"),
    LOCAL_DATE("java.time.LocalDate"),
    LOCAL_TIME("java.time.LocalTime"),
    LOCAL_DATE_TIME("java.time.LocalDateTime"),
    INSTANT("java.time.Instant"),
    DURATION("java.time.Duration"),
    PERIOD("java.time.Period"),
    ZONE_OFFSET("java.time.ZoneOffset"),
    ZONE_REGION("java.time.ZoneRegion"),
    ZONED_DATE_TIME("java.time.ZonedDateTime"),
    OFFSET_DATE_TIME("java.time.OffsetDateTime"),
    URI("java.net.URI"),
    PATTERN("java.util.regex.Pattern"),
    BIT_SET("java.util.BitSet"),
    STRING_BUILDER("java.lang.StringBuilder"),
    STRING_BUFFER("java.lang.StringBuffer"),
    ATOMIC_BOOLEAN("java.util.concurrent.atomic.AtomicBoolean"),
    ATOMIC_INTEGER("java.util.concurrent.atomic.AtomicInteger"),
    ATOMIC_LONG("java.util.concurrent.atomic.AtomicLong"),
    OPTIONAL_INT("java.util.OptionalInt"),
    OPTIONAL_LONG("java.util.OptionalLong"),
    OPTIONAL_DOUBLE("java.util.OptionalDouble"),
    FILE("java.io.File"),
    PATH("java.nio.file.Path"),
    CHARSET("java.nio.charset.Charset"),
    EMPTY_LIST("java.util.Collections$EmptyList"),
    EMPTY_SET("java.util.Collections$EmptySet"),
    EMPTY_MAP("java.util.Collections$EmptyMap"),

    ARRAY_LIST("java.util.ArrayList"),
    LINKED_LIST("java.util.LinkedList"),
    ARRAY_DEQUE("java.util.ArrayDeque"),
    VECTOR("java.util.Vector"),
    STACK("java.util.Stack"),
    COPY_ON_WRITE_LIST("java.util.concurrent.CopyOnWriteArrayList"),
    COPY_ON_WRITE_SET("java.util.concurrent.CopyOnWriteArraySet"),
    CONCURRENT_QUEUE("java.util.concurrent.ConcurrentLinkedQueue"),
    CONCURRENT_DEQUE("java.util.concurrent.ConcurrentLinkedDeque"),
    TRANSFER_QUEUE("java.util.concurrent.LinkedTransferQueue"),
    BLOCKING_QUEUE("java.util.concurrent.LinkedBlockingQueue"),
    BLOCKING_DEQUE("java.util.concurrent.LinkedBlockingDeque"),
    BOUNDED_QUEUE("java.util.concurrent.ArrayBlockingQueue"),
    HASH_SET("java.util.HashSet"),
    LINKED_HASH_SET("java.util.LinkedHashSet"),
    TREE_SET("java.util.TreeSet"),
    SKIP_LIST_SET("java.util.concurrent.ConcurrentSkipListSet"),
    PRIORITY_QUEUE("java.util.PriorityQueue"),
    PRIORITY_BLOCKING_QUEUE("java.util.concurrent.PriorityBlockingQueue"),
    ENUM_SET("java.util.EnumSet"),
    LIST_OF("java.util.ImmutableCollections$ListN"),
    SET_OF("java.util.ImmutableCollections$SetN"),
    SINGLETON_LIST("java.util.Collections$SingletonList"),
    SINGLETON_SET("java.util.Collections$SingletonSet"),
    N_COPIES("java.util.Collections$CopiesList"),

    HASH_MAP("java.util.HashMap"),
    LINKED_HASH_MAP("java.util.LinkedHashMap"),
    TREE_MAP("java.util.TreeMap"),
    SKIP_LIST_MAP("java.util.concurrent.ConcurrentSkipListMap"),
    CONCURRENT_MAP("java.util.concurrent.ConcurrentHashMap"),
    IDENTITY_MAP("java.util.IdentityHashMap"),
    WEAK_MAP("java.util.WeakHashMap"),
    HASHTABLE("java.util.Hashtable"),
    MAP_OF("java.util.ImmutableCollections$MapN"),
    SINGLETON_MAP("java.util.Collections$SingletonMap"),

    OPTIONAL("java.util.Optional"),
    ATOMIC_REFERENCE("java.util.concurrent.atomic.AtomicReference"),
    ENTRY("java.util.KeyValueHolder"),
    SIMPLE_ENTRY("java.util.AbstractMap$SimpleEntry"),
    SIMPLE_IMMUTABLE_ENTRY("java.util.AbstractMap$SimpleImmutableEntry"),

    FOREIGN_THROWABLE("io.procession.internal.snapshot.ForeignThrowable");

    private static final Builtin[] TABLE = values();
    private static final ClassPlan[] PLANS = new ClassPlan[TABLE.length];
    private static final Map<String, Builtin> BY_NAME = new HashMap<>(TABLE.length * 2);

    static {
        for (Builtin each : TABLE) {
            PLANS[each.ordinal()] = each.newPlan();
            BY_NAME.put(each.className, each);
        }
        // other names of the same thing, and views, which travel as what they show
        BY_NAME.put("java.util.ImmutableCollections$List12", LIST_OF);
        BY_NAME.put("java.util.ImmutableCollections$SubList", LIST_OF);
        BY_NAME.put("java.util.ImmutableCollections$Set12", SET_OF);
        BY_NAME.put("java.util.ImmutableCollections$Map1", MAP_OF);
        BY_NAME.put("java.util.RegularEnumSet", ENUM_SET);
        BY_NAME.put("java.util.JumboEnumSet", ENUM_SET);
    }

    private final String className;

    Builtin(String className) {
        this.className = className;
    }

    int tag() {
        return Tags.BUILTIN + ordinal();
    }

    ClassPlan plan() {
        return PLANS[ordinal()];
    }

    /** The plan by which a class of this name travels, or null if it has none here. */
    static @Nullable ClassPlan planOf(String className) {
        Builtin found = BY_NAME.get(className);
        return found == null ? null : found.plan();
    }

    /** The plan of a code in the stream. */
    static ClassPlan plan(int code) throws StreamCorruptedException {
        if (code < 0 || code >= PLANS.length) {
            throw new StreamCorruptedException("unknown tag: tag=" + (code + Tags.BUILTIN));
        }
        return PLANS[code];
    }

    /** The class itself; loaded on demand, since most programs use few of these. */
    Class<?> type() {
        try {
            return Class.forName(className, false, Builtin.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            return Object.class; // a JDK that renamed one of its private classes
        }
    }

    private ClassPlan newPlan() {
        if (this == FOREIGN_THROWABLE) {
            return new ForeignPlan();
        }
        if (ordinal() <= STRING.ordinal()) {
            return new BoxPlan(this);
        }
        if (ordinal() < ARRAY_LIST.ordinal()) {
            return new ValuePlan(this);
        }
        if (ordinal() < HASH_MAP.ordinal()) {
            return new CollectionPlan(this);
        }
        return ordinal() < OPTIONAL.ordinal() ? new MapPlan(this) : new HolderPlan(this);
    }
}
