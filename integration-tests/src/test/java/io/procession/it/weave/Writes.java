package io.procession.it.weave;

import io.procession.it.weave.Draft.Type;

/**
 * Statements of a generated program that change the heap, or call something. Where calls may fail
 * they write nothing but results of calls: a plain write after a call that fails happens, in a
 * woven program, before the failure is seen.
 */
final class Writes {

    private final Draft draft;
    private final Values values;
    private final Calls calls;

    Writes(Draft draft, Values values, Calls calls) {
        this.draft = draft;
        this.values = values;
        this.calls = calls;
    }

    /** One statement. */
    void one() {
        if (!draft.fails && draft.chance(18)) {
            plain();
            return;
        }
        int kind = draft.dice(44);
        if (kind < 8) {
            element();
        } else if (kind < 13) {
            map();
        } else if (kind < 17) {
            list();
        } else if (kind < 21) {
            field();
        } else {
            other(kind);
        }
    }

    private void element() {
        draft.line(
                switch (draft.dice(15)) {
                    case 0, 1, 2, 3 ->
                            values.ints()
                                    + "["
                                    + values.index(1)
                                    + "] = "
                                    + values.written(Type.INT, 2)
                                    + ";";
                    case 4 ->
                            values.ints()
                                    + "["
                                    + values.index(1)
                                    + "]"
                                    + draft.pick(" += ", " -= ", " ^= ")
                                    + values.call(Type.INT, 2)
                                    + ";";
                    case 5 ->
                            "s.longs["
                                    + values.index(1)
                                    + "] = "
                                    + values.written(Type.LONG, 2)
                                    + ";";
                    case 6 ->
                            "s.doubles["
                                    + values.index(1)
                                    + "]"
                                    + draft.pick(" = ", " += ")
                                    + values.call(Type.DOUBLE, 2)
                                    + ";";
                    case 7 ->
                            "s.floats["
                                    + values.index(1)
                                    + "] = "
                                    + values.written(Type.FLOAT, 2)
                                    + ";";
                    case 8 ->
                            "s.bytes["
                                    + values.index(1)
                                    + "] = "
                                    + values.written(Type.BYTE, 2)
                                    + ";";
                    case 9 ->
                            "s.shorts["
                                    + values.index(1)
                                    + "] = "
                                    + values.written(Type.SHORT, 2)
                                    + ";";
                    case 10 ->
                            "s.chars["
                                    + values.index(1)
                                    + "] = "
                                    + values.written(Type.CHAR, 2)
                                    + ";";
                    case 11 ->
                            "s.flags["
                                    + values.index(1)
                                    + "] = "
                                    + values.written(Type.BOOLEAN, 2)
                                    + ";";
                    case 12 ->
                            "s.words["
                                    + values.index(1)
                                    + "] = "
                                    + values.written(Type.STRING, 2)
                                    + ";";
                    case 13 ->
                            "s.things["
                                    + values.index(1)
                                    + "] = "
                                    + values.written(
                                            draft.pick(Type.STRING, Type.BOX, Type.POINT), 2)
                                    + ";";
                    default ->
                            draft.pick(
                                    "s.grid["
                                            + values.index(1)
                                            + "]["
                                            + values.index(1)
                                            + "] = "
                                            + values.written(Type.INT, 2)
                                            + ";",
                                    "s.boxes["
                                            + values.index(1)
                                            + "] = "
                                            + values.written(Type.BOX, 2)
                                            + ";",
                                    "s.ints["
                                            + values.index(0)
                                            + "] = s.moreInts["
                                            + values.index(0)
                                            + "] = "
                                            + values.call(Type.INT, 2)
                                            + ";",
                                    "s.ints["
                                            + values.index(1)
                                            + "] = c0(s.ints["
                                            + values.index(1)
                                            + "]);");
                });
    }

