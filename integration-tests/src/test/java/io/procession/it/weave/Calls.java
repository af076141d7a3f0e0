package io.procession.it.weave;

import io.procession.it.weave.Draft.Type;
import java.util.ArrayList;
import java.util.List;

/** The concurrent methods of a program, and calls of them. */
final class Calls {

    /** A method that may be called: what stands before its arguments, what it gives and takes. */
    record Method(
            String call, Type result, List<Type> parameters, boolean checked, boolean varargs) {}

    private final Draft draft;
    private final List<Method> methods = new ArrayList<>();
    final StringBuilder text = new StringBuilder();

    Calls(Draft draft) {
        this.draft = draft;
    }

    /** Writes some concurrent methods. */
    void write() {
        int salt = salt();
        methods.add(plain("c0", Type.INT, List.of(Type.INT), salt, "static "));
        methods.add(plain("c0", Type.LONG, List.of(Type.LONG, Type.INT), salt - 1, "static "));
        methods.add(
                new Method("Node.c0(" + salt() + ", ", Type.INT, List.of(Type.INT), false, false));
        Type[] results = {
            Type.DOUBLE,
            Type.STRING,
            Type.BOX,
            Type.POINT,
            Type.BOOLEAN,
            Type.BYTE,
            Type.SHORT,
            Type.CHAR,
            Type.FLOAT,
            Type.LONG,
            Type.INT,
            Type.INTS
        };
        for (int k = 1; k < 5; k++) {
            String modifiers = draft.pick("static ", "private static ", "public static ");
            methods.add(plain("c" + k, draft.pick(results), parameters(), salt(), modifiers));
        }
        methods.add(instance());
        odd(draft.dice(8));
        odd(draft.dice(8));
    }

    private int salt() {
        int salt = 1 + draft.dice(1000);
        return draft.fails && draft.chance(75) ? -salt : salt;
    }

    private List<Type> parameters() {
        List<Type> types = new ArrayList<>();
        int count = draft.pick(0, 1, 1, 1, 2, 2, 3);
        for (int k = 0; k < count; k++) {
            types.add(
                    draft.pick(
                            Type.INT,
                            Type.INT,
                            Type.LONG,
                            Type.DOUBLE,
                            Type.STRING,
                            Type.BOX,
                            Type.BOOLEAN,
                            Type.BYTE,
                            Type.POINT,
                            Type.INTS,
                            Type.LIST,
                            Type.AGES,
                            Type.NODE,
                            Type.CHAR,
                            Type.FLOAT,
                            Type.SHORT));
        }
        return types;
    }

    private Method plain(String name, Type result, List<Type> types, int salt, String modifiers) {
        boolean checked = name.equals("c4");
        StringBuilder declared = new StringBuilder();
        StringBuilder passed = new StringBuilder();
        for (int k = 0; k < types.size(); k++) {
            declared.append(k == 0 ? "" : ", ").append(types.get(k).java).append(" p").append(k);
            passed.append(", p").append(k);
        }
        String mixed =
                (checked ? "Helpers.risky(" : "Helpers.mix(")
                        + salt
                        + ", \""
                        + name
                        + "\""
                        + passed
                        + ")";
        text.append("    @Concurrent\n    ").append(modifiers).append(result.java);
        text.append(' ').append(name).append('(').append(declared).append(')');
        text.append(checked ? " throws Unlucky {\n" : " {\n");
        text.append("        return ").append(as(result, mixed)).append(";\n    }\n\n");
        return new Method(name + "(", result, types, checked, false);
    }

    /** A number as a value of a type, freshly made. */
    static String as(Type type, String number) {
        return switch (type) {
            case INT -> number;
            case LONG -> number + " * 3L";
            case DOUBLE -> number + " / 4.0";
            case FLOAT -> number + " / 2f";
            case BYTE, SHORT, CHAR -> "(" + type.java + ") (" + number + " + 40)";
            case BOOLEAN -> number + " % 3 == 0";
            case STRING -> "Helpers.word(" + number + ")";
            case BOX -> "Integer.valueOf(" + number + ")";
            case POINT -> "new Point(" + number + ", \"q\")";
            case INTS -> "new int[] {" + number + ", 2, 3, 4, 5, 6, 7, 8}";
            case LIST -> "new ArrayList<>(List.of(" + number + "))";
            case AGES -> "new HashMap<>(Map.of(\"k0\", " + number + "))";
            case NODE -> "new Node(" + number + ", new int[8])";
        };
    }

