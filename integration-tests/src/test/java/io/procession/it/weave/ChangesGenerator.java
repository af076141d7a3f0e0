package io.procession.it.weave;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Writes random programs whose concurrent methods change their arguments, the same for the same
 * seed. Each call has a number, and writes to places of that number, or appends; so nothing depends
 * on a sibling. One program in four does disturb its siblings here and there, and may end in a
 * ConflictException.
 *
 * <p>With an odd seed calls may fail; then the program's own code changes nothing but by results of
 * calls, since a later exception does not take back what plain code has done by then.
 */
final class ChangesGenerator {

    private static final int MOST_CALLS = 90; // places from 100 on are the caller's
    private static final int ROUNDS = 3;

    /** A concurrent method, which takes objects of these kinds, k and v. */
    private record Method(String name, List<Kind> kinds, String result) {}

    private final Draft draft;
    private final boolean conflicts;
    private final boolean verified;
    private final StringBuilder methods = new StringBuilder();
    private final List<Method> known = new ArrayList<>();
    private final List<String> once = new ArrayList<>(Kind.ONCE);
    private final List<String> subs = new ArrayList<>();
    private final List<String> objects = new ArrayList<>(); // locals: name and type in turn
    private int turns = 1; // how often the code being written runs
    private int left = MOST_CALLS;
    private int names;

    private ChangesGenerator(Draft draft, boolean conflicts, boolean verified) {
        this.draft = draft;
        this.conflicts = conflicts || verified;
        this.verified = verified;
    }

    /** The program of a seed. */
    static Program of(long seed, boolean modern) {
        return of(seed, modern, /* verified= */ false);
    }

    /** One whose calls may depend on each other in any way, and that asks for verify. */
    static Program verified(long seed, boolean modern) {
        return of(seed, modern, /* verified= */ true);
    }

