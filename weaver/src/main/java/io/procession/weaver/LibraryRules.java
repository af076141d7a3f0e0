package io.procession.weaver;

import io.procession.weaver.LibraryRule.Keeps;
import io.procession.weaver.LibraryRule.Result;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * Interfaces of java.util are taken by their contracts, whoever implements them: get() reads. So
 * are equals(), hashCode(), toString() and comparisons of users' classes, which containers call.
 * What is not in here may do anything.
 */

/** What the methods of the platform do to what they are given. */
final class LibraryRules {

    private static final LibraryRule READS = LibraryRule.reads(Result.ELEMENT);
    private static final LibraryRule VIEWS = LibraryRule.reads(Result.RECEIVER);
    private static final LibraryRule COPIES = LibraryRule.reads(Result.COPY);
    private static final LibraryRule MAPS = LibraryRule.reads(Result.MAPPED);
    private static final LibraryRule ITERATES = LibraryRule.reads(Result.ITERATOR);
    private static final LibraryRule COMPOSES = LibraryRule.reads(Result.FUNCTION);
    private static final LibraryRule CHANGES = LibraryRule.writes(0, Keeps.NOTHING);
    private static final LibraryRule KEEPS = LibraryRule.writes(0, Keeps.OPERANDS);
    private static final LibraryRule KEEPS_ALL = LibraryRule.writes(0, Keeps.ELEMENTS);
    private static final LibraryRule STEPS = CHANGES.ofItself();

    private static final Set<String> CONTAINERS =
            Set.of(
                    "java/util/concurrent/ConcurrentSkipListMap",
                    "java/util/concurrent/ConcurrentSkipListSet",
                    "java/util/concurrent/ConcurrentLinkedQueue",
                    "java/util/concurrent/ConcurrentLinkedDeque",
                    "java/util/concurrent/CopyOnWriteArrayList",
                    "java/util/concurrent/CopyOnWriteArraySet",
                    "java/util/concurrent/ConcurrentNavigableMap",
                    "java/util/WeakHashMap",
                    "java/util/EnumSet",
                    "java/util/AbstractSequentialList",
                    "java/util/AbstractQueue",
                    "java/util/SequencedSet",
                    "java/util/Dictionary",
                    "java/util/Properties",
                    "java/util/RandomAccess");

    private static final Set<String> READERS =
            Set.of(
                    ("get size isEmpty contains containsKey containsValue containsAll indexOf"
                                    + " lastIndexOf getFirst getLast peek peekFirst peekLast"
                                    + " element first last firstKey lastKey floor ceiling higher"
                                    + " lower floorKey ceilingKey higherKey lowerKey comparator"
                                    + " equals hashCode toString getOrDefault elementAt"
                                    + " firstElement lastElement forEach capacity search"
                                    + " getProperty")
                            .split(" "));

    private static final Set<String> VIEWERS =
            Set.of(
                    ("keySet values navigableKeySet descendingKeySet descendingMap descendingSet"
                                    + " subList subMap subSet headMap headSet tailMap tailSet"
                                    + " reversed sequencedKeySet sequencedValues firstEntry"
                                    + " lastEntry floorEntry ceilingEntry higherEntry lowerEntry")
                            .split(" "));

    private static final Set<String> REMOVERS =
            Set.of(
                    ("remove removeAll retainAll removeIf removeFirst removeLast"
                                    + " removeFirstOccurrence removeLastOccurrence removeElement"
                                    + " removeElementAt clear pop poll pollFirst pollLast"
                                    + " pollFirstEntry pollLastEntry ensureCapacity trimToSize")
                            .split(" "));

    private static final Set<String> ADDERS =
            Set.of(
                    ("add addFirst addLast addElement offer offerFirst offerLast push put"
                                    + " putIfAbsent putFirst putLast set setElementAt"
                                    + " insertElementAt replace computeIfAbsent setProperty")
                            .split(" "));

    private static final Set<String> REWRITERS =
            Set.of("merge compute computeIfPresent replaceAll sort".split(" "));

    private static final Set<String> BUILDER_READERS =
            Set.of(
                    ("length charAt toString substring subSequence indexOf lastIndexOf chars"
                                    + " codePoints codePointAt codePointBefore codePointCount"
                                    + " offsetByCodePoints capacity compareTo isEmpty equals"
                                    + " hashCode")
                            .split(" "));

