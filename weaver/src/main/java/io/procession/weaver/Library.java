package io.procession.weaver;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Type;

/**
 * What is known of the platform's own classes: which are values, which calls are functions of their
 * arguments only, and what the calls of containers look at.
 */
final class Library {

    private static final Set<String> VALUES =
            Set.of(
                    "java/lang/String",
                    "java/lang/Integer",
                    "java/lang/Long",
                    "java/lang/Short",
                    "java/lang/Byte",
                    "java/lang/Character",
                    "java/lang/Boolean",
                    "java/lang/Float",
                    "java/lang/Double",
                    "java/lang/Class",
                    "java/math/BigInteger",
                    "java/math/BigDecimal",
                    "java/math/MathContext",
                    "java/util/UUID",
                    "java/time/Duration",
                    "java/time/Instant",
                    "java/time/LocalDate",
                    "java/time/LocalDateTime",
                    "java/time/LocalTime",
                    "java/time/Period",
                    "java/time/Year",
                    "java/time/YearMonth",
                    "java/time/ZoneOffset",
                    "java/time/ZonedDateTime",
                    "java/time/OffsetDateTime",
                    "java/time/DayOfWeek",
                    "java/time/Month");

    private static final Set<String> MAPS =
            Set.of(
                    "java/util/Map",
                    "java/util/HashMap",
                    "java/util/LinkedHashMap",
                    "java/util/TreeMap",
                    "java/util/SortedMap",
                    "java/util/NavigableMap",
                    "java/util/AbstractMap",
                    "java/util/Hashtable",
                    "java/util/SequencedMap",
                    "java/util/IdentityHashMap",
                    "java/util/EnumMap",
                    "java/util/concurrent/ConcurrentMap",
                    "java/util/concurrent/ConcurrentHashMap");

    private static final Set<String> COLLECTIONS =
            Set.of(
                    "java/lang/Iterable",
                    "java/util/Collection",
                    "java/util/SequencedCollection",
                    "java/util/AbstractCollection",
                    "java/util/List",
                    "java/util/AbstractList",
                    "java/util/ArrayList",
                    "java/util/LinkedList",
                    "java/util/Vector",
                    "java/util/Stack",
                    "java/util/Set",
                    "java/util/AbstractSet",
                    "java/util/HashSet",
                    "java/util/LinkedHashSet",
                    "java/util/TreeSet",
                    "java/util/SortedSet",
                    "java/util/NavigableSet",
                    "java/util/Queue",
                    "java/util/Deque",
                    "java/util/ArrayDeque",
                    "java/util/PriorityQueue");

    private static final Set<String> BUILDERS =
            Set.of("java/lang/StringBuilder", "java/lang/StringBuffer");

    private static final Set<String> BY_KEY =
            Set.of(
                    "get",
                    "getOrDefault",
                    "containsKey",
                    "put",
                    "putIfAbsent",
                    "replace",
                    "remove",
                    "add",
                    "set",
                    "contains",
                    "indexOf",
                    "lastIndexOf",
                    "elementAt",
                    "push",
                    "offer",
                    "addFirst",
                    "addLast",
                    "offerFirst",
                    "offerLast");

    private static final Set<String> BY_RECEIVER =
            Set.of(
                    "clear",
                    "pop",
                    "poll",
                    "pollFirst",
                    "pollLast",
                    "peek",
                    "peekFirst",
                    "peekLast",
                    "element",
                    "getFirst",
                    "getLast",
                    "removeFirst",
                    "removeLast",
                    "first",
                    "last",
                    "firstKey",
                    "lastKey",
                    "firstEntry",
                    "lastEntry",
                    "pollFirstEntry",
                    "pollLastEntry");

    private static final Set<String> OPTIONAL =
            Set.of(
                    "of",
                    "ofNullable",
                    "empty",
                    "get",
                    "isPresent",
                    "isEmpty",
                    "orElse",
                    "orElseThrow",
                    "getAsInt",
                    "getAsDouble",
                    "getAsLong");

    private Library() {}

    static boolean isMap(String owner) {
        return MAPS.contains(owner);
    }

    static boolean isCollection(String owner) {
        return COLLECTIONS.contains(owner);
    }

    static boolean isBuilder(String owner) {
        return BUILDERS.contains(owner);
    }

    /** Whether objects of this type never change and compare by what they are. */
    static boolean isValue(Type type) {
        return switch (type.getSort()) {
            case Type.ARRAY -> false;
            case Type.OBJECT -> VALUES.contains(type.getInternalName());
            default -> true;
        };
    }

    /** The same for a type as the verifier has it: a name, or the number of a primitive or null. */
    static boolean isValueOnStack(@Nullable Object verifierType) {
        return verifierType != null
                && (!(verifierType instanceof String name) || VALUES.contains(name));
    }

