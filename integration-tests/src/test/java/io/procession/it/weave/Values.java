package io.procession.it.weave;

import io.procession.it.weave.Draft.Type;
import io.procession.it.weave.Draft.Variable;
import java.util.ArrayList;
import java.util.List;

/** Expressions of a generated program; each can stand anywhere, in parentheses if need be. */
final class Values {

    private final Draft draft;
    private final Calls calls;

    /** Helper methods of the program that take the state and an int, and give an int. */
    final List<String> helpers = new ArrayList<>();

    Values(Draft draft, Calls calls) {
        this.draft = draft;
        this.calls = calls;
    }

    /** Any value. */
    String of(Type type, int depth) {
        if (draft.place.calls && depth > 0 && draft.chance(22)) {
            return call(type, depth);
        }
        return switch (type) {
            case INT -> integer(depth);
            case LONG -> whole(depth);
            case DOUBLE -> real(depth);
            case FLOAT, BYTE, SHORT, CHAR -> small(type, depth);
            case BOOLEAN -> condition(depth);
            case STRING -> string(depth);
            case BOX -> box(depth);
            case POINT -> point(depth);
            case INTS -> ints();
            case LIST -> list();
            case AGES -> ages();
            case NODE -> node();
        };
    }

    /**
     * What may be written to the heap: where calls may fail, only what a call's result is part of.
     */
    String written(Type type, int depth) {
        return draft.fails || draft.chance(70) ? call(type, depth) : of(type, depth);
    }

    /** The result of a concurrent call, as a value of this type. */
    String call(Type type, int depth) {
        Calls.Method method = calls.any();
        String call = "(" + invoke(method, depth) + ")";
        return convert(method.result(), type, call, depth);
    }

    /** A call of a concurrent method. */
    String invoke(Calls.Method method, int depth) {
        StringBuilder text = new StringBuilder(method.call());
        int count = method.varargs() ? draft.dice(3) : method.parameters().size();
        for (int k = 0; k < count; k++) {
            Type type = method.varargs() ? Type.INT : method.parameters().get(k);
            text.append(k == 0 ? "" : ", ").append(of(type, Math.min(depth - 1, 2)));
        }
        return text.append(')').toString();
    }

    private String convert(Type from, Type to, String call, int depth) {
        if (from == to) {
            return draft.chance(25) ? lifted(to, call, depth) : call;
        }
        String number =
                switch (from) {
                    case INT, LONG, DOUBLE, FLOAT, BYTE, SHORT, CHAR, BOX -> "((int) " + call + ")";
                    case BOOLEAN -> "(" + call + " ? 3 : 4)";
                    case STRING -> call + ".length()";
                    case POINT -> call + ".a()";
                    case INTS -> call + "[" + index(0) + "]";
                    default ->
                            throw new IllegalStateException("no concurrent method gives " + from);
                };
        return switch (to) {
            case BOX -> draft.pick("(Integer) ", "Integer.valueOf") + "(" + number + ")";
            case STRING ->
                    draft.pick(
                            "(\"x\" + " + number + ")",
                            "String.valueOf(" + number + ")",
                            "Helpers.word(" + number + ")");
            case POINT -> "new Point(" + number + ", " + of(Type.STRING, 0) + ")";
            case BOOLEAN -> "(" + number + " > " + draft.dice(30) + ")";
            case INTS, LIST, AGES, NODE -> of(to, 0);
            default -> "((" + to.java + ") " + number + ")";
        };
    }

    /** Pure work on a result. */
    private String lifted(Type type, String call, int depth) {
        return switch (type) {
            case INT ->
                    draft.pick(
                            "(" + call + " + " + of(Type.INT, depth - 1) + ")",
                            "(" + of(Type.INT, depth - 1) + " - " + call + ")",
                            "Math.max(" + call + ", " + of(Type.INT, depth - 1) + ")",
                            "(" + call + " * 2)",
                            "(-" + call + ")",
                            "twice(" + call + ")",
                            "Helpers.pure(" + call + ", 2)",
                            "(int) (byte) " + call,
                            draft.fails ? "(100 / " + call + ")" : "(" + call + " % 7)");
            case LONG -> "(" + call + " + " + of(Type.INT, depth - 1) + ")";
            case DOUBLE -> draft.pick("Math.abs(" + call + ")", "(" + call + " * 0.5)");
            case STRING ->
                    draft.pick(
                            "(" + call + " + \"y\")",
                            call + ".toUpperCase(java.util.Locale.ROOT)",
                            "(\"<\" + " + call + " + " + of(Type.INT, 0) + ")",
                            draft.fails ? call + ".substring(1, 5)" : call + ".concat(\"z\")");
            case BOX -> "(Integer) (" + call + " + 1)";
            case BOOLEAN -> "!" + call;
            default -> call;
        };
    }

