package io.procession.it.weave;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** A program while it is written: chance, the variables in scope, and where the text goes. */
final class Draft {

    /** Types of values that expressions are made for. */
    enum Type {
        INT("int"),
        LONG("long"),
        DOUBLE("double"),
        FLOAT("float"),
        BYTE("byte"),
        SHORT("short"),
        CHAR("char"),
        BOOLEAN("boolean"),
        STRING("String"),
        BOX("Integer"),
        POINT("Point"),
        INTS("int[]"),
        LIST("List<Integer>"),
        AGES("Map<String, Integer>"),
        NODE("Node");

        final String java;

        Type(String java) {
            this.java = java;
        }

        boolean isContainer() {
            return ordinal() >= INTS.ordinal();
        }
    }

    /**
     * A local variable.
     *
     * @param assignable whether it may be assigned
     * @param steady whether it never changes, so that a lambda may capture it
     */
    record Variable(String name, Type type, boolean assignable, boolean steady) {}

    /** What holds for the code being written. */
    static final class Place {
        boolean checked = true;
        boolean lambda;

        /** How deep this is in loops, and what is like one. */
        int loops;

        /** How many loops can be left from here. */
        int around;

        String result = "int";
        boolean calls = true;
    }

    final Random random;
    final boolean fails;
    final boolean modern;
    final StringBuilder out = new StringBuilder();
    final Deque<List<Variable>> scopes = new ArrayDeque<>();
    Place place = new Place();
    int indent = 2;
    int budget;
    private int fresh;

    Draft(Random random, boolean fails, boolean modern) {
        this.random = random;
        this.fails = fails;
        this.modern = modern;
    }

    /** True with this chance in a hundred. */
    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    int dice(int sides) {
        return random.nextInt(sides);
    }

    @SafeVarargs
    final <X> X pick(X... choices) {
        return choices[random.nextInt(choices.length)];
    }

    <X> X pick(List<X> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    String fresh(String stem) {
        return stem + fresh++;
    }

    void open() {
        scopes.push(new ArrayList<>());
    }

    void close() {
        scopes.pop();
    }

    void declare(String name, Type type, boolean assignable) {
        scopes.peek().add(new Variable(name, type, assignable, !assignable));
    }

    /** The variable of a loop: changes, but not by an assignment of ours. */
    void declareCounter(String name) {
        scopes.peek().add(new Variable(name, Type.INT, false, false));
    }

    /** Variables of a type that may be read here. */
    List<Variable> readable(Type type) {
        List<Variable> found = new ArrayList<>();
        for (List<Variable> scope : scopes) {
            for (Variable each : scope) {
                if (each.type() == type) {
                    found.add(each);
                }
            }
        }
        return found;
    }

    /** Variables of a type that may be assigned here. */
    List<Variable> assignable(Type type) {
        return readable(type).stream().filter(Variable::assignable).toList();
    }

    /** A scope from which only what never changes is seen, as lambdas want it. */
    List<List<Variable>> enterLambda() {
        List<List<Variable>> outer = new ArrayList<>(scopes);
        List<Variable> kept = new ArrayList<>();
        for (List<Variable> scope : scopes) {
            scope.stream().filter(Variable::steady).forEach(kept::add);
        }
        scopes.clear();
        scopes.push(kept);
        return outer;
    }

    void leaveLambda(List<List<Variable>> outer) {
        scopes.clear();
        scopes.addAll(outer);
    }

    void line(String text) {
        out.append("    ".repeat(indent)).append(text).append('\n');
    }

    void begin(String text) {
        line(text);
        indent++;
        open();
    }

    void turn(String text) {
        close();
        indent--;
        begin(text);
    }

    void end(String text) {
        close();
        indent--;
        line(text);
    }
}