    private static final Set<String> THROWABLE_READERS =
            Set.of(
                    ("getMessage getLocalizedMessage getCause getStackTrace getSuppressed"
                                    + " toString printStackTrace")
                            .split(" "));

    private static final Set<String> ARRAY_WRITERS =
            Set.of(
                    ("sort parallelSort fill setAll parallelSetAll parallelPrefix reverse"
                                    + " shuffle swap rotate addAll")
                            .split(" "));

    private LibraryRules() {}

    /** The rule of what only moves on. */
    static LibraryRule steps() {
        return STEPS;
    }

    /** The rule of a method, or null if it may do anything. */
    static @Nullable LibraryRule of(
            String owner, String name, String descriptor, boolean isStatic) {
        if (owner.startsWith("[")) {
            return name.equals("clone") ? COPIES : null;
        }
        if (name.equals("<init>")) {
            return ofConstructor(owner);
        }
        if (Library.isMap(owner) || Library.isCollection(owner) || CONTAINERS.contains(owner)) {
            return isStatic ? COPIES : ofContainer(name, descriptor);
        }
        if (owner.startsWith("java/util/stream/")) {
            return ofStream(owner, name, isStatic);
        }
        if (owner.startsWith("java/util/concurrent/atomic/")) {
            return ofAtomic(name);
        }
        if (owner.endsWith("Exception") || owner.endsWith("Error")) {
            return ofThrowable(name);
        }
        return ofOther(owner, name, isStatic);
    }

    private static @Nullable LibraryRule ofConstructor(String owner) {
        boolean holds =
                Library.isMap(owner) || Library.isCollection(owner) || CONTAINERS.contains(owner);
        if (holds) {
            return KEEPS_ALL;
        }
        if (owner.startsWith("java/util/concurrent/atomic/")
                || owner.startsWith("java/util/AbstractMap$Simple")) {
            return LibraryRule.writes(0, Keeps.BOTH);
        }
        if (owner.endsWith("Exception")
                || owner.endsWith("Error")
                || owner.equals("java/lang/Throwable")) {
            return KEEPS;
        }
        return switch (owner) {
            case "java/lang/Object",
                    "java/lang/Record",
                    "java/lang/Number",
                    "java/lang/Enum",
                    "java/lang/String",
                    "java/lang/StringBuilder",
                    "java/lang/StringBuffer",
                    "java/util/StringJoiner",
                    "java/util/Random",
                    "java/util/SplittableRandom",
                    "java/util/BitSet",
                    "java/math/BigDecimal",
                    "java/math/BigInteger" ->
                    CHANGES;
            default -> null;
        };
    }

    private static @Nullable LibraryRule ofContainer(String name, String descriptor) {
        if (READERS.contains(name)) {
            return READS;
        }
        if (VIEWERS.contains(name)) {
            return VIEWS;
        }
        if (REMOVERS.contains(name)) {
            return name.endsWith("Entry") ? CHANGES.giving(Result.RECEIVER) : CHANGES;
        }
        if (ADDERS.contains(name)) {
            return KEEPS;
        }
        if (REWRITERS.contains(name)) {
            return KEEPS.ofItself();
        }
        return switch (name) {
            case "addAll", "putAll" -> KEEPS_ALL;
            case "entrySet", "sequencedEntrySet" -> LibraryRule.reads(Result.ENTRIES);
            case "iterator", "listIterator", "descendingIterator", "spliterator" -> ITERATES;
            case "stream", "parallelStream", "clone" -> COPIES;
            case "toArray" ->
                    descriptor.startsWith("([")
                            ? LibraryRule.writes(1, Keeps.ELEMENTS).giving(Result.RECEIVER)
                            : COPIES;
            default -> null;
        };
    }

    private static @Nullable LibraryRule ofStream(String owner, String name, boolean isStatic) {
        if (owner.equals("java/util/stream/Collectors")) {
            return COMPOSES;
        }
        if (owner.equals("java/util/stream/Collector") || owner.contains("Builder")) {
            return null;
        }
        if (isStatic) {
            return switch (name) {
                case "generate", "iterate", "builder" -> null;
                default -> COPIES;
            };
        }
        boolean maps = name.startsWith("map") || name.startsWith("flatMap");
        LibraryRule rule = maps ? CHANGES.giving(Result.MAPPED) : CHANGES.giving(Result.COPY);
        return name.equals("onClose") || name.equals("mapMulti") ? null : rule;
    }