    /** An index of an array of eight; seldom a bad one. */
    String index(int depth) {
        if (draft.chance(1)) {
            return draft.pick("8", "-1");
        }
        List<Variable> ints = draft.readable(Type.INT);
        if (depth <= 0 || draft.chance(50)) {
            return ints.isEmpty() || draft.chance(30)
                    ? Integer.toString(draft.dice(8))
                    : "(" + draft.pick(ints).name() + draft.pick("", " + 1", " + 2") + ") & 7";
        }
        return "(" + of(Type.INT, depth - 1) + ") & 7";
    }

    String key(int depth) {
        return draft.chance(50)
                ? "\"k" + draft.dice(5) + "\""
                : "\"k\" + (" + of(Type.INT, Math.min(depth, 1)) + " & 3)";
    }

    private String integer(int depth) {
        if (depth <= 0) {
            return leaf(Type.INT, Integer.toString(draft.dice(24) - 4));
        }
        int d = depth - 1;
        return switch (draft.dice(34)) {
            case 0, 1 -> leaf(Type.INT, Integer.toString(draft.dice(24) - 4));
            case 2, 3 ->
                    "("
                            + of(Type.INT, d)
                            + draft.pick(" + ", " - ", " * ", " ^ ", " & ", " | ")
                            + of(Type.INT, d)
                            + ")";
            case 4 -> "(" + of(Type.INT, d) + draft.pick(" % ", " / ") + (2 + draft.dice(9)) + ")";
            case 5, 6 -> ints() + "[" + index(d) + "]";
            case 7 ->
                    "((int) " + ages() + ".getOrDefault(" + key(d) + ", " + of(Type.INT, d) + "))";
            case 8 -> list() + ".size()";
            case 9 ->
                    "((int) "
                            + node()
                            + draft.pick(
                                    ".i",
                                    ".b",
                                    ".h",
                                    ".c",
                                    ".v",
                                    ".id",
                                    ".data.length",
                                    ".weight()",
                                    ".read()")
                            + ")";
            case 10 -> "s0";
            case 11, 12 ->
                    "(" + condition(d) + " ? " + of(Type.INT, d) + " : " + of(Type.INT, d) + ")";
            case 13 ->
                    draft.pick(
                            "s.text.length()",
                            "s.set.size()",
                            "s.ages.size()",
                            "s.linked.size()",
                            "s.names.size()",
                            "s.log.size()",
                            "s.pointSet.size()",
                            "s.ints.length");
            case 14 -> "(int) " + of(Type.LONG, d);
            case 15 -> "(int) " + of(Type.DOUBLE, d);
            case 16 -> "twice(" + of(Type.INT, d) + ")";
            case 17 ->
                    draft.pick(
                                    "Helpers.bump(s, ",
                                    "Helpers.pure(3, ",
                                    "Helpers.look(" + ints() + ", ")
                            + of(Type.INT, d)
                            + ")";
            case 18 ->
                    "Math."
                            + draft.pick("max", "min")
                            + "("
                            + of(Type.INT, d)
                            + ", "
                            + of(Type.INT, d)
                            + ")";
            case 19 ->
                    helpers.isEmpty() || !draft.place.checked
                            ? "7"
                            : draft.pick(helpers) + "(s, " + of(Type.INT, 1) + ")";
            case 20 -> point(d) + ".a()";
            case 21 -> of(Type.STRING, d) + ".length()";
            case 22 -> "((int) " + stream(d) + ")";
            case 23 -> "s.grid[" + index(0) + "][" + index(d) + "]";
            case 24 -> switched(Type.INT, d);
            case 25 -> assigned(Type.INT, d);
            case 26 -> draft.pick("s.count", "s.flag", "s.atomic.get()", "me.bias", "me.gain");
            case 27 ->
                    "new int[] {"
                            + of(Type.INT, d)
                            + ", "
                            + of(Type.INT, d)
                            + "}["
                            + draft.dice(2)
                            + "]";
            case 28 -> "((int) " + element() + ")";
            case 29 ->
                    "((int) "
                            + draft.pick("s.bytes", "s.shorts", "s.chars")
                            + "["
                            + index(d)
                            + "])";
            case 30 ->
                    "((s.things["
                            + index(d)
                            + "] instanceof Integer n"
                            + unique()
                            + ") ? (int) "
                            + lastUnique()
                            + " : 3)";
            case 31 ->
                    draft.fails ? "Helpers.refuse(" + of(Type.INT, d) + ")" : "~" + of(Type.INT, d);
            case 32 ->
                    "((int) "
                            + draft.pick(
                                    "s.points.getOrDefault(" + point(d) + ", 5)",
                                    "s.listed.getOrDefault(List.of(" + of(Type.INT, 0) + "), 6)",
                                    "s.down.getOrDefault(" + key(d) + ", 4)",
                                    "s.nested.get(\"k"
                                            + draft.dice(3)
                                            + "\").getOrDefault("
                                            + key(0)
                                            + ", 3)",
                                    "s.fixed.getOrDefault(" + key(0) + ", 2)")
                            + ")";
            default ->
                    "Integer."
                            + draft.pick("compare", "sum", "max")
                            + "("
                            + of(Type.INT, d)
                            + ", "
                            + of(Type.INT, d)
                            + ")";
        };
    }

