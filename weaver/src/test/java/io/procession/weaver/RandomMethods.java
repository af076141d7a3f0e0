package io.procession.weaver;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Writes random methods over nodes, lists, maps and arrays: some write to their parameters, by all
 * kinds of ways, most do not. The same for the same seed.
 */
final class RandomMethods {

    static final String HEAD =
            """
            import io.procession.*;
            import java.util.*;
            import java.util.function.*;
            import java.util.stream.*;
            public class Sample {
                public static class Node {
                    public int n; public Node next; public int[] data = new int[4];
                    public List<Node> all = new ArrayList<>(); public Map<String, Node> map = new HashMap<>();
                    private void bump() { n++; }
                    final Node follow() { return next; }
                    final void link(Node other) { next = other; }
                    final Node[] both() { return new Node[] {this, next}; }
                }
                static class Box { Node a; Node b; List<Node> list = new ArrayList<>(); Box inner;
                    Box(Node a, Node b) { this.a = a; this.b = b; }
                    Box(Node a) { this(a, new Node()); list.add(a); inner = new Box(a, a); }
                    final Box with(Node c) { b = c; return this; }
                    final List<Node> list() { return list; }
                }
                static final class Lister extends ArrayList<Node> {
                    Lister(List<Node> l) { super(l); }
                    Node last() { return get(size() - 1); }
                    @Override public boolean add(Node n) { return n.n >= 0 && super.add(n); }
                }
                static class Failure extends RuntimeException { final Node node; Failure(Node n) { node = n; } }
                record Pair(Node left, Node right) { Pair swap() { return new Pair(right, left); } }
                public static Object global;
                static Node global() { return (Node) global; }
                static int read(Node n, int d) { return n == null || d > 3 ? 0 : n.n + read(n.next, d + 1); }
                static void write(Node n, int d) { if (n != null && d < 3) { n.n = d; write(n.next, d + 1); } }
                static Node deep(Node n, int d) { return d > 2 || n.next == null ? n : deep(n.next, d + 1); }
                static Node same(Node n) { return n; }
                static Node wrap(Node n) { Node w = new Node(); w.next = n; w.all.add(n); return w; }
                static Box boxOf(Node n) { Box b = new Box(n); b.list.add(n.next); return b; }
                static Node addNew(List<Node> l) { Node f = new Node(); l.add(f); return f; }
                static void put(Box b, Node n) { b.inner = new Box(n); }
                static Node caught(Node n) { try { fail(n); } catch (Failure f) { return f.node; } return null; }
                static void fail(Node n) { throw new Failure(n); }
                static <T> T apply(Function<T, T> f, T t) { return f.apply(t); }
            """;

    private final Random random;
    private final StringBuilder out = new StringBuilder();
    private final List<String> nodes = new ArrayList<>(List.of("p", "q"));
    private final List<String> lists = new ArrayList<>(List.of("l"));
    private final List<String> arrays = new ArrayList<>(List.of("a"));
    private final List<String> boxes = new ArrayList<>();
    private int made;

    private RandomMethods(Random random) {
        this.random = random;
    }

