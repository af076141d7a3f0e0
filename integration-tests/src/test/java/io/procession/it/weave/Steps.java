package io.procession.it.weave;

import io.procession.it.weave.Draft.Place;
import io.procession.it.weave.Draft.Type;
import io.procession.it.weave.Draft.Variable;
import java.util.List;

/** Statements of a generated program that steer: loops, conditions, exceptions, lambdas. */
final class Steps {

    private final Draft draft;
    private final Values values;
    private final Writes writes;
    private final Bursts bursts;

    Steps(Draft draft, Values values, Writes writes) {
        this.draft = draft;
        this.values = values;
        this.writes = writes;
        this.bursts = new Bursts(draft, values);
    }

    /** Some statements. */
    void some(int most, int depth) {
        int count = 1 + draft.dice(most);
        for (int k = 0; k < count && draft.budget > 0; k++) {
            one(depth);
        }
    }

    private void one(int depth) {
        draft.budget--;
        int kind = draft.dice(100);
        if (kind < 16) {
            local();
        } else if (kind < 30) {
            assignment();
        } else if (kind < 36) {
            draft.budget -= 2;
            bursts.one();
        } else if (kind < 62 || depth <= 0) {
            writes.one();
        } else if (kind < 76) {
            loop(depth - 1);
        } else if (kind < 83) {
            branch(depth - 1);
        } else if (kind < 90) {
            guarded(depth - 1);
        } else if (kind < 95) {
            lambda(depth - 1);
        } else {
            jump();
        }
    }

    /** A new local variable. */
    void local() {
        Type type =
                draft.pick(
                        Type.INT,
                        Type.INT,
                        Type.INT,
                        Type.LONG,
                        Type.DOUBLE,
                        Type.STRING,
                        Type.BOX,
                        Type.BOOLEAN,
                        Type.POINT,
                        Type.INTS,
                        Type.LIST,
                        Type.AGES,
                        Type.NODE,
                        Type.FLOAT,
                        Type.BYTE,
                        Type.CHAR,
                        Type.SHORT);
        String name = draft.fresh("v");
        String value =
                draft.chance(55) && !type.isContainer() ? values.call(type, 2) : values.of(type, 2);
        if (type == Type.INTS && draft.chance(25)) {
            value = draft.chance(50) ? value + ".clone()" : values.call(Type.INTS, 2);
        }
        draft.line(type.java + " " + name + " = " + value + ";");
        draft.declare(name, type, !type.isContainer() && draft.chance(60) || draft.chance(20));
    }

    private void assignment() {
        Type type =
                draft.pick(
                        Type.INT,
                        Type.INT,
                        Type.LONG,
                        Type.DOUBLE,
                        Type.STRING,
                        Type.BOX,
                        Type.BYTE,
                        Type.INTS,
                        Type.NODE);
        List<Variable> variables = draft.assignable(type);
        if (variables.isEmpty()) {
            local();
            return;
        }
        String name = draft.pick(variables).name();
        String value =
                draft.chance(60) && !type.isContainer() ? values.call(type, 2) : values.of(type, 2);
        switch (type) {
            case INT, LONG, DOUBLE, BYTE ->
                    draft.line(
                            draft.chance(15)
                                    ? name + draft.pick("++;", "--;")
                                    : name
                                            + draft.pick(" = ", " += ", " += ", " -= ")
                                            + cast(type, value)
                                            + ";");
            case STRING ->
                    draft.line(
                            draft.chance(50)
                                    ? name + " = " + value + ";"
                                    : name + " += Helpers.cut(" + value + ");");
            case BOX -> draft.line(name + draft.pick(" = ", " += ") + value + ";");
            default -> draft.line(name + " = " + value + ";");
        }
    }

    private static String cast(Type type, String value) {
        return type == Type.BYTE ? "(byte) (" + value + ")" : value;
    }

    // ---- loops