    private String lastUnique = "";

    private String unique() {
        lastUnique = draft.fresh("");
        return lastUnique;
    }

    private String lastUnique() {
        return "n" + lastUnique;
    }

    private String leaf(Type type, String literal) {
        List<Variable> variables = draft.readable(type);
        return variables.isEmpty() || draft.chance(30) ? literal : draft.pick(variables).name();
    }

    private String element() {
        String list = list();
        return switch (draft.dice(4)) {
            case 0 -> "(" + list + ".isEmpty() ? 2 : " + list + ".get(0))";
            case 1 -> "(" + list + ".contains(" + of(Type.INT, 0) + ") ? 1 : 0)";
            case 2 -> list + ".indexOf(" + of(Type.INT, 0) + ")";
            default -> draft.chance(20) ? "s.view.get(0)" : list + ".get(0)";
        };
    }

    private String stream(int d) {
        if (!draft.place.calls) {
            return "9";
        }
        String x = draft.fresh("x");
        Calls.Method method = calls.simple();
        String call = method.call() + x + ")";
        String source = draft.pick(list(), "List.of(1, 2, 3, 4)", "new ArrayList<>(s.set)");
        return switch (draft.dice(9)) {
            case 0 -> source + ".stream().mapToInt(" + x + " -> " + call + ").sum()";
            case 1 -> source + ".stream().map(" + x + " -> " + call + ").reduce(0, Integer::sum)";
            case 2 -> "IntStream.range(0, 4).map(" + x + " -> " + call + ").sum()";
            case 3 ->
                    source
                            + ".stream().filter("
                            + x
                            + " -> "
                            + x
                            + " > 1).map("
                            + x
                            + " -> "
                            + call
                            + ").map("
                            + x
                            + " -> "
                            + x
                            + " * 2).toList().size()";
            case 4 ->
                    "IntStream.range(0, 3).mapToObj("
                            + x
                            + " -> "
                            + call
                            + ").collect(Collectors.toList()).hashCode()";
            case 5 -> source + ".stream().map(" + x + " -> " + call + ").findFirst().orElse(3)";
            case 6 ->
                    "Arrays.stream("
                            + ints()
                            + ").map("
                            + x
                            + " -> "
                            + call
                            + ").limit(3).max().getAsInt()";
            case 7 ->
                    method.call().startsWith("me.")
                            ? source
                                    + ".stream().map(me::own).mapToInt("
                                    + x
                                    + " -> "
                                    + x
                                    + ").sum()"
                            : source
                                    + ".stream().mapToInt("
                                    + x
                                    + " -> "
                                    + x
                                    + ").map(Self::"
                                    + method.call().replace("(", "")
                                    + ").sum()";
            default -> "(" + source + ".stream().anyMatch(" + x + " -> " + call + " > 20) ? 1 : 2)";
        };
    }