    private void map() {
        draft.line(
                switch (draft.dice(13)) {
                    case 0, 1, 2 ->
                            values.ages()
                                    + ".put("
                                    + values.key(1)
                                    + ", "
                                    + values.written(Type.BOX, 2)
                                    + ");";
                    case 3 ->
                            "s.names.put("
                                    + values.of(Type.INT, 1)
                                    + " & 7, "
                                    + values.written(Type.STRING, 2)
                                    + ");";
                    case 4 ->
                            "s.sums.put("
                                    + values.key(1)
                                    + ", "
                                    + values.written(Type.LONG, 2)
                                    + ");";
                    case 5 ->
                            "s.rates.put("
                                    + values.of(Type.INT, 1)
                                    + " & 7, "
                                    + values.written(Type.DOUBLE, 2)
                                    + ");";
                    case 6 ->
                            "s.points.put("
                                    + values.point(1)
                                    + ", "
                                    + values.written(Type.BOX, 2)
                                    + ");";
                    case 7 ->
                            "s.listed.put(List.of("
                                    + values.of(Type.INT, 1)
                                    + " & 3), "
                                    + values.written(Type.BOX, 2)
                                    + ");";
                    case 8 ->
                            values.ages()
                                    + ".merge("
                                    + values.key(1)
                                    + ", "
                                    + values.call(Type.BOX, 2)
                                    + ", Integer::sum);";
                    case 9 ->
                            values.ages()
                                    + ".putIfAbsent("
                                    + values.key(1)
                                    + ", "
                                    + values.call(Type.BOX, 2)
                                    + ");";
                    case 10 ->
                            "s.nested.get(\"k"
                                    + draft.dice(3)
                                    + "\").put("
                                    + values.key(1)
                                    + ", "
                                    + values.written(Type.BOX, 2)
                                    + ");";
                    case 11 ->
                            "s.down.put("
                                    + values.key(1)
                                    + ", "
                                    + values.written(Type.BOX, 2)
                                    + ");";
                    default ->
                            draft.fails
                                    ? "s.names.put(" + values.call(Type.INT, 1) + " & 7, \"z\");"
                                    : "s.nested.computeIfAbsent(\"n\" + ("
                                            + values.of(Type.INT, 1)
                                            + " & 3), k -> new HashMap<>()).put("
                                            + values.key(1)
                                            + ", "
                                            + values.written(Type.BOX, 2)
                                            + ");";
                });
    }

    private void list() {
        String list = values.list();
        draft.line(
                switch (draft.dice(11)) {
                    case 0, 1, 2 ->
                            small(list, list + ".add(" + values.written(Type.BOX, 2) + ");");
                    case 3 -> list + ".set(0, " + values.written(Type.BOX, 2) + ");";
                    case 4 ->
                            small(
                                    "s.linked",
                                    "s.linked."
                                            + draft.pick("add", "addFirst", "push")
                                            + "("
                                            + values.written(Type.STRING, 2)
                                            + ");");
                    case 5 -> "s.set.add(" + values.written(Type.BOX, 2) + ");";
                    case 6 -> "s.sorted.add(" + values.written(Type.STRING, 2) + ");";
                    case 7 -> "s.pointSet.add(" + values.written(Type.POINT, 2) + ");";
                    case 8 -> small("s.deque", "s.deque.add(" + values.written(Type.BOX, 2) + ");");
                    case 9 -> small(list, list + ".add(0, " + values.written(Type.BOX, 2) + ");");
                    default ->
                            small(
                                    "s.text.toString().lines().toList()",
                                    "s.text.append("
                                            + values.written(
                                                    draft.pick(
                                                            Type.INT,
                                                            Type.STRING,
                                                            Type.CHAR,
                                                            Type.LONG,
                                                            Type.BOOLEAN),
                                                    2)
                                            + ");");
                });
    }

    private String small(String list, String statement) {
        return draft.place.loops < 2
                ? statement
                : "if (" + list + ".size() < 40) {" + statement + "}";
    }