    private static LibraryRule ofAtomic(String name) {
        boolean reads =
                name.startsWith("get") && !name.contains("And")
                        || name.endsWith("Value")
                        || name.equals("sum")
                        || name.equals("length")
                        || name.equals("toString");
        if (reads) {
            return READS;
        }
        boolean ofItself =
                name.contains("ncrement")
                        || name.contains("ecrement")
                        || name.contains("dd")
                        || name.contains("pdate")
                        || name.contains("ccumulate")
                        || name.equals("reset");
        return ofItself ? KEEPS.ofItself() : KEEPS;
    }

    private static @Nullable LibraryRule ofThrowable(String name) {
        if (THROWABLE_READERS.contains(name)) {
            return READS;
        }
        return switch (name) {
            case "addSuppressed", "initCause" -> KEEPS.giving(Result.RECEIVER);
            case "fillInStackTrace", "setStackTrace" -> CHANGES.giving(Result.RECEIVER);
            default -> null;
        };
    }

    private static @Nullable LibraryRule ofOther(String owner, String name, boolean isStatic) {
        return switch (owner) {
            case "java/util/Iterator",
                    "java/util/ListIterator",
                    "java/util/PrimitiveIterator$OfInt",
                    "java/util/PrimitiveIterator$OfLong",
                    "java/util/PrimitiveIterator$OfDouble" ->
                    ofIterator(name);
            case "java/util/Map$Entry",
                    "java/util/AbstractMap$SimpleEntry",
                    "java/util/AbstractMap$SimpleImmutableEntry" ->
                    ofEntry(name, isStatic);
            case "java/util/Collections" -> ofCollections(name);
            case "java/util/Arrays" -> ofArrays(name);
            case "java/lang/StringBuilder", "java/lang/StringBuffer" -> ofBuilder(name);
            case "java/util/Optional" -> ofOptional(name);
            case "java/util/Comparator", "java/util/function/Function" ->
                    ofFunction(name, isStatic);
            case "java/util/Objects", "java/lang/CharSequence", "java/lang/Comparable" -> READS;
            case "java/lang/Throwable" -> ofThrowable(name);
            case "java/lang/Object" -> ofObject(name);
            case "java/lang/System" -> ofSystem(name);
            case "java/util/BitSet" -> ofBitSet(name);
            case "java/util/Random", "java/util/SplittableRandom" -> STEPS;
            case "java/util/StringJoiner" ->
                    name.equals("toString") || name.equals("length")
                            ? READS
                            : CHANGES.giving(Result.RECEIVER);
            case "java/io/PrintStream" -> CHANGES.giving(Result.RECEIVER);
            case "java/util/regex/Pattern" -> COPIES;
            case "java/util/regex/Matcher" -> STEPS.giving(Result.RECEIVER);
            case "java/lang/String" -> ofString(name);
            case "java/lang/Enum",
                    "java/lang/Number",
                    "java/lang/Integer",
                    "java/lang/Long",
                    "java/lang/Short",
                    "java/lang/Byte",
                    "java/lang/Character",
                    "java/lang/Boolean",
                    "java/lang/Float",
                    "java/lang/Double",
                    "java/lang/Math",
                    "java/math/BigDecimal",
                    "java/math/BigInteger" ->
                    READS;
            default -> null;
        };
    }

    private static @Nullable LibraryRule ofIterator(String name) {
        return switch (name) {
            case "hasNext", "hasPrevious", "nextIndex", "previousIndex" -> READS;
            case "remove" -> CHANGES;
            case "set", "add" -> KEEPS;
            default -> STEPS; // its position; LibraryCalls knows that it is not its source
        };
    }

    private static @Nullable LibraryRule ofEntry(String name, boolean isStatic) {
        if (isStatic) {
            return COMPOSES; // comparators
        }
        return switch (name) {
            case "getKey", "getValue", "toString", "equals", "hashCode" -> READS;
            case "setValue" -> KEEPS;
            default -> null;
        };
    }