    private String switched(Type type, int d) {
        String one = of(type, d);
        String two = of(type, d);
        String three = of(type, d);
        return "(switch ("
                + of(Type.INT, d)
                + " & 3) { case 0 -> "
                + one
                + "; case 1, 2 -> { "
                + type.java
                + " y"
                + unique()
                + " = "
                + two
                + "; yield y"
                + lastUnique
                + "; } default -> "
                + three
                + "; })";
    }

    private String assigned(Type type, int d) {
        List<Variable> variables = draft.assignable(type);
        if (variables.isEmpty()) {
            return leaf(type, "6");
        }
        String name = draft.pick(variables).name();
        return draft.chance(40)
                ? name + draft.pick("++", "--")
                : "(" + name + " = " + of(type, d) + ")";
    }

    private String whole(int depth) {
        if (depth <= 0) {
            return leaf(Type.LONG, draft.dice(40) + "L");
        }
        int d = depth - 1;
        return switch (draft.dice(9)) {
            case 0 -> leaf(Type.LONG, draft.dice(40) + "L");
            case 1 ->
                    "("
                            + of(Type.LONG, d)
                            + draft.pick(" + ", " - ", " * ", " ^ ")
                            + of(Type.LONG, d)
                            + ")";
            case 2 -> "s.longs[" + index(d) + "]";
            case 3 -> "((long) s.sums.getOrDefault(" + key(d) + ", 2L))";
            case 4 -> node() + ".j";
            case 5 -> "(" + condition(d) + " ? " + of(Type.LONG, d) + " : " + of(Type.INT, d) + ")";
            case 6 -> "(" + of(Type.INT, d) + " * 5L)";
            case 7 -> "(long) " + of(Type.DOUBLE, d);
            default -> "s1";
        };
    }

    private String real(int depth) {
        if (depth <= 0) {
            return leaf(Type.DOUBLE, draft.dice(20) + ".5");
        }
        int d = depth - 1;
        return switch (draft.dice(9)) {
            case 0 -> leaf(Type.DOUBLE, draft.dice(20) + ".25");
            case 1 ->
                    "("
                            + of(Type.DOUBLE, d)
                            + draft.pick(" + ", " - ", " * ")
                            + of(Type.DOUBLE, d)
                            + ")";
            case 2 -> "s.doubles[" + index(d) + "]";
            case 3 -> "((double) s.rates.getOrDefault(" + of(Type.INT, d) + " & 7, 0.5))";
            case 4 -> "((double) " + node() + draft.pick(".d", ".f") + ")";
            case 5 -> "Math." + draft.pick("abs", "floor") + "(" + of(Type.DOUBLE, d) + ")";
            case 6 -> "(" + of(Type.INT, d) + " / 4.0)";
            case 7 ->
                    "(" + condition(d) + " ? " + of(Type.DOUBLE, d) + " : " + of(Type.INT, d) + ")";
            default -> "((double) s.floats[" + index(d) + "])";
        };
    }

    private String small(Type type, int depth) {
        List<Variable> variables = draft.readable(type);
        if (!variables.isEmpty() && draft.chance(50)) {
            return draft.pick(variables).name();
        }
        return "(" + type.java + ") (" + of(Type.INT, depth - 1) + ")";
    }

    /** A condition; never a constant. */
    String condition(int depth) {
        if (depth <= 0) {
            return draft.pick(
                    "s.flags[" + index(0) + "]",
                    "(s.count > " + draft.dice(9) + ")",
                    leaf(Type.BOOLEAN, "me.on"));
        }
        int d = depth - 1;
        return switch (draft.dice(14)) {
            case 0 -> leaf(Type.BOOLEAN, "me.on");
            case 1, 2, 3 ->
                    "("
                            + of(Type.INT, d)
                            + draft.pick(" > ", " < ", " == ", " != ", " <= ")
                            + of(Type.INT, d)
                            + ")";
            case 4 -> "(" + of(Type.LONG, d) + draft.pick(" > ", " < ") + of(Type.LONG, d) + ")";
            case 5 ->
                    "(" + of(Type.DOUBLE, d) + draft.pick(" > ", " <= ") + of(Type.DOUBLE, d) + ")";
            case 6 -> ages() + ".containsKey(" + key(d) + ")";
            case 7 -> "s.flags[" + index(d) + "]";
            case 8 -> "s.set.contains(" + of(Type.INT, d) + ")";
            case 9 -> "(" + condition(d) + draft.pick(" && ", " || ", " ^ ") + condition(d) + ")";
            case 10 -> "!" + condition(d);
            case 11 ->
                    of(Type.STRING, d)
                            + draft.pick(".equals(", ".contains(")
                            + of(Type.STRING, d)
                            + ")";
            case 12 ->
                    draft.pick(
                            list() + ".isEmpty()",
                            "s.text.isEmpty()",
                            node() + ".z",
                            "(s.words[" + index(0) + "] == null)");
            default ->
                    draft.place.calls
                            ? "(" + call(Type.INT, d) + " > " + draft.dice(20) + ")"
                            : "me.on";
        };
    }