    /**
     * Whether a call is a function of its arguments only, so that it makes no difference when it
     * runs. The types of the arguments are those on the stack.
     */
    static boolean isPure(String owner, String name, String descriptor, Object[] arguments) {
        switch (owner) {
            case "java/lang/Math", "java/lang/StrictMath" -> {
                return !name.equals("random");
            }
            case "java/lang/Integer", "java/lang/Long", "java/lang/Boolean" -> {
                return !name.startsWith("get") && valuesOnly(descriptor, arguments);
            }
            case "java/lang/String" -> {
                return name.equals("equals")
                        || (!name.equals("getChars")
                                && !name.equals("lines")
                                && !name.equals("format")
                                && !name.equals("formatted")
                                && valuesOnly(descriptor, arguments));
            }
            case "java/lang/Object" -> {
                return name.equals("<init>") || name.equals("getClass");
            }
            case "java/lang/Record", "java/lang/Number" -> {
                return name.equals("<init>");
            }
            case "java/lang/Class" -> {
                return Set.of("getName", "getSimpleName", "desiredAssertionStatus", "isInstance")
                        .contains(name);
            }
            case "java/lang/Enum" -> {
                return Set.of("ordinal", "name", "compareTo", "getDeclaringClass", "<init>")
                        .contains(name);
            }
            case "java/util/Objects" -> {
                return name.startsWith("requireNonNull") && !descriptor.contains("Supplier")
                        || name.equals("isNull")
                        || name.equals("nonNull")
                        || name.equals("checkIndex")
                        || (name.equals("equals") && valuesOnly(descriptor, arguments));
            }
            case "java/util/Optional",
                    "java/util/OptionalInt",
                    "java/util/OptionalLong",
                    "java/util/OptionalDouble" -> {
                return OPTIONAL.contains(name) && !descriptor.contains("Supplier");
            }
            case "java/util/Map", "java/util/Set" -> {
                return name.equals("entry")
                        || (name.equals("of") && valuesOnly(descriptor, arguments));
            }
            case "java/util/List" -> {
                return name.equals("of") && !descriptor.contains("[");
            }
            case "java/util/AbstractMap$SimpleEntry",
                    "java/util/AbstractMap$SimpleImmutableEntry" -> {
                return name.equals("<init>") && descriptor.startsWith("(Ljava/lang/Object;");
            }
            default -> {
                return VALUES.contains(owner)
                        && !name.startsWith("now")
                        && !name.startsWith("random")
                        && valuesOnly(descriptor, arguments);
            }
        }
    }

    private static boolean valuesOnly(String descriptor, Object[] arguments) {
        Type[] declared = Type.getArgumentTypes(descriptor);
        for (int i = 0; i < declared.length; i++) {
            boolean known = i < arguments.length && isValueOnStack(arguments[i]);
            if (!isValue(declared[i]) && !(known && declared[i].getSort() != Type.ARRAY)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a call makes something new without looking at what its arguments refer to. */
    static boolean makesFresh(String owner, String name, String descriptor, Object[] arguments) {
        if (!name.equals("<init>")) {
            return (owner.equals("java/util/List")
                            || owner.equals("java/util/Map")
                            || owner.equals("java/util/Set"))
                    && name.equals("of")
                    && descriptor.startsWith("()");
        }
        if (owner.startsWith("java/lang/") && isThrowable(owner)) {
            return valuesOnly(descriptor, arguments)
                    || descriptor.endsWith("Ljava/lang/Throwable;)V");
        }
        boolean container =
                MAPS.contains(owner) || COLLECTIONS.contains(owner) || BUILDERS.contains(owner);
        return container && valuesOnly(descriptor, arguments);
    }

    private static boolean isThrowable(String owner) {
        return owner.endsWith("Exception") || owner.endsWith("Error");
    }

    /** The kind of guard that a call of a container needs, or -1 if it needs more than one. */
    static int guardOf(String owner, String name, String descriptor, Object[] arguments) {
        boolean map = MAPS.contains(owner);
        if (map || COLLECTIONS.contains(owner)) {
            if (name.equals("size") || name.equals("isEmpty") || name.equals("iterator")) {
                return descriptor.startsWith("()") ? Bridge.STRUCTURAL : -1;
            }
            if (BY_KEY.contains(name)) {
                return Bridge.BY_NAME;
            }
            return BY_RECEIVER.contains(name) ? Bridge.BY_NAME : -1;
        }
        boolean atomic = owner.startsWith("java/util/concurrent/atomic/");
        if ((BUILDERS.contains(owner) || atomic) && !name.equals("<init>")) {
            return valuesOnly(descriptor, arguments) ? Bridge.BY_NAME : -1;
        }
        return -1;
    }

    /** Whether a call gives a view of a container, and looks at nothing in it. */
    static boolean givesView(String owner, String name, String descriptor) {
        return MAPS.contains(owner)
                && descriptor.startsWith("()")
                && (name.equals("keySet") || name.equals("values") || name.equals("entrySet"));
    }
}