    private void loop(int depth) {
        if (draft.place.loops >= 3) {
            writes.one();
            return;
        }
        draft.place.loops++;
        draft.place.around++;
        String label = draft.chance(15) ? draft.fresh("L") : "";
        String prefix = label.isEmpty() ? "" : label + ": ";
        String name = draft.fresh("i");
        int count = 2 + draft.dice(draft.place.loops > 1 ? 2 : 4);
        switch (draft.dice(11)) {
            case 0, 1, 2, 3 -> {
                String more = draft.chance(15) ? " && " + values.condition(1) : "";
                draft.begin(
                        prefix
                                + "for (int "
                                + name
                                + " = 0; "
                                + name
                                + " < "
                                + count
                                + more
                                + "; "
                                + name
                                + "++) {");
                draft.declareCounter(name);
            }
            case 4 -> {
                draft.line("int " + name + " = 0;");
                draft.begin(
                        prefix
                                + "while ("
                                + name
                                + "++ < "
                                + count
                                + (draft.chance(50) ? " && " + values.condition(1) : "")
                                + ") {");
                draft.declareCounter(name);
            }
            case 5 -> {
                draft.line("int " + name + " = 0;");
                draft.begin(prefix + "do {");
                draft.declareCounter(name);
            }
            case 6 -> {
                draft.begin(prefix + "for (int " + name + " : " + values.ints() + ") {");
                draft.declare(name, Type.INT, false);
            }
            case 7 -> {
                draft.begin(
                        prefix
                                + "for (Integer "
                                + name
                                + " : "
                                + draft.pick(
                                        values.list(),
                                        values.list(),
                                        "s.set",
                                        "s.values",
                                        "List.of(3, 1, 2)",
                                        "s.deque")
                                + ") {");
                draft.declare(name, Type.BOX, false);
            }
            case 8 -> {
                draft.begin(
                        prefix
                                + "for (String "
                                + name
                                + " : "
                                + draft.pick(
                                        values.ages() + ".keySet()",
                                        "s.words",
                                        "s.sorted",
                                        "s.linked",
                                        "s.names.values()",
                                        "s.sums.keySet()")
                                + ") {");
                draft.declare(name, Type.STRING, false);
                if (draft.chance(60)) {
                    draft.line(
                            "s."
                                    + draft.pick("ages", "moreAges", "ages")
                                    + ".put("
                                    + name
                                    + ", "
                                    + values.written(Type.BOX, 2)
                                    + ");");
                }
            }
            case 9 -> entries(prefix, name);
            default -> iterator(prefix, name);
        }
        boolean doWhile = draft.out.lastIndexOf("do {\n") == draft.out.length() - 5;
        if (draft.chance(60)) {
            draft.line("if (" + values.condition(1) + ") {");
            draft.line(
                    "    "
                            + draft.pick("continue", "break", "continue")
                            + (label.isEmpty() ? "" : " " + label)
                            + ";");
            draft.line("}");
        }
        some(3, depth);
        draft.end(doWhile ? "} while (" + name + "++ < " + count + ");" : "}");
        draft.place.loops--;
        draft.place.around--;
    }

    private void entries(String prefix, String name) {
        String map = values.ages();
        draft.begin(
                prefix
                        + "for (Map.Entry<String, Integer> "
                        + name
                        + " : "
                        + map
                        + ".entrySet()) {");
        switch (draft.dice(4)) {
            case 0, 1 -> draft.line(name + ".setValue(" + values.written(Type.BOX, 2) + ");");
            case 2 -> {
                String value = draft.fresh("v");
                draft.line("int " + value + " = " + name + ".getValue();");
                draft.declare(value, Type.INT, false);
            }
            default ->
                    draft.line(
                            "s.sums.put("
                                    + name
                                    + ".getKey(), "
                                    + values.call(Type.LONG, 2)
                                    + ");");
        }
    }

