package io.procession.it.weave;

import io.procession.it.weave.Draft.Type;

/**
 * Several statements in a row on one object and few of its places, with nothing between that waits
 * for everything: where effects that are put off meet each other and plain code.
 */
final class Bursts {

    private final Draft draft;
    private final Values values;
    private String seen = "";

    Bursts(Draft draft, Values values) {
        this.draft = draft;
        this.values = values;
    }

    /** One burst. */
    void one() {
        if (draft.chance(draft.fails ? 40 : 10)) {
            handler();
            return;
        }
        seen = draft.fresh("seen");
        draft.line("String " + seen + " = \"\";");
        int kind = draft.dice(8);
        String name = draft.fresh("o");
        String other = draft.fresh("o");
        boolean loop = draft.chance(35) && draft.place.loops < 2;
        switch (kind) {
            case 0, 1, 2 -> {
                draft.line("Map<String, Integer> " + name + " = " + values.ages() + ";");
                draft.line("Map<String, Integer> " + other + " = " + values.ages() + ";");
            }
            case 3, 4 -> {
                draft.line("List<Integer> " + name + " = " + values.list() + ";");
                draft.line("List<Integer> " + other + " = " + values.list() + ";");
            }
            case 5 -> {
                draft.line("int[] " + name + " = " + values.ints() + ";");
                draft.line("int[] " + other + " = " + values.ints() + ";");
            }
            case 6 -> {
                draft.line("Node " + name + " = " + values.node() + ";");
                draft.line("Node " + other + " = " + values.node() + ";");
            }
            default -> {}
        }
        String counter = draft.fresh("i");
        if (loop) {
            draft.place.loops++;
            draft.begin("for (int " + counter + " = 0; " + counter + " < 3; " + counter + "++) {");
            draft.declareCounter(counter);
        }
        for (int k = 3 + draft.dice(5); k > 0; k--) {
            String target = draft.chance(70) ? name : other;
            switch (kind) {
                case 0, 1, 2 -> map(target);
                case 3, 4 -> list(target);
                case 5 -> array(target);
                case 6 -> node(target);
                default -> others();
            }
        }
        if (loop) {
            draft.end("}");
            draft.place.loops--;
        }
        draft.line("Helpers.log(s, " + seen + ");");
    }

    /** Locals that a handler reads, assigned between calls that may fail. */
    private void handler() {
        String number = draft.fresh("h");
        String text = draft.fresh("h");
        draft.line("int " + number + " = " + draft.dice(9) + ";");
        draft.line("String " + text + " = \"-\";");
        draft.line("try {");
        for (int k = 4 + draft.dice(5); k > 0; k--) {
            draft.line(
                    "    "
                            + switch (draft.dice(7)) {
                                case 0 -> number + " = " + draft.dice(9) + ";";
                                case 1 -> number + draft.pick(" = ", " += ") + rash() + ";";
                                case 2 -> text + " = \"t" + k + "\";";
                                case 3 -> text + " += " + values.call(Type.STRING, 1) + ";";
                                case 4 -> number + "++;";
                                default ->
                                        draft.pick(
                                                        "s.ints[1] = ",
                                                        "s.longs[2] = ",
                                                        "s0 = ",
                                                        "s.node.i = ")
                                                + rash()
                                                + ";";
                            });
        }
        draft.line("} catch (" + draft.pick("Boom", "RuntimeException", "Exception") + " e) {");
        draft.line("    Helpers.log(s, " + number + " + " + text + " + Helpers.say(e));");
        draft.line("}");
        draft.line("Helpers.log(s, " + number + " + " + text + ");");
    }

    /** A call that fails for every fourth number, where calls may fail. */
    private String rash() {
        return "Self.rash(" + draft.dice(9) + ")";
    }

    private void see(String value) {
        draft.line("if (" + seen + ".length() < 200) {" + seen + " += " + value + " + \",\";}");
    }

    private String call() {
        return values.call(Type.INT, 1);
    }

    private String key() {
        return draft.chance(85)
                ? "\"k" + draft.dice(3) + "\""
                : "\"k\" + (" + values.of(Type.INT, 1) + " & 1)";
    }