    private static @Nullable LibraryRule ofCollections(String name) {
        if (ARRAY_WRITERS.contains(name)) {
            LibraryRule rule = LibraryRule.writes(0, Keeps.OPERANDS);
            return name.equals("addAll") || name.equals("fill") ? rule : rule.ofItself();
        }
        if (name.startsWith("unmodifiable")
                || name.startsWith("synchronized")
                || name.startsWith("checked")) {
            return VIEWS;
        }
        return switch (name) {
            case "max", "min" -> READS;
            case "frequency", "disjoint", "binarySearch", "indexOfSubList" -> READS;
            case "copy" -> LibraryRule.writes(0, Keeps.ELEMENTS);
            case "replaceAll" -> LibraryRule.writes(0, Keeps.OPERANDS).ofItself();
            case "reverseOrder" -> COMPOSES;
            case "emptyList",
                    "emptyMap",
                    "emptySet",
                    "singleton",
                    "singletonList",
                    "singletonMap",
                    "nCopies",
                    "list" ->
                    COPIES;
            default -> null;
        };
    }

    private static @Nullable LibraryRule ofArrays(String name) {
        if (ARRAY_WRITERS.contains(name)) {
            LibraryRule rule = LibraryRule.writes(0, Keeps.OPERANDS);
            boolean ofItself = name.contains("ort") || name.equals("parallelPrefix");
            return ofItself ? rule.ofItself() : rule;
        }
        return switch (name) {
            case "asList" -> VIEWS;
            case "stream", "copyOf", "copyOfRange" -> COPIES;
            case "equals",
                    "deepEquals",
                    "hashCode",
                    "deepHashCode",
                    "toString",
                    "deepToString",
                    "binarySearch",
                    "mismatch",
                    "compare" ->
                    READS;
            default -> null;
        };
    }

    private static @Nullable LibraryRule ofBuilder(String name) {
        if (BUILDER_READERS.contains(name)) {
            return READS;
        }
        if (name.equals("getChars")) {
            return LibraryRule.writes(3, Keeps.NOTHING);
        }
        LibraryRule rule = CHANGES.giving(Result.RECEIVER);
        boolean ofItself = name.equals("reverse") || name.startsWith("delete");
        return ofItself ? rule.ofItself() : rule;
    }

    private static @Nullable LibraryRule ofOptional(String name) {
        return switch (name) {
            case "map", "flatMap" -> MAPS;
            case "of", "ofNullable", "empty", "filter", "or", "stream" -> COPIES;
            case "get",
                    "isPresent",
                    "isEmpty",
                    "orElse",
                    "orElseGet",
                    "orElseThrow",
                    "ifPresent",
                    "ifPresentOrElse",
                    "toString" ->
                    READS;
            default -> null;
        };
    }

    private static @Nullable LibraryRule ofFunction(String name, boolean isStatic) {
        boolean composes =
                isStatic
                        || name.startsWith("thenComparing")
                        || name.equals("reversed")
                        || name.equals("andThen")
                        || name.equals("compose");
        return composes ? COMPOSES : name.equals("compare") ? READS : null;
    }

    private static @Nullable LibraryRule ofObject(String name) {
        return switch (name) {
            case "clone" -> COPIES;
            case "getClass", "hashCode", "equals", "toString" -> READS;
            case "wait", "notify", "notifyAll" -> READS;
            default -> null;
        };
    }

    private static @Nullable LibraryRule ofSystem(String name) {
        return switch (name) {
            case "arraycopy" -> LibraryRule.writes(2, Keeps.ELEMENTS);
            case "identityHashCode" -> READS;
            default -> null;
        };
    }

    private static @Nullable LibraryRule ofBitSet(String name) {
        return switch (name) {
            case "get",
                    "cardinality",
                    "nextSetBit",
                    "nextClearBit",
                    "previousSetBit",
                    "previousClearBit",
                    "length",
                    "size",
                    "isEmpty",
                    "intersects",
                    "toString",
                    "equals",
                    "hashCode" ->
                    name.equals("get") ? COPIES : READS;
            case "stream", "clone", "toLongArray", "toByteArray" -> COPIES;
            case "set", "clear" -> CHANGES;
            default -> STEPS;
        };
    }

    private static @Nullable LibraryRule ofString(String name) {
        return switch (name) {
            case "getChars", "getBytes" ->
                    name.equals("getChars") ? LibraryRule.writes(3, Keeps.NOTHING) : COPIES;
            case "toCharArray", "split", "chars", "codePoints", "lines" -> COPIES;
            default -> READS;
        };
    }
}