    private void iterator(String prefix, String name) {
        String source = draft.pick(values.list(), "s.set", "s.deque");
        draft.begin(
                prefix
                        + "for (Iterator<Integer> "
                        + name
                        + " = "
                        + source
                        + ".iterator(); "
                        + name
                        + ".hasNext(); ) {");
        String value = draft.fresh("v");
        draft.line("Integer " + value + " = " + name + ".next();");
        draft.declare(value, Type.BOX, false);
        if (!draft.fails && draft.chance(20)) {
            draft.line("if (" + values.condition(1) + ") {");
            draft.line("    " + name + ".remove();");
            draft.line("}");
        }
    }

    // ---- branches and jumps

    private void branch(int depth) {
        switch (draft.dice(5)) {
            case 0 -> {
                draft.begin("switch (" + values.of(Type.INT, 2) + " & 3) {");
                for (int k = 0; k < 3; k++) {
                    draft.begin(k == 2 ? "default:" : "case " + k + ":");
                    draft.line("{");
                    some(2, depth);
                    draft.line("}");
                    if (draft.chance(70)) {
                        draft.line("break;");
                    }
                    draft.close();
                    draft.indent--;
                }
                draft.end("}");
            }
            case 1 -> {
                draft.begin("switch (" + values.of(Type.STRING, 2) + ") {");
                draft.begin("case \"w1\", \"w2\" -> {");
                some(2, depth);
                draft.end("}");
                draft.begin("default -> {");
                some(2, depth);
                draft.end("}");
                draft.end("}");
            }
            case 2 -> {
                if (draft.modern) {
                    modern(depth);
                } else {
                    pattern(depth);
                }
            }
            default -> {
                draft.begin("if (" + values.condition(2) + ") {");
                some(3, depth);
                if (draft.chance(60)) {
                    draft.turn("} else {");
                    some(3, depth);
                }
                draft.end("}");
            }
        }
    }

    private void pattern(int depth) {
        String name = draft.fresh("v");
        draft.begin("if (s.things[" + values.index(1) + "] instanceof Point " + name + ") {");
        draft.declare(name, Type.POINT, false);
        some(2, depth);
        draft.end("}");
    }

    /** Patterns as of Java 21. */
    private void modern(int depth) {
        String a = draft.fresh("v");
        String b = draft.fresh("v");
        if (draft.chance(50)) {
            draft.begin(
                    "if (s.things["
                            + values.index(1)
                            + "] instanceof Point(int "
                            + a
                            + ", String "
                            + b
                            + ")) {");
            draft.declare(a, Type.INT, false);
            draft.declare(b, Type.STRING, false);
            some(2, depth);
            draft.end("}");
            return;
        }
        draft.begin("switch (s.things[" + values.index(1) + "]) {");
        draft.begin(
                "case Point(int "
                        + a
                        + ", String "
                        + b
                        + ") when "
                        + a
                        + " > "
                        + draft.dice(5)
                        + " -> {");
        draft.declare(a, Type.INT, false);
        draft.declare(b, Type.STRING, false);
        some(2, depth);
        draft.end("}");
        String n = draft.fresh("v");
        draft.begin("case Integer " + n + " -> {");
        draft.declare(n, Type.BOX, false);
        some(2, depth);
        draft.end("}");
        draft.begin("case null, default -> {");
        some(2, depth);
        draft.end("}");
        draft.end("}");
    }

    private void jump() {
        draft.begin("if (" + values.condition(2) + ") {");
        switch (draft.dice(4)) {
            case 0 ->
                    draft.line(
                            "throw new IllegalStateException(\"thrown \" + "
                                    + values.of(Type.INT, 1)
                                    + ");");
            case 1, 2 -> giveBack();
            default -> {
                if (draft.place.around > 0) {
                    draft.line(draft.pick("break;", "continue;"));
                } else {
                    writes.one();
                }
            }
        }
        draft.end("}");
    }