    private void map(String m) {
        int kind = draft.dice(draft.fails ? 13 : 20);
        switch (kind) {
            case 19 -> {
                draft.line("s.ints[0] = " + call() + ";");
                see(m + ".computeIfAbsent(" + draft.pick("\"n1\"", "\"n2\"") + ", k -> s.ints[0])");
            }
            case 0, 1, 2, 3 -> draft.line(m + ".put(" + key() + ", " + call() + ");");
            case 4 -> draft.line(m + ".putIfAbsent(" + key() + ", " + call() + ");");
            case 5 -> draft.line(m + ".merge(" + key() + ", " + call() + ", Integer::sum);");
            case 6 -> draft.line(m + ".remove(\"k\" + (" + call() + " & 1));");
            case 7 -> see(m + ".get(" + key() + ")");
            case 8 ->
                    see(
                            draft.pick(
                                    m,
                                    m + ".size()",
                                    m + ".isEmpty()",
                                    m + ".containsKey(" + key() + ")"));
            case 9 -> through("String", m + ".keySet()", "");
            case 10 -> through("Integer", m + ".values()", "");
            case 11 ->
                    through(
                            "Map.Entry<String, Integer>",
                            m + ".entrySet()",
                            draft.pick("", ".getKey()", ".getValue()"));
            case 12 ->
                    draft.line(
                            "for (Map.Entry<String, Integer> e : "
                                    + m
                                    + ".entrySet()) {e.setValue("
                                    + call()
                                    + ");}");
            case 13 -> draft.line(m + ".remove(" + key() + ");");
            case 14 -> draft.line(m + ".put(" + key() + ", " + values.of(Type.INT, 0) + ");");
            case 15 -> draft.line(m + ".clear();");
            case 16 -> draft.line(m + ".keySet().remove(" + key() + ");");
            case 17 -> see(m + ".computeIfAbsent(" + key() + ", k -> 4)");
            default -> draft.line("Self.empty(" + m + ", " + call() + ");");
        }
    }

    private void through(String type, String source, String read) {
        String name = draft.fresh("e");
        draft.line(
                "for ("
                        + type
                        + " "
                        + name
                        + " : "
                        + source
                        + ") {if ("
                        + seen
                        + ".length() < 200) {"
                        + seen
                        + " += "
                        + name
                        + read
                        + ";}}");
    }

    private void list(String l) {
        int kind = draft.dice(draft.fails ? 9 : 17);
        switch (kind) {
            case 0, 1, 2 ->
                    draft.line("if (" + l + ".size() < 30) {" + l + ".add(" + call() + ");}");
            case 3 -> draft.line("if (!" + l + ".isEmpty()) {" + l + ".set(0, " + call() + ");}");
            case 4 -> draft.line(l + ".set(" + draft.dice(3) + ", " + call() + ");");
            case 5 -> draft.line("if (" + l + ".size() < 30) {" + l + ".add(0, " + call() + ");}");
            case 6 -> see(l + ".get(" + draft.pick("0", "1", l + ".size() - 1") + ")");
            case 7 ->
                    see(
                            draft.pick(
                                    l,
                                    l + ".size()",
                                    l + ".contains(3)",
                                    l + ".indexOf(" + call() + ")",
                                    "s.view.get(0)"));
            case 8 -> through("Integer", l, "");
            case 9 -> draft.line(l + ".remove(0);");
            case 10 -> draft.line(l + ".set(0, " + values.of(Type.INT, 0) + ");");
            case 11 ->
                    draft.line(
                            "if ("
                                    + l
                                    + ".size() < 30) {"
                                    + l
                                    + ".add("
                                    + values.of(Type.INT, 0)
                                    + ");}");
            case 12 -> draft.line(l + ".clear();");
            case 13 -> draft.line(l + ".remove((Integer) " + call() + ");");
            case 14 -> draft.line("Collections.reverse(" + l + ");");
            case 15 ->
                    draft.line(
                            "for (ListIterator<Integer> it = "
                                    + l
                                    + ".listIterator(); it.hasNext();) {it.set(it.next() + 1);}");
            default -> draft.line("if (" + l + ".size() < 30) {" + l + ".add(1, " + call() + ");}");
        }
    }