    private void field() {
        String node = values.node();
        draft.line(
                switch (draft.dice(20)) {
                    case 0, 1, 2 -> node + ".i = " + values.written(Type.INT, 2) + ";";
                    case 3 -> node + ".j = " + values.written(Type.LONG, 2) + ";";
                    case 4 -> node + ".d = " + values.written(Type.DOUBLE, 2) + ";";
                    case 5 -> node + ".f = " + values.written(Type.FLOAT, 2) + ";";
                    case 6 -> node + ".b = " + values.written(Type.BYTE, 2) + ";";
                    case 7 -> node + ".h = " + values.written(Type.SHORT, 2) + ";";
                    case 8 -> node + ".c = " + values.written(Type.CHAR, 2) + ";";
                    case 9 -> node + ".z = " + values.written(Type.BOOLEAN, 2) + ";";
                    case 10 -> node + ".s = " + values.written(Type.STRING, 2) + ";";
                    case 11 -> node + ".x = " + values.written(Type.BOX, 2) + ";";
                    case 12 -> node + ".v = " + values.written(Type.INT, 2) + ";";
                    case 13 -> "s.flag = " + values.written(Type.INT, 2) + ";";
                    case 14 -> "s.count += " + values.call(Type.INT, 2) + ";";
                    case 15, 16 ->
                            "me."
                                    + draft.pick("bias", "gain")
                                    + " = "
                                    + values.written(Type.INT, 2)
                                    + ";";
                    case 17 -> "s0 = " + values.written(Type.INT, 2) + ";";
                    case 18 ->
                            "s1 " + draft.pick("=", "+=") + " " + values.call(Type.LONG, 2) + ";";
                    default -> "s2 = " + values.written(Type.STRING, 2) + ";";
                });
    }

    private void other(int kind) {
        switch (kind) {
            case 21, 22 -> draft.line(calls.any().call().startsWith("\"") ? "c0(3);" : statement());
            case 23, 24, 25 ->
                    draft.line(
                            "Helpers.log(s, "
                                    + values.of(
                                            draft.pick(
                                                    Type.INT,
                                                    Type.STRING,
                                                    Type.BOX,
                                                    Type.DOUBLE,
                                                    Type.POINT,
                                                    Type.BOOLEAN),
                                            2)
                                    + ");");
            case 26 ->
                    draft.line(
                            "Helpers.log(s, "
                                    + values.call(Type.INT, 2)
                                    + " + \"/\" + "
                                    + values.call(Type.INT, 2)
                                    + ");");
            case 27 ->
                    draft.line(
                            "Helpers.put("
                                    + values.ints()
                                    + ", "
                                    + values.of(Type.INT, 1)
                                    + ", "
                                    + values.call(Type.INT, 2)
                                    + ");");
            case 28 -> draft.line(values.node() + ".write(" + values.call(Type.INT, 2) + ");");
            case 29 ->
                    draft.line(
                            values.node()
                                    + ".with("
                                    + values.call(Type.INT, 2)
                                    + ").with("
                                    + values.written(Type.INT, 1)
                                    + ");");
            case 30 -> draft.line("Helpers.bump(s, " + values.call(Type.INT, 2) + ");");
            case 31 ->
                    draft.line(
                            "s.atomic."
                                    + draft.pick("addAndGet", "set", "getAndAdd")
                                    + "("
                                    + values.call(Type.INT, 2)
                                    + ");");
            case 32 ->
                    draft.line("Helpers.log(s, " + values.ints() + "[" + values.index(1) + "]);");
            case 33 -> draft.line("Helpers.log(s, " + values.ints() + ");");
            case 34 ->
                    draft.line("Helpers.log(s, " + values.ages() + ".get(" + values.key(1) + "));");
            case 35 ->
                    draft.line(
                            "s.moreList.addAll(List.of("
                                    + values.call(Type.BOX, 1)
                                    + ", "
                                    + values.call(Type.BOX, 1)
                                    + "));");
            case 36 ->
                    draft.line(
                            "Arrays.fill("
                                    + values.ints()
                                    + ", "
                                    + draft.dice(4)
                                    + ", 6, "
                                    + values.call(Type.INT, 2)
                                    + ");");
            case 37 -> local("Supplier<Integer> ", "() -> c0(" + draft.dice(20) + ")", ".get()");
            case 38 ->
                    local(
                            "int[] ",
                            "{" + values.call(Type.INT, 1) + ", " + values.call(Type.INT, 1) + "}",
                            "[1]");
            case 39 ->
                    local("List<Integer> ", "s.list.stream().map(x -> c0(x)).toList()", ".size()");
            case 40 ->
                    local(
                            "Map<Integer, Integer> ",
                            "s.set.stream().collect(Collectors.toMap(k -> k, k -> c0(k)))",
                            ".entrySet().hashCode()");
            case 41 ->
                    local(
                            "Point ",
                            "new Point("
                                    + values.call(Type.INT, 1)
                                    + ", "
                                    + values.call(Type.STRING, 1)
                                    + ")",
                            ".a()");
            case 42 ->
                    draft.line(
                            "s.text.append("
                                    + values.call(Type.INT, 1)
                                    + ").append('-').append("
                                    + values.call(Type.STRING, 1)
                                    + ");");
            default ->
                    local(
                            "Optional<Integer> ",
                            "Optional.of(" + values.call(Type.BOX, 1) + ").map(x -> c0(x) + 1)",
                            ".get()");
        }
    }