    private static Program of(long seed, boolean modern, boolean verified) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L + 11);
        boolean fails = Math.floorMod(seed, 2) == 1;
        boolean conflicts = Math.floorMod(seed, 4) > 1 && random.nextInt(2) == 0;
        ChangesGenerator generator =
                new ChangesGenerator(new Draft(random, fails, modern), conflicts, verified);
        String name = (verified ? "V" : "C") + seed;
        String source = generator.write(seed).replace("Self", name);
        return new Program(
                seed, "gen." + name, source, fails, conflicts || verified, /* isOrdered= */ false);
    }

    private String write(long seed) {
        for (int i = 3 + draft.dice(5); i > 0; i--) {
            method();
        }
        for (int i = draft.dice(3); i > 0; i--) {
            String sub = draft.fresh("sub");
            body(sub, 4);
            subs.add(sub);
        }
        body("run", 8 + draft.dice(12));
        return """
        package gen;

        import io.procession.Concurrent;
        import io.procession.Synchronized;
        import io.procession.it.weave.program.*;
        import java.util.*;
        import java.util.concurrent.atomic.*;

        public class Self {
            public static void reset() {}

            public static Object main(State s) throws Exception {
                World w = World.of(SEEDL);
                s.owner = w;
                return run(w, 1, 0);
            }

        """
                        .replace("SEED", Long.toString(seed))
                + methods
                + draft.out
                + "}\n";
    }

    // ---- concurrent methods

    private void method() {
        List<Kind> kinds = new ArrayList<>();
        for (int i = 1 + draft.dice(3); i > 0; i--) {
            kinds.add(draft.pick(Kind.ALL));
        }
        String result = draft.pick("int", "int", "void", kinds.get(0).java(), "Object", "Object[]");
        Method method = new Method("c" + known.size(), kinds, result);
        StringBuilder text = new StringBuilder();
        text.append("    @Concurrent\n    static ").append(result).append(' ').append(method.name);
        text.append('(');
        for (int i = 0; i < kinds.size(); i++) {
            text.append(kinds.get(i).java()).append(" p").append(i).append(", ");
        }
        text.append("int[] base, int k, int v) throws Unlucky {\n");
        line(text, "v += base[k & 7];");
        line(text, "int u = v;");
        for (int i = draft.dice(3) + 1; i > 0; i--) {
            change(text, kinds);
        }
        if (draft.fails && draft.chance(60)) {
            line(text, "if (v % 7 == 3) {");
            line(text, "    throw new " + draft.pick("Boom", "Unlucky") + "(\"failed \" + v);");
            line(text, "}");
        }
        change(text, kinds);
        switch (result) {
            case "int" -> line(text, "return v * 3 + 1;");
            case "void" -> {}
            case "Object" -> line(text, "return p" + draft.dice(kinds.size()) + ";");
            case "Object[]" -> line(text, "return new Object[] {p0, new Part(v), base, k};");
            default -> line(text, "return p0;");
        }
        methods.append(text).append("    }\n\n");
        known.add(method);
    }

    private void change(StringBuilder text, List<Kind> kinds) {
        int at = draft.dice(kinds.size());
        Kind kind = kinds.get(at);
        List<String> changes = kind.changes();
        if (conflicts && draft.chance(25)) {
            changes = kind.disputed();
            List<String> dependent = Kind.DEPENDENT.get(kind.java());
            changes = verified && dependent != null && draft.chance(60) ? dependent : changes;
        }
        String code = draft.pick(changes);
        String statement =
                code.replace("$", "p" + at).replace("Q", "p" + draft.dice(kinds.size())) + ";";
        // what a lambda captures is assigned once
        line(text, statement.contains("->") ? statement.replaceAll("\\bv\\b", "u") : statement);
    }

    private static void line(StringBuilder text, String line) {
        text.append("        ").append(line).append('\n');
    }

    // ---- the code that calls them

    private void body(String name, int budget) {
        draft.indent = 1;
        draft.budget = budget;
        objects.clear();
        draft.line(verified ? "@Synchronized(verify = true)" : "@Synchronized");
        draft.begin("static int " + name + "(World w, int k, int acc) throws Unlucky {");
        draft.line("int[] base = w.base;");
        for (int i = 2 + draft.dice(4); i > 0; i--) {
            local();
        }
        while (draft.budget > 0) {
            statement(2);
        }
        draft.line("return acc;");
        draft.end("}");
        draft.line("");
    }

    private void local() {
        Kind kind = draft.pick(Kind.ALL);
        String name = "l" + names++;
        draft.line(kind.java() + " " + name + " = " + draft.pick(kind.found()) + ";");
        objects.add(name);
        objects.add(kind.java());
    }

    private void statement(int depth) {
        draft.budget--;
        int kind = draft.dice(100);
        if (kind < 38) {
            call();
        } else if (kind < 46) {
            effect();
        } else if (kind < 60) {
            draft.line("acc = acc * 3 + " + read() + ";");
        } else if (kind < 70) {
            write();
        } else if (kind < 73) {
            onlyOnce();
        } else if (kind < 75) {
            unknown();
        } else if (depth > 0) {
            nest(kind, depth - 1);
        } else {
            call();
        }
    }

    private void nest(int kind, int depth) {
        if (kind < 88) {
            loop(depth);
        } else if (kind < 94) {
            draft.begin("if (acc % 3 == " + draft.dice(3) + ") {");
            some(depth);
            draft.turn("} else {");
            some(depth);
            draft.end("}");
        } else {
            guarded(depth);
        }
    }

    private void some(int depth) {
        int known = objects.size();
        for (int i = 1 + draft.dice(3); i > 0; i--) {
            statement(depth);
        }
        objects.subList(known, objects.size()).clear();
    }

    private void loop(int depth) {
        String i = "i" + names++;
        turns *= ROUNDS;
        draft.begin(
                draft.chance(60)
                        ? "for (int " + i + " = 0; " + i + " < " + ROUNDS + "; " + i + "++) {"
                        : "for (int " + i + " : List.of(4, 5, 6)) {");
        some(depth);
        draft.end("}");
        turns /= ROUNDS;
    }

    private void guarded(int depth) {
        draft.begin("try {");
        some(depth);
        draft.turn("} catch (" + (conflicts ? "Boom" : draft.pick("Boom", "Exception")) + " e) {");
        draft.line("acc += Helpers.say(e).length();");
        draft.end("}");
    }

    /** An object of a kind, as an expression. */
    private String object(Kind kind) {
        List<String> locals = new ArrayList<>();
        for (int i = 0; i < objects.size(); i += 2) {
            if (objects.get(i + 1).equals(kind.java())) {
                locals.add(objects.get(i));
            }
        }
        return !locals.isEmpty() && draft.chance(75)
                ? draft.pick(locals)
                : draft.pick(kind.found());
    }

    private String value() {
        return draft.pick(
                "" + draft.dice(40), "" + draft.dice(40), "k * 3", "acc % 50", "k + acc % 7");
    }

    private boolean mayCall() {
        if (left < turns) {
            return false;
        }
        left -= turns;
        return true;
    }

    private void call() {
        if (!mayCall()) {
            return;
        }
        if (draft.chance(15)) {
            String part = object(Kind.OF_ONCE);
            switch (draft.dice(conflicts && draft.fails ? 4 : 3)) {
                case 0 -> draft.line(part + ".turn(k, " + value() + ");");
                case 1 -> draft.line("acc += " + part + ".turn(k, " + value() + ");");
                case 2 -> {
                    String name = "r" + names++;
                    draft.line("Part " + name + " = " + part + ".self(k, " + value() + ");");
                    later("acc += " + name + " == " + part + " ? 1 : 2;");
                }
                default -> draft.line(part + ".secret(k, " + value() + ");");
            }
        } else {
            call(draft.pick(known));
        }
        draft.line("k++;");
    }

    private void call(Method method) {
        StringBuilder call = new StringBuilder(method.name).append('(');
        List<String> given = new ArrayList<>();
        for (Kind each : method.kinds) {
            given.add(object(each));
            call.append(given.get(given.size() - 1)).append(", ");
        }
        call.append("base, k, ").append(value()).append(")");
        if (method.result.equals("void") || draft.chance(35)) {
            draft.line(call + ";");
        } else if (method.result.equals("int")) {
            draft.line(draft.pick("acc += ", "acc = acc * 5 + ") + call + ";");
        } else {
            String name = "r" + names++;
            draft.line(method.result + " " + name + " = " + call + ";");
            later(
                    method.result.equals("Object[]")
                            ? "acc += " + name + "[0] == " + given.get(0) + " ? 1 : 2;"
                            : "acc += " + name + " == " + given.get(0) + " ? 1 : 2;");
        }
    }

    /** Looks at a result, or does not. */
    private void later(String code) {
        if (draft.chance(50)) {
            draft.line(code);
        }
    }

    /** The result of a call goes somewhere without a wait. */
    private void effect() {
        List<Method> fit = known.stream().filter(each -> each.result.equals("int")).toList();
        if (fit.isEmpty() || !mayCall()) {
            return;
        }
        Method method = draft.pick(fit);
        StringBuilder call = new StringBuilder(method.name).append('(');
        for (Kind each : method.kinds) {
            call.append(object(each)).append(", ");
        }
        call.append("base, k, ").append(value()).append(")");
        Kind kind = draft.pick(Kind.ALL);
        draft.line(
                draft.pick(kind.effects())
                                .replace("$", object(kind))
                                .replaceAll("\\br\\b", call.toString())
                                .replaceAll("\\bj\\b", "" + draft.dice(4))
                        + ";");
        draft.line("k++;");
    }

    private String read() {
        Kind kind = draft.pick(Kind.ALL);
        return draft.pick(kind.reads())
                .replace("$", object(kind))
                .replaceAll("\\bj\\b", "" + draft.dice(20));
    }

    private void write() {
        if (draft.fails) {
            return;
        }
        if (draft.chance(30)) {
            draft.line(
                    "base[" + draft.dice(8) + "]" + draft.pick("++", " = acc % 9", " = k") + ";");
            return;
        }
        Kind kind = draft.pick(Kind.ALL);
        draft.line(
                draft.pick(kind.writes())
                                .replace("$", object(kind))
                                .replaceAll("\\bj\\b", "" + draft.dice(4))
                        + ";");
    }

    private void onlyOnce() {
        if (turns > 1 || once.isEmpty() || !mayCall()) {
            return;
        }
        String change = once.remove(draft.dice(once.size()));
        String name = "o" + once.size();
        line(methods, "");
        methods.append("    @Concurrent\n    static void ")
                .append(name)
                .append("(Part p, int v) {\n");
        line(methods, change.replace("$", "p") + ";");
        methods.append("    }\n\n");
        draft.line(name + "(" + object(Kind.OF_ONCE) + ", " + value() + ");");
        draft.line("k++;");
    }

    private void unknown() {
        if (subs.isEmpty() || turns > 1 || draft.chance(40)) {
            draft.line("acc += w.peek();");
        } else {
            draft.line("acc += " + draft.pick(subs) + "(w, k, acc);");
        }
    }
}