    private String string(int depth) {
        if (depth <= 0) {
            return leafString();
        }
        int d = depth - 1;
        return switch (draft.dice(12)) {
            case 0, 1 -> leafString();
            case 2 -> "(" + draft.pick("\"a\"", "\"b\"") + " + " + of(Type.INT, d) + ")";
            case 3 -> "Helpers.word(" + of(Type.INT, d) + ")";
            case 4 -> "Helpers.cut(s.words[" + index(d) + "])";
            case 5 -> "Helpers.cut(s.names.get(" + of(Type.INT, d) + " & 7))";
            case 6 ->
                    "String.valueOf("
                            + of(
                                    draft.pick(
                                            Type.INT,
                                            Type.DOUBLE,
                                            Type.BOOLEAN,
                                            Type.LONG,
                                            Type.CHAR),
                                    d)
                            + ")";
            case 7 -> "Helpers.cut(s.text.toString())";
            case 8 -> "Helpers.cut(" + node() + ".s)";
            case 9 ->
                    "("
                            + condition(d)
                            + " ? "
                            + of(Type.STRING, d)
                            + " : "
                            + of(Type.STRING, d)
                            + ")";
            case 10 -> "Helpers.cut(" + of(Type.STRING, d) + " + " + of(Type.STRING, d) + ")";
            default ->
                    draft.pick(
                            "Helpers.cut(s2)",
                            "String.format(\"%d\", " + of(Type.INT, d) + ")",
                            "Helpers.cut(s.linked.peekFirst())",
                            "s.sorted.first()",
                            "Helpers.cut(s.arrayView.get(" + draft.dice(8) + "))",
                            "(\"p\" + " + point(d) + ")");
        };
    }

    private String leafString() {
        List<Variable> variables = draft.readable(Type.STRING);
        return variables.isEmpty() || draft.chance(30)
                ? "\"" + draft.pick("u", "v", "w1") + "\""
                : "Helpers.cut(" + draft.pick(variables).name() + ")";
    }

    private String box(int depth) {
        List<Variable> variables = draft.readable(Type.BOX);
        if (!variables.isEmpty() && draft.chance(40)) {
            return draft.pick(variables).name();
        }
        return draft.pick(
                "(Integer) (" + of(Type.INT, depth - 1) + ")",
                "Integer.valueOf(" + of(Type.INT, depth - 1) + ")",
                "s.boxes[" + index(0) + "]",
                ages() + ".getOrDefault(" + key(0) + ", 1)");
    }

    String point(int depth) {
        List<Variable> variables = draft.readable(Type.POINT);
        return !variables.isEmpty() && draft.chance(50)
                ? draft.pick(variables).name()
                : "new Point(" + of(Type.INT, depth - 1) + " & 3, \"p\")";
    }

    String ints() {
        return container(
                Type.INTS,
                "s.ints",
                "s.ints",
                "s.moreInts",
                "s.grid[" + draft.dice(3) + "]",
                "s.node.data",
                "sa");
    }

    String list() {
        return container(
                Type.LIST,
                "s.list",
                "s.list",
                "s.moreList",
                "s.groups.get(\"k" + draft.dice(2) + "\")");
    }

    String ages() {
        return container(
                Type.AGES,
                "s.ages",
                "s.ages",
                "s.moreAges",
                "s.down",
                "s.nested.get(\"k" + draft.dice(2) + "\")");
    }

    String node() {
        return container(
                Type.NODE, "s.node", "s.node", "s.other", "s.node.next", "s.other.next.next");
    }

    private String container(Type type, String... fields) {
        List<Variable> variables = draft.readable(type);
        return !variables.isEmpty() && draft.chance(50)
                ? draft.pick(variables).name()
                : draft.pick(fields);
    }
}