    private String statement() {
        Calls.Method method = calls.any();
        return method.call().startsWith("\"") ? "c0(4);" : values.invoke(method, 2) + ";";
    }

    private void local(String type, String value, String read) {
        String name = draft.fresh("t");
        draft.line(type + name + " = " + value + ";");
        if (draft.chance(70)) {
            draft.line("Helpers.log(s, " + name + read + ");");
        }
    }

    /** Plain changes, for programs in which nothing fails. */
    private void plain() {
        String list = values.list();
        draft.line(
                switch (draft.dice(30)) {
                    case 0, 1 ->
                            values.ints()
                                    + "["
                                    + values.index(1)
                                    + "] = "
                                    + values.of(Type.INT, 2)
                                    + ";";
                    case 2 ->
                            values.ints()
                                    + "["
                                    + values.index(1)
                                    + "]"
                                    + draft.pick("++;", "--;", " <<= 1;");
                    case 3 ->
                            "s.words[" + values.index(1) + "] = " + values.of(Type.STRING, 2) + ";";
                    case 4 -> values.ages() + ".remove(" + values.key(1) + ");";
                    case 5 ->
                            values.ages()
                                    + ".put("
                                    + values.key(1)
                                    + ", "
                                    + values.of(Type.INT, 2)
                                    + ");";
                    case 6 -> list + ".remove(Integer.valueOf(" + values.of(Type.INT, 1) + "));";
                    case 7 -> "if (!" + list + ".isEmpty()) {" + list + ".remove(0);}";
                    case 8 -> "Collections.sort(" + list + ");";
                    case 9 ->
                            draft.pick(list, "s.set", values.ages(), "s.linked", "s.names")
                                    + ".clear();";
                    case 10 -> values.node() + ".i" + draft.pick("++", " += 2", " = 5") + ";";
                    case 11 -> "s0" + draft.pick("++", " = " + values.of(Type.INT, 1)) + ";";
                    case 12 -> "s.count" + draft.pick("++", " = " + values.of(Type.INT, 1)) + ";";
                    case 13 -> "s.flag = " + values.of(Type.INT, 1) + ";";
                    case 14 -> "s.text.append(" + values.of(Type.INT, 1) + ");";
                    case 15 -> "s.moreInts = " + values.ints() + ";";
                    case 16 -> "s.moreList = " + values.list() + ";";
                    case 17 -> values.node() + ".next = " + values.node() + ";";
                    case 18 ->
                            "System.arraycopy("
                                    + values.ints()
                                    + ", 0, "
                                    + values.ints()
                                    + ", 2, 4);";
                    case 19 -> "s.moreAges.putAll(" + values.ages() + ");";
                    case 20 -> values.ages() + ".replaceAll((k, v) -> v + 1);";
                    case 21 -> list + ".removeIf(x -> x > " + draft.dice(40) + ");";
                    case 22 -> "s.text.setLength(Math.min(s.text.length(), 5));";
                    case 23 -> "s.linked." + draft.pick("poll", "pollLast") + "();";
                    case 24 ->
                            values.ages()
                                    + ".computeIfAbsent("
                                    + values.key(1)
                                    + ", k -> k.length());";
                    case 25 ->
                            values.ages()
                                    + ".computeIfPresent("
                                    + values.key(1)
                                    + ", (k, v) -> v + 1);";
                    case 26 -> "s.atomic.incrementAndGet();";
                    case 27 -> "sa = " + values.ints() + ";";
                    case 28 -> "s.view.set(0, " + values.of(Type.INT, 1) + ");";
                    default -> "s.node.data = " + values.ints() + ";";
                });
    }
}