    /** A return. */
    void giveBack() {
        String value =
                switch (draft.place.result) {
                    case "void" -> "";
                    case "int" ->
                            " "
                                    + (draft.chance(50)
                                            ? values.call(Type.INT, 2)
                                            : values.of(Type.INT, 2));
                    case "long" -> " " + values.call(Type.LONG, 2);
                    case "double" -> " " + values.call(Type.DOUBLE, 2);
                    case "String" -> " " + values.call(Type.STRING, 2);
                    case "boolean" -> " " + values.condition(2);
                    case "Integer" -> " " + values.call(Type.BOX, 2);
                    case "int[]" -> " " + values.ints();
                    default -> " " + values.call(draft.pick(Type.POINT, Type.STRING, Type.BOX), 2);
                };
        draft.line("return" + value + ";");
    }

    // ---- exceptions

    private void guarded(int depth) {
        if (draft.chance(15)) {
            draft.begin("synchronized (s.lock) {");
            some(2, depth);
            draft.end("}");
            return;
        }
        if (draft.chance(10)) {
            draft.begin("try (Closing " + draft.fresh("r") + " = new Closing(s)) {");
            some(2, depth);
            draft.end("}");
            return;
        }
        draft.begin("try {");
        some(3, depth);
        int kind = draft.dice(10);
        if (kind < 8) {
            String e = draft.fresh("e");
            draft.turn(
                    "} catch ("
                            + draft.pick(
                                    "Boom",
                                    "RuntimeException",
                                    "Exception",
                                    "IllegalStateException | Boom",
                                    "IndexOutOfBoundsException")
                            + " "
                            + e
                            + ") {");
            if (draft.chance(70)) {
                draft.line("Helpers.log(s, Helpers.say(" + e + "));");
            }
            some(2, depth);
            if (draft.chance(15)) {
                draft.line("if (" + values.condition(1) + ") {");
                draft.line("    throw new IllegalStateException(\"again\", " + e + ");");
                draft.line("}");
            }
        }
        if (kind >= 6) {
            draft.turn("} finally {");
            some(2, depth);
        }
        draft.end("}");
    }

    // ---- lambdas

    private void lambda(int depth) {
        Place outer = draft.place;
        String x = draft.fresh("x");
        String y = draft.fresh("x");
        int kind = draft.dice(6);
        String source = kind < 2 ? values.list() : kind == 2 ? values.ages() : "";
        List<List<Variable>> scopes = draft.enterLambda();
        draft.place = new Place();
        draft.place.checked = false;
        draft.place.lambda = true;
        draft.place.result = "void";
        draft.place.loops = 2;
        if (kind == 2) {
            draft.begin(source + ".forEach((" + x + ", " + y + ") -> {");
            draft.declare(x, Type.STRING, false);
            draft.declare(y, Type.BOX, false);
            if (draft.chance(60)) {
                draft.line("s.sums.put(" + x + ", " + values.call(Type.LONG, 2) + ");");
            }
        } else if (kind < 5) {
            source =
                    kind < 2
                            ? source
                            : draft.pick(
                                    "IntStream.range(0, 3)",
                                    "List.of(1, 2, 3)",
                                    "new ArrayList<>(s.list)",
                                    "s.set");
            draft.begin(source + ".forEach(" + x + " -> {");
            draft.declare(x, source.startsWith("IntStream") ? Type.INT : Type.BOX, false);
            if (draft.chance(60)) {
                draft.line("s.ints[" + x + " & 7] = " + values.call(Type.INT, 2) + ";");
            }
        } else {
            String run = draft.fresh("run");
            draft.begin("Runnable " + run + " = () -> {");
            some(2, depth);
            draft.end("};");
            draft.line(run + ".run();");
            draft.leaveLambda(scopes);
            draft.place = outer;
            return;
        }
        draft.place.loops = 2;
        boolean guarded = draft.chance(30);
        if (guarded) {
            draft.begin("try {");
            draft.line("s.longs[1] = " + values.call(Type.LONG, 1) + ";");
        }
        some(2, Math.min(depth, 1));
        if (guarded) {
            draft.turn("} catch (Boom e) {");
            draft.line("Helpers.log(s, e.getMessage());");
            draft.end("}");
        }
        draft.end("});");
        draft.leaveLambda(scopes);
        draft.place = outer;
    }
}
