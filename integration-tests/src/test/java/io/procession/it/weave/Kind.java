package io.procession.it.weave;

import java.util.List;
import java.util.Map;

/**
 * A kind of object that concurrent methods change, as code: {@code $} is the object, {@code k} the
 * number of the call, {@code v} a value, {@code j} a small number.
 *
 * @param java its type
 * @param found where the world has such objects
 * @param changes what a call may do that no sibling can contradict
 * @param disputed what contradicts siblings, or may; it always changes something, since to put
 *     there what is there already cannot be seen
 * @param reads what the caller may look at, as an int
 * @param writes what the caller may change
 * @param effects what the caller may do with the result of a call, which is {@code r}
 */
record Kind(
        String java,
        List<String> found,
        List<String> changes,
        List<String> disputed,
        List<String> reads,
        List<String> writes,
        List<String> effects) {

    private static final Kind INTS =
            new Kind(
                    "int[]",
                    List.of(
                            "w.ints",
                            "w.moreInts",
                            "w.grid[0]",
                            "w.grid[2]",
                            "w.part.own",
                            "w.other.own"),
                    List.of("$[k] = v", "$[k] += v", "$[k] = $[k] * 3 + v", "$[k] ^= v + 1"),
                    List.of("$[0] = 1000 + k", "$[0]++"),
                    List.of("$[k - 1]", "$[j]", "$[105]"),
                    List.of("$[100 + j] = acc", "$[k] = acc", "$[104]++"),
                    List.of("$[110 + j] = r", "$[105] += r"));
    private static final Kind LONGS =
            new Kind(
                    "long[]",
                    List.of("w.longs"),
                    List.of("$[k] = v", "$[k]++"),
                    List.of("$[0] = 1000 + k"),
                    List.of("(int) $[k - 1]"),
                    List.of("$[100 + j] = acc"),
                    List.of("$[110] = r"));
    private static final Kind DOUBLES =
            new Kind(
                    "double[]",
                    List.of("w.doubles"),
                    List.of("$[k] = v / 4.0", "$[k] += v"),
                    List.of("$[0] = 1000 + k"),
                    List.of("(int) $[k - 1]"),
                    List.of("$[100 + j] = acc"),
                    List.of("$[110] = r"));
    private static final Kind BYTES =
            new Kind(
                    "byte[]",
                    List.of("w.bytes"),
                    List.of("$[k] = (byte) v", "$[k]--"),
                    List.of("$[0]++"),
                    List.of("$[k - 1]"),
                    List.of("$[100 + j] = (byte) acc"),
                    List.of("$[110] = (byte) r"));
    private static final Kind FLAGS =
            new Kind(
                    "boolean[]",
                    List.of("w.flags"),
                    List.of("$[k] = true", "$[k] = v % 2 == 0"),
                    List.of("$[0] ^= true"),
                    List.of("($[k - 1] ? 1 : 0)"),
                    List.of("$[100 + j] = acc > 3"),
                    List.of("$[110] = r > 3"));
    private static final Kind THINGS =
            new Kind(
                    "Object[]",
                    List.of("w.things", "w.moreThings"),
                    List.of(
                            "$[k] = v",
                            "$[k] = \"s\" + v",
                            "$[k] = null",
                            "$[k] = new Part(v)",
                            "$[k] = $",
                            "$[k] = new int[] {v, k}",
                            "$[k] = new ArrayList<>(List.of(v))",
                            "$[k] = new Object[] {$, v, new Part(k)}",
                            "$[k] = $[103]",
                            "$[k] = Q"),
                    List.of("$[0] = 1000 + k", "$[0] = new Part(k)"),
                    List.of(
                            "($[k - 1] == null ? 1 : 2)",
                            "($[k - 1] == $[103] ? 3 : 4)",
                            "($[j] instanceof Integer i ? i : 5)"),
                    List.of("$[100 + j] = acc", "$[k] = acc", "$[106] = $[107]", "$[107] = $"),
                    List.of("$[110 + j] = r"));
    private static final Kind VIEW =
            new Kind(
                    "List<Object>",
                    List.of("w.view"),
                    List.of("$.set(k, v)", "$.set(k, Q)"),
                    List.of("$.set(0, 1000 + k)"),
                    List.of("($.get(k - 1) == null ? 1 : 2)"),
                    List.of("$.set(100 + j, acc)"),
                    List.of("$.set(110, r)"));
    private static final Kind GRID =
            new Kind(
                    "int[][]",
                    List.of("w.grid"),
                    List.of(
                            "$[k & 3][k] = v",
                            "$[1][k] += v",
                            "$[4 + k] = new int[] {v}",
                            "$[4 + k] = $[k & 1]"),
                    List.of("$[3][0] = 1000 + k", "$[3][0]--"),
                    List.of("$[1][k - 1]", "($[3 + k] == null ? 1 : 2)", "$[2][j]"),
                    List.of("$[1][100 + j] = acc", "$[120] = $[0]"),
                    List.of("$[3][110 + j] = r"));
    private static final Kind MAP =
            new Kind(
                    "Map<Integer, Integer>",
                    List.of(
                            "w.hash",
                            "w.moreHash",
                            "w.tree",
                            "w.conc",
                            "w.skip",
                            "w.locked",
                            "w.part.map"),
                    List.of(
                            "$.put(k, v)",
                            "$.remove(1000 + k)",
                            "$.put(1000 + k, v)",
                            "$.merge(k, v, Integer::sum)",
                            "$.putAll(Map.of(k, v))",
                            "$.putIfAbsent(k, v)",
                            "$.computeIfAbsent(k, x -> v + 2)",
                            "$.computeIfPresent(1000 + k, (x, y) -> y * 2 + v)"),
                    List.of("$.put(-1, 1000 + k)", "$.merge(-1, k, Integer::sum)"),
                    List.of(
                            "$.getOrDefault(k - 1, 3)",
                            "$.size()",
                            "($.containsKey(k - 1) ? 1 : 2)",
                            "$.getOrDefault(1000 + j, 5)",
                            "World.total($.values())",
                            "World.total($.keySet())"),
                    List.of("$.put(3000 + j, acc)", "$.put(k, acc)", "$.remove(1018)"),
                    List.of("$.put(2000 + j, r)"));
    private static final Kind LINKED =
            new Kind(
                    "Map<Integer, Object>",
                    List.of("w.linked", "w.moreLinked"),
                    List.of(
                            "$.put(k, v)",
                            "$.put(k, $)",
                            "$.put(k, Q)",
                            "$.put(k, new HashMap<>(Map.of(v, \"x\")))",
                            "$.remove(1000 + k)",
                            "$.put(k, null)"),
                    List.of("$.put(-1, 1000 + k)"),
                    List.of("$.size()", "($.get(k - 1) == null ? 1 : 2)"),
                    List.of("$.put(3000 + j, acc)", "$.put(3000, $)", "$.remove(1017)"),
                    List.of("$.put(2000 + j, r)"));
    private static final Kind GROUPS =
            new Kind(
                    "Map<Integer, List<Integer>>",
                    List.of("w.groups"),
                    List.of(
                            "$.computeIfAbsent(k, x -> new ArrayList<>()).add(v)",
                            "$.get(-1).add(v)",
                            "$.put(k, $.get(-2))",
                            "$.put(k, new LinkedList<>(List.of(v, v)))"),
                    List.of("$.get(-2).set(0, 1000 + k)"),
                    List.of("$.size()", "$.get(-1).size()", "($.get(k - 1) == $.get(-2) ? 1 : 2)"),
                    List.of("$.put(3000 + j, $.get(-1))", "$.get(-1).add(acc)"),
                    List.of("$.get(-1).add(r)"));
    private static final Kind LIST =
            new Kind(
                    "List<Integer>",
                    List.of("w.list", "w.moreList", "w.chain", "w.copies"),
                    List.of(
                            "$.add(v * 128 + k)",
                            "$.addAll(List.of(v * 128 + k, -k))",
                            "if (k < 8) $.set(k, v * 128 + k)"),
                    List.of("$.add(0, 1000 + k)", "$.set(0, 1000 + k)"),
                    List.of("$.size()", "World.sum($)", "($.isEmpty() ? 4 : $.get($.size() - 1))"),
                    List.of("$.add(acc)", "$.add(0, acc)", "$.set(3, acc)"),
                    List.of("$.add(r)"));
    private static final Kind DEQUE =
            new Kind(
                    "Deque<Integer>",
                    List.of("w.deque", "w.blocking"),
                    List.of("$.addLast(v)", "$.offer(v)"),
                    List.of("$.addFirst(1000 + k)"),
                    List.of("$.size()", "$.peekLast()", "World.sum($)"),
                    List.of("$.add(acc)", "$.push(acc)", "if ($.size() > 2) $.poll()"),
                    List.of("$.add(r)", "$.addFirst(r)"));
    private static final Kind SET =
            new Kind(
                    "Set<Integer>",
                    List.of("w.set", "w.ordered"),
                    List.of(
                            "$.add(7000 + k)",
                            "$.remove(5000 + k)",
                            "$.addAll(List.of(8000 + k, 7000 + k))"),
                    List.of("$.remove(5019)", "$.add(-1)"),
                    List.of("$.size()", "($.contains(6999 + k) ? 1 : 2)", "World.total($)"),
                    List.of("$.add(3000 + j)", "$.remove(5019)"),
                    List.of("$.add(r)"));
    private static final Kind SORTED =
            new Kind(
                    "SortedSet<String>",
                    List.of("w.sorted"),
                    List.of("$.add(\"s\" + k)", "$.remove(\"r\" + k)"),
                    List.of("$.remove(\"r19\")"),
                    List.of("$.size()", "$.first().length()", "$.last().length()"),
                    List.of("$.add(\"z\" + acc)", "$.remove(\"r19\")"),
                    List.of("$.add(\"y\" + r)"));
    private static final Kind TEXT =
            new Kind(
                    "StringBuilder",
                    List.of("w.text"),
                    List.of("$.append(v).append(';')", "$.append(\"k\" + k)"),
                    List.of("$.insert(0, 1000 + k)"),
                    List.of("$.length()", "$.toString().hashCode()", "$.charAt(0)"),
                    List.of("$.append(acc)", "$.setLength(Math.min($.length(), 9))"),
                    List.of("$.append(r)"));
    private static final Kind BUFFER =
            new Kind(
                    "StringBuffer",
                    List.of("w.buffer"),
                    List.of("$.append(v).append(';')"),
                    List.of("$.insert(0, 1000 + k)"),
                    List.of("$.length()"),
                    List.of("$.append(acc)"),
                    List.of("$.append(r)"));
    private static final Kind ATOMICS =
            new Kind(
                    "AtomicIntegerArray",
                    List.of("w.atomics"),
                    List.of("$.set(k, v)", "$.addAndGet(k, v)"),
                    List.of("$.incrementAndGet(0)"),
                    List.of("$.get(k - 1)"),
                    List.of("$.set(100 + j, acc)"),
                    List.of("$.set(110, r)"));
    private static final Kind BITS =
            new Kind(
                    "BitSet",
                    List.of("w.bits"),
                    List.of("$.set(k)", "$.set(k, v % 2 == 0)", "$.flip(k)"),
                    List.of("$.flip(0)"),
                    List.of("$.cardinality()", "($.get(k - 1) ? 1 : 2)"),
                    List.of("$.set(100 + j)"),
                    List.of("$.set(110, r > 3)"));
    private static final Kind PART =
            new Kind(
                    "Part",
                    List.of("w.part", "w.other"),
                    List.of("$.own[k] = v", "$.log.add(v)", "$.map.put(k, v)", "$.note(k, v)"),
                    List.of("$.f2 = 1000 + k", "$.hide(k)"),
                    List.of(
                            "$.own[k - 1]",
                            "$.f2",
                            "$.weight()",
                            "$.map.size()",
                            "($.held(k - 1) == $ ? 1 : 2)"),
                    List.of(
                            "$.f10 = (short) acc",
                            "$.own[100 + j] = acc",
                            "$.f11 += 2",
                            "$.log.add(acc)"),
                    List.of("$.own[110] = r", "$.f6 = r", "$.f12 = r"));
    private static final Kind WORLD =
            new Kind(
                    "World",
                    List.of("w"),
                    List.of(
                            "$.ints[k] = v",
                            "$.hash.put(k, v)",
                            "$.list.add(v)",
                            "$.part.own[k] = v + $.base[1]",
                            "$.text.append(v)",
                            "$.things[k] = $.part",
                            "$.things[k] = $"),
                    List.of("$.spare = 1000 + k", "$.atomic.addAndGet(k)"),
                    List.of("$.peek()", "$.atomic.get()", "($.spare == null ? 1 : 2)"),
                    List.of("$.spare = w", "$.moreThings = w.things"),
                    List.of("$.spare = r"));

    static final List<Kind> ALL =
            List.of(
                    INTS, INTS, LONGS, DOUBLES, BYTES, FLAGS, THINGS, THINGS, VIEW, GRID, MAP, MAP,
                    MAP, LINKED, GROUPS, LIST, LIST, DEQUE, SET, SORTED, TEXT, BUFFER, ATOMICS,
                    BITS, PART, PART, WORLD);

    /** What only one call of a program does: fields, which have no place for each. */
    static final List<String> ONCE =
            List.of(
                    "$.f1 = new int[] {v}",
                    "$.f3 = v / 8.0",
                    "$.f4 = \"v\" + v",
                    "$.f5 = true",
                    "$.f6 = v * 1000L",
                    "$.f7 = v",
                    "$.f8 = (byte) v",
                    "$.f9 = (char) ('a' + v)",
                    "$.f12 = v",
                    "$.next = v % 2 == 0 ? $ : new Part(v)");

    static final Kind OF_ONCE = PART;

    /**
     * By type: what reads, or seems not to write, what a sibling may change. Only verify sees it.
     */
    static final Map<String, List<String>> DEPENDENT =
            Map.of(
                    "int[]",
                    List.of("$[k] = $[k - 1]", "$[k] = $[0]", "$[0] = 5"),
                    "Object[]",
                    List.of("$[k] = $[k - 1]", "$[0] = $[1]"),
                    "int[][]",
                    List.of("$[0] = new int[128]", "$[k & 3][k] = $[k & 3][k - 1] + 1"),
                    "Map<Integer, Integer>",
                    List.of("$.put(k, $.size())", "$.clear()", "$.put(-2, 7)", "$.remove(1002)"),
                    "Map<Integer, List<Integer>>",
                    List.of("$.put(-2, new ArrayList<>(List.of(v)))", "$.get(-1).clear()"),
                    "List<Integer>",
                    List.of(
                            "$.add($.size())",
                            "$.clear()",
                            "Collections.sort($)",
                            "if (!$.isEmpty()) $.remove(0)",
                            "Collections.reverse($)"),
                    "Deque<Integer>",
                    List.of("$.pollFirst()", "$.addLast($.size())"),
                    "StringBuilder",
                    List.of("$.setLength(1)", "$.append($.length())", "$.reverse()"),
                    "Part",
                    List.of("$.f2 = $.weight()", "$.f7 = null", "$.log.add($.log.size())"),
                    "World",
                    List.of("$.moreInts = $.ints.clone()", "$.hash.put(k, $.list.size())"));
}