    /** A class with so many methods {@code work0}, {@code work1}, ... */
    static String source(long seed, int count) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
        StringBuilder text = new StringBuilder(HEAD);
        for (int i = 0; i < count; i++) {
            text.append("@Concurrent public static Object work")
                    .append(i)
                    .append("(Node p, Node q, List<Node> l, Map<String, Node> m, int[] a) {\n")
                    .append(new RandomMethods(random).body())
                    .append("return null; }\n");
        }
        return text.append("}\n").toString();
    }

    private String body() {
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            out.append(random.nextInt(3) == 0 ? statement(2) : declaration()).append('\n');
        }
        out.append(statement(2)).append('\n');
        return out.toString();
    }

    private String pick(String... ways) {
        return ways[random.nextInt(ways.length)];
    }

    private String one(List<String> variables) {
        return variables.get(random.nextInt(variables.size()));
    }

    private String declaration() {
        String name = "v" + made++;
        return switch (random.nextInt(4)) {
            case 0 -> {
                String text = "final Box " + name + " = " + box(2) + ";";
                boxes.add(name);
                yield text;
            }
            case 1 -> {
                String text = "final List<Node> " + name + " = " + list(2) + ";";
                lists.add(name);
                yield text;
            }
            case 2 -> {
                String text = "final int[] " + name + " = " + array(2) + ";";
                arrays.add(name);
                yield text;
            }
            default -> {
                String text = "final Node " + name + " = " + node(3) + ";";
                nodes.add(name);
                yield text;
            }
        };
    }

    private String node(int depth) {
        if (depth == 0) {
            return random.nextInt(4) == 0 ? "new Node()" : one(nodes);
        }
        int d = depth - 1;
        return switch (random.nextInt(32)) {
            case 0, 1, 2 -> node(d) + ".next";
            case 3 -> list(d) + ".get(0)";
            case 4 -> map(d) + ".get(\"k\")";
            case 5 -> "same(" + node(d) + ")";
            case 6 -> "wrap(" + node(d) + ")";
            case 7 -> "wrap(" + node(d) + ").next";
            case 8 -> "addNew(" + list(d) + ")";
            case 9 -> "caught(" + node(d) + ")";
            case 10 -> "new Pair(" + node(d) + ", " + node(d) + ").swap().left()";
            case 11 -> list(d) + ".iterator().next()";
            case 12 -> map(d) + ".values().iterator().next()";
            case 13 -> map(d) + ".entrySet().iterator().next().getValue()";
            case 14 -> list(d) + ".stream().reduce(" + node(d) + ", (x, y) -> y)";
            case 15 ->
                    list(d) + ".stream().filter(x -> x.n >= 0).findFirst().orElse(" + node(d) + ")";
            case 16 ->
                    "Optional.ofNullable(" + node(d) + ").map(x -> x.next).orElse(" + node(d) + ")";
            case 17 -> box(d) + ".a";
            case 18 -> box(d) + ".b";
            case 19 -> box(d) + ".inner.a";
            case 20 -> box(d) + ".list().get(0)";
            case 21 -> "new Node[] {" + node(d) + ", " + node(d) + "}[" + random.nextInt(2) + "]";
            case 22 -> node(d) + ".both()[1]";
            case 23 -> "deep(" + node(d) + ", 0)";
            case 24 -> "(" + integer(d) + " > 0 ? " + node(d) + " : " + node(d) + ")";
            case 25 -> "new Lister(" + list(d) + ").last()";
            case 26 -> function(d) + ".apply(" + node(d) + ")";
            case 27 -> list(d) + ".toArray(new Node[1])[0]";
            case 28 -> "Collections.max(" + list(d) + ", Comparator.comparingInt(x -> x.n))";
            case 29 -> map(d) + ".getOrDefault(\"none\", " + node(d) + ")";
            case 30 -> "Objects.requireNonNull(" + node(d) + ")";
            default -> one(nodes);
        };
    }

    private String function(int depth) {
        return "((Function<Node, Node>) "
                + pick(
                        "f" + made++ + " -> " + node(depth),
                        "x -> x.next",
                        "Node::follow",
                        "Sample::wrap",
                        "x -> { x.n = 1; return x; }")
                + ")";
    }

    private String list(int depth) {
        if (depth == 0) {
            return one(lists);
        }
        int d = depth - 1;
        return switch (random.nextInt(14)) {
            case 0, 1 -> node(d) + ".all";
            case 2 -> "new ArrayList<>(" + list(d) + ")";
            case 3 -> list(d) + ".subList(0, 1)";
            case 4 -> "new ArrayList<>(" + map(d) + ".values())";
            case 5 -> list(d) + ".stream().map(x -> x.next).collect(Collectors.toList())";
            case 6 -> "Arrays.asList(" + node(d) + ", " + node(d) + ")";
            case 7 -> box(d) + ".list";
            case 8 ->
                    list(d)
                            + ".stream().collect(Collectors.groupingBy(x -> x.n)).values().iterator().next()";
            case 9 ->
                    "Stream.of("
                            + node(d)
                            + ").collect(Collectors.toCollection(() -> "
                            + one(lists)
                            + "))";
            case 10 -> "new Lister(" + list(d) + ")";
            case 11 -> "Collections.unmodifiableList(" + list(d) + ")";
            case 12 -> "List.of(" + node(d) + ", " + node(d) + ")";
            default -> one(lists);
        };
    }

    private String map(int depth) {
        if (depth == 0) {
            return "m";
        }
        int d = depth - 1;
        return switch (random.nextInt(6)) {
            case 0, 1 -> node(d) + ".map";
            case 2 -> "new HashMap<>(" + map(d) + ")";
            case 3 -> list(d) + ".stream().collect(Collectors.toMap(x -> \"k\" + x.n, x -> x))";
            default -> "m";
        };
    }

    private String array(int depth) {
        if (depth == 0) {
            return one(arrays);
        }
        int d = depth - 1;
        return switch (random.nextInt(6)) {
            case 0, 1 -> node(d) + ".data";
            case 2 -> array(d) + ".clone()";
            case 3 -> "Arrays.copyOf(" + array(d) + ", 4)";
            case 4 -> "new int[] {" + integer(d) + ", 2, 3, 4}";
            default -> one(arrays);
        };
    }

    private String box(int depth) {
        if (depth == 0) {
            return boxes.isEmpty() ? "new Box(" + one(nodes) + ")" : one(boxes);
        }
        int d = depth - 1;
        return switch (random.nextInt(6)) {
            case 0 -> "new Box(" + node(d) + ", " + node(d) + ")";
            case 1 -> "new Box(" + node(d) + ")";
            case 2 -> "boxOf(" + node(d) + ")";
            case 3 -> box(d) + ".with(" + node(d) + ")";
            default -> box(0);
        };
    }

    private String integer(int depth) {
        if (depth == 0) {
            return String.valueOf(5 + random.nextInt(90));
        }
        int d = depth - 1;
        return switch (random.nextInt(7)) {
            case 0 -> node(d) + ".n + 1";
            case 1 -> array(d) + "[1] + 1";
            case 2 -> list(d) + ".size()";
            case 3 -> "read(" + node(d) + ", 0)";
            case 4 -> list(d) + ".stream().mapToInt(x -> x.n).sum()";
            case 5 -> "Arrays.stream(" + array(d) + ").sum()";
            default -> integer(0);
        };
    }

    private String statement(int depth) {
        if (depth > 0 && random.nextInt(4) == 0) {
            String inner = statement(depth - 1);
            return switch (random.nextInt(5)) {
                case 0 -> "if (" + integer(1) + " > 1) { " + inner + " }";
                case 1 ->
                        "try { " + inner + " } catch (RuntimeException e) { " + statement(0) + " }";
                case 2 -> loop(depth);
                case 3 -> "synchronized (" + one(nodes) + ") { " + inner + " }";
                default -> walk();
            };
        }
        return simple();
    }

    private String loop(int depth) {
        String name = "w" + made++;
        String source = list(1);
        nodes.add(name);
        String inner = statement(depth - 1);
        nodes.remove(name);
        return "for (final Node " + name + " : new ArrayList<>(" + source + ")) { " + inner + " }";
    }

    /** A variable that is several things in turn. */
    private String walk() {
        String name = "w" + made++;
        return "Node "
                + name
                + " = "
                + node(2)
                + "; for (int i = 0; i < 3; i++) { "
                + pick(name + ".n = 7;", name + ".all.clear();", name + ".next = " + node(1) + ";")
                + " "
                + name
                + " = "
                + pick(name + ".next", node(2), "same(" + name + ")")
                + "; }";
    }

    private String simple() {
        return switch (random.nextInt(34)) {
            case 0, 1 -> node(3) + ".n = " + integer(1) + ";";
            case 2, 3 -> node(2) + ".next = " + node(2) + ";";
            case 4 -> array(2) + "[0] = " + integer(1) + ";";
            case 5 -> list(2) + ".add(" + node(2) + ");";
            case 6 -> list(2) + ".set(0, " + node(2) + ");";
            case 7 -> map(2) + ".put(\"k\", " + node(2) + ");";
            case 8 -> box(1) + ".a = " + node(2) + ";";
            case 9 -> box(1) + ".list = " + list(2) + ";";
            case 10 -> "write(" + node(2) + ", 5 - 4);";
            case 11 -> node(2) + ".bump();";
            case 12 -> list(2) + ".forEach(x -> x.n = 3);";
            case 13 -> list(2) + ".clear();";
            case 14 -> list(2) + ".sort(Comparator.comparingInt(x -> -x.n));";
            case 15 -> "Arrays.fill(" + array(2) + ", 9);";
            case 16 -> "System.arraycopy(" + array(1) + ", 0, " + array(1) + ", 1, 2);";
            case 17 -> list(1) + ".removeIf(x -> x.n > 1);";
            case 18 -> list(1) + ".replaceAll(r" + made++ + " -> " + node(1) + ");";
            case 19 ->
                    map(1)
                            + ".merge(\"k\", "
                            + node(1)
                            + ", (g"
                            + made
                            + ", h"
                            + made++
                            + ") -> "
                            + node(1)
                            + ");";
            case 20 -> map(1) + ".entrySet().iterator().next().setValue(" + node(1) + ");";
            case 21 -> map(1) + ".values().remove(" + node(1) + ");";
            case 22 -> "global = " + node(1) + "; global().n = 4;";
            case 23 -> "global = " + node(1) + "; global().next = " + node(1) + ";";
            case 24 -> "global().next.n = 5;";
            case 25 -> "put(" + box(1) + ", " + node(2) + ");";
            case 26 -> node(2) + ".link(" + node(2) + ");";
            case 27 ->
                    map(1) + ".computeIfAbsent(\"z\", k" + made++ + " -> " + node(1) + ").n = 6;";
            case 28 -> "((Consumer<Node>) x -> x.next.n = 8).accept(" + node(2) + ");";
            case 29 -> list(1) + ".stream().map(x -> x.next).forEach(Node::bump);";
            case 30 -> "apply(" + function(1) + ", " + node(2) + ").n = 2;";
            case 31 ->
                    "{ Iterator<Node> i = "
                            + list(1)
                            + ".iterator(); i.next().n = 1; i.remove(); }";
            case 32 -> "Collections.addAll(" + list(1) + ", " + node(1) + ", " + node(1) + ");";
            default -> list(1) + ".addAll(" + list(1) + ");";
        };
    }
}