    private Method instance() {
        int salt = salt();
        text.append("    @Concurrent\n    int own(int p0) {\n        return Helpers.mix(");
        text.append(salt).append(", p0, bias);\n    }\n\n");
        return new Method("me.own(", Type.INT, List.of(Type.INT), false, false);
    }

    private void odd(int kind) {
        int salt = salt();
        String name = draft.fresh("odd");
        switch (kind) {
            case 0 -> {
                method(name, "int", "int... p", "return Helpers.mix(" + salt + ", p, p.length);");
                methods.add(
                        new Method(name + "(", Type.INT, List.of(Type.INT, Type.INT), false, true));
            }
            case 1 -> {
                method(name, "int", "int p", "return c0(p) + c0((long) p, 2) > 0 ? c0(p + 1) : p;");
                methods.add(new Method(name + "(", Type.INT, List.of(Type.INT), false, false));
            }
            case 2 -> {
                text.append("    @Synchronized\n    static int ")
                        .append(name)
                        .append("s(int p) {\n");
                text.append("        int t = 0;\n        for (int k = 0; k < 2; k++) {\n");
                text.append("            t += c0(p + k);\n        }\n        return t;\n    }\n\n");
                method(name, "int", "int p", "return " + name + "s(p) + 1;");
                methods.add(new Method(name + "(", Type.INT, List.of(Type.INT), false, false));
            }
            case 3 -> {
                text.append("    @Concurrent\n    static <X extends Comparable<X>> X ")
                        .append(name);
                text.append("(X p, X q) {\n        return Helpers.mix(").append(salt);
                text.append(", p, q) > 0 ? p : q;\n    }\n\n");
                methods.add(
                        new Method(
                                name + "(",
                                Type.STRING,
                                List.of(Type.STRING, Type.STRING),
                                false,
                                false));
                methods.add(
                        new Method(
                                name + "(", Type.BOX, List.of(Type.BOX, Type.BOX), false, false));
            }
            case 4 -> {
                method(name, "int", "State p", "return Helpers.mix(" + salt + ", p);");
                methods.add(new Method(name + "(s", Type.INT, List.of(), false, false));
            }
            case 5 -> {
                method(
                        name,
                        "Object",
                        "int p",
                        "return p % 2 == 0 ? (Object) Helpers.mix(" + salt + ", p) : \"o\" + p;");
                methods.add(
                        new Method(
                                "\"\" + " + name + "(",
                                Type.STRING,
                                List.of(Type.INT),
                                false,
                                false));
            }
            case 6 ->
                    methods.add(
                            new Method(
                                    draft.pick("s.node", "s.other", "s.node.next")
                                            + ".heavy("
                                            + salt
                                            + ", ",
                                    Type.INT,
                                    List.of(Type.INT),
                                    false,
                                    false));
            default -> {
                method(
                        name,
                        "int",
                        "Map<String, Integer> p, String k",
                        "return Helpers.mix(" + salt + ", p.get(k), k);");
                methods.add(
                        new Method(
                                name + "(",
                                Type.INT,
                                List.of(Type.AGES, Type.STRING),
                                false,
                                false));
            }
        }
    }

    private void method(String name, String result, String parameters, String body) {
        text.append("    @Concurrent\n    static ")
                .append(result)
                .append(' ')
                .append(name)
                .append('(');
        text.append(parameters).append(") {\n        ").append(body).append("\n    }\n\n");
    }

    /** A method that may be called here. */
    Method any() {
        return draft.pick(
                methods.stream().filter(each -> draft.place.checked || !each.checked()).toList());
    }

    /** One that takes an int and gives an int. */
    Method simple() {
        return draft.pick(
                methods.stream()
                        .filter(each -> each.call().matches("\\w+\\(|me.own\\("))
                        .filter(each ->
                                each.result() == Type.INT && !each.checked() && !each.varargs())
                        .filter(each -> each.parameters().equals(List.of(Type.INT)))
                        .toList());
    }
}