    private void array(String a) {
        String at = "[" + draft.pick("0", "1", "1", "2") + "]";
        int kind = draft.dice(draft.fails ? 6 : 10);
        if (draft.chance(3)) {
            at = "[" + draft.pick("8", "-1") + "]";
        }
        draft.line(
                switch (kind) {
                    case 0, 1, 2 -> a + at + " = " + call() + ";";
                    case 3 -> a + at + " += " + call() + ";";
                    case 4 -> seen + " += " + a + at + ";";
                    case 5 ->
                            "s.things[1] = "
                                    + values.call(draft.pick(Type.BOX, Type.STRING), 1)
                                    + "; "
                                    + seen
                                    + " += s.things["
                                    + draft.pick("1", "2")
                                    + "];";
                    case 6 -> a + at + " = " + values.of(Type.INT, 0) + ";";
                    case 7 -> a + at + "++;";
                    case 8 ->
                            "s.words[1] = "
                                    + values.call(Type.STRING, 1)
                                    + "; "
                                    + seen
                                    + " += s.arrayView.get(1);";
                    default -> "System.arraycopy(" + a + ", 0, s.ints, 1, 2);";
                });
    }

    private void node(String n) {
        int kind = draft.dice(draft.fails ? 8 : 15);
        draft.line(
                switch (kind) {
                    case 14 ->
                            n
                                    + ".keep("
                                    + call()
                                    + "); "
                                    + n
                                    + ".kept = "
                                    + draft.dice(9)
                                    + "; "
                                    + seen
                                    + " += "
                                    + n
                                    + ".kept;";
                    case 13 ->
                            draft.place.lambda
                                    ? n + ".i = 3;"
                                    : "List.of(1, 2).forEach(x -> "
                                            + draft.pick("s.node", "s.other")
                                            + ".i = c0(x)); s.node.i = "
                                            + draft.dice(9)
                                            + "; "
                                            + seen
                                            + " += s.node.i;";
                    case 0, 1 -> n + ".i = " + call() + ";";
                    case 2 -> n + ".j = " + values.call(Type.LONG, 1) + ";";
                    case 3 -> n + ".write(" + call() + ");";
                    case 4 -> seen + " += " + n + ".i;";
                    case 5 -> seen + " += " + n + draft.pick("", ".j + " + n + ".read()") + ";";
                    case 6 -> seen + " += " + n + ".heavy(3, " + draft.dice(4) + ");";
                    case 7 -> n + ".i += " + call() + ";";
                    case 8 -> n + ".i = " + values.of(Type.INT, 0) + ";";
                    case 9 -> n + ".i++;";
                    case 10 -> n + ".next = " + values.node() + ";";
                    case 11 -> n + ".next.i = " + call() + ";";
                    default ->
                            n
                                    + ".data[1] = "
                                    + call()
                                    + "; "
                                    + n
                                    + ".data = "
                                    + values.ints()
                                    + ";";
                });
    }

    private void others() {
        int kind = draft.dice(draft.fails ? 12 : 18);
        switch (kind) {
            case 0 -> draft.line("s.text.append(" + call() + ");");
            case 1 -> see(draft.pick("s.text", "s.text.length()"));
            case 2 -> draft.line("s.set.add(" + call() + ");");
            case 3 -> see(draft.pick("s.set.size()", "s.set.contains(" + draft.dice(9) + ")"));
            case 4 -> through("Integer", "s.set", "");
            case 5 -> draft.line("s0 = " + call() + ";");
            case 6 -> see("s0");
            case 7 -> draft.line("s.deque.add(" + call() + ");");
            case 8 -> see(draft.pick("s.deque.peekLast()", "s.deque.size()"));
            case 9 -> draft.line("s.sorted.add(" + values.call(Type.STRING, 1) + ");");
            case 10 -> see(draft.pick("s.sorted.first()", "s.sorted.size()"));
            case 11 -> draft.line("s.atomic.addAndGet(" + call() + ");");
            case 12 -> draft.line("s0++;");
            case 13 -> see("s.atomic.get()");
            case 14 -> draft.line("s.set.remove(" + draft.dice(9) + ");");
            case 15 -> draft.line("s.deque.poll();");
            case 16 -> draft.line("s.text.append(s.text.length());");
            default -> draft.line("s.set.remove(" + call() + ");");
        }
    }
}
