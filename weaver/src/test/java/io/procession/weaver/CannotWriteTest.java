package io.procession.weaver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** Which parameters of a method are found out to be safe from it. */
final class CannotWriteTest {

    private static final String HEAD =
            """
            import io.procession.*;
            import java.util.*;
            import java.util.concurrent.atomic.*;
            import java.util.function.*;
            import java.util.stream.*;
            class Sample {
                static class Node {
                    int n; double d; Node next; int[] data = new int[4]; List<Node> all = new ArrayList<>();
                    String name; final int fixed = 1;
                    int n() { return n; }
                    private int secret() { return n; }
                    private void bump() { n++; }
                    final Node follow() { return next; }
                    final void link(Node other) { next = other; }
                }
                static final class Leaf { int n; Node node; Leaf() {} Leaf(Node node) { this.node = node; }
                    int get() { return n; } Node node() { return node; } }
                static class Box { Node a; Node b; List<Node> list = new ArrayList<>();
                    Box(Node a, Node b) { this.a = a; this.b = b; } }
                static class Marking extends ArrayList<Node> {
                    @Override public boolean add(Node n) { n.n = 1; return super.add(n); } }
                record Pair(Node left, Node right) {}
                record Point(int x, int y) {}
                enum Color { RED, BLUE }
                interface Shape { double area(); }
                static final class Worker {
                    final Node node; final double[][] rows = new double[2][2]; int found; final List<Node> seen;
                    Worker(Node node) { this.node = node; this.seen = new ArrayList<>(); }
                    double at(int i) {
                        found = 0; double[] row = rows[0]; row[0] = node.n; add(i);
                        return row[0] + rows[1][0];
                    }
                    private void add(int i) { rows[1][0] = node.next.d * i; found++; }
                    void see() { seen.add(node); }
                    double last() { return seen.get(0).n; }
                    void spoil() { seen.get(0).n = 1; }
                }
                static final class Shared {
                    final Node[] one; final Node[] other;
                    Shared() { one = new Node[1]; other = one; }
                    void set(Node n) { one[0] = n; }
                    void spoil() { other[0].n = 1; }
                }
                private static class Hidden { int n; int n() { return n; } }
                private static class Below extends Hidden { @Override int n() { return n + 1; } }
                private static class Marked { int n; int n() { return n; } }
                private static class Marker extends Marked { @Override int n() { return n++; } }
                static class Counter { int n; private Counter() {} int n() { return n; }
                    static Counter of() { return new Counter(); } }
                sealed interface Sealed permits One, Two {}
                record One(int n) implements Sealed {}
                static final class Two implements Sealed { int n; }
                sealed interface Area permits Square, Circle { double area(); }
                record Square(double[] side) implements Area {
                    public double area() { return side[0] * side[0]; } }
                static final class Circle implements Area { double r;
                    public double area() { return 3 * r; } }
                sealed interface Odd permits Open { double odd(); }
                static non-sealed class Open implements Odd { public double odd() { return 1; } }
                static Object global; static List<Object> kept = new ArrayList<>();
                static int read(Node n) { return n == null ? 0 : n.n + read(n.next); }
                static void write(Node n) { if (n != null) { n.n = 1; write(n.next); } }
                static boolean even(Node n) { return n == null || odd(n.next); }
                static boolean odd(Node n) { return n != null && even(n.next); }
                static boolean evenW(Node n) { return n == null || oddW(n.next); }
                static boolean oddW(Node n) { n.n = 0; return evenW(n.next); }
                static Node same(Node n) { return n; }
                static Node wrap(Node n) { Node w = new Node(); w.next = n; return w; }
                static Box boxOf(Node a) { Box b = new Box(a, null); b.list.add(a); return b; }
                static Node addNew(List<Node> l) { Node f = new Node(); l.add(f); return f; }
                static void keep(Object o) { global = o; }
                static native void unseen(Object o);
                static void fail(Node n) throws Failure { throw new Failure(n); }
                static class Failure extends Exception { final Node node; Failure(Node n) { node = n; } }
            """;

    static MethodEffects effects(String parameters, String body) {
        Map<String, byte[]> plain =
                Sources.compile(
                        "Sample",
                        HEAD
                                + "@Concurrent static Object work("
                                + parameters
                                + ") throws Exception {\n"
                                + body
                                + "\n} }",
                        "-g");
        ClassNode type = Rewriting.read(Objects.requireNonNull(plain.get("Sample")));
        MethodNode work = Rewriting.method(type, "work");
        return new ArgumentEffects(type, new Classes(plain::get, type)).of(type, work);
    }

    private static boolean isFixed(String parameters, String body) {
        return effects(parameters, body).isFixed(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "return p.n + p.next.n;",
                "return p.next.next.data[2];",
                "p = new Node(); p.n = 1; return p;",
                "Node q = new Node(); q.n = p.n; q.next = p; return q;",
                "return p;",
                "return read(p);",
                "return even(p);",
                "return p.secret() + p.follow().n;",
                "return same(p).n;",
                "wrap(p).n = 1; return null;",
                "new Leaf(p).n = 2; return null;",
                "return new Leaf(p).node().n;",
                "Box b = new Box(p, new Node()); b.b.n = 1; b.a = null; return b;",
                "return boxOf(p);",
                "int[] copy = p.data.clone(); copy[0] = 1; return copy;",
                "int[] copy = Arrays.copyOf(p.data, 9); Arrays.sort(copy); return copy;",
                "int[] t = new int[4]; System.arraycopy(p.data, 0, t, 0, 4); return t;",
                "return Arrays.stream(p.data).map(x -> x * 2).sum();",
                "return IntStream.range(0, 4).mapToObj(i -> p.data[i]).collect(Collectors.toList());",
                "return p.all.size() + p.all.get(0).n;",
                "int s = 0; for (Node x : p.all) { s += x.n; } return s;",
                "return p.all.stream().filter(x -> x.n > 1).mapToDouble(x -> x.d).sum();",
                "return p.all.stream().map(x -> x.n).collect(Collectors.groupingBy(x -> x % 2));",
                "return p.all.stream().sorted(Comparator.comparing(x -> x.n)).toList();",
                "List<Node> c = new ArrayList<>(p.all); c.sort(Comparator.comparingInt(x -> x.n)); return c;",
                "int[] s = {0}; p.all.forEach(x -> s[0] += x.n); return s;",
                "Map<String, Node> m = new HashMap<>(); m.put(p.name, p); m.clear(); return m;",
                "return Objects.requireNonNull(p).n + Objects.hash(p, p.next);",
                "StringBuilder b = new StringBuilder(); b.append(p.n).append(p); return b.toString();",
                "return \"\" + p + p.n;",
                "synchronized (p) { return p.n; }",
                "try { fail(p); } catch (Failure f) { return f.node.n; } return 1;",
                "System.out.println(p); return null;",
                "return Collections.max(p.all, (x, y) -> x.n - y.n).n;",
                "Function<Node, Integer> f = x -> x.n; return f.apply(p);",
                "Supplier<Node> f = () -> p; return f.get().n;",
                "Leaf leaf = new Leaf(); leaf.n++; return leaf.get() + p.n;",
                "return switch (p.n) { case 1 -> p.d; default -> 2; };",
                "return new Pair(p, p).left().n;",
                "Worker w = new Worker(p); w.at(1); return w.at(2) + w.last();",
                "return IntStream.range(0, 3).mapToDouble(new Worker(p)::at).toArray();",
                "List<Node> l = new Marking(); l.get(0); l.add(new Node()); return p.n;",
                "Iterator<Node> i = p.all.iterator(); Node first = i.next(); return first.n;",
                "return Optional.of(p).map(x -> x.next).get().n;",
                "throw new Failure(p);",
            })
    void reader_ofANode_isProved(String body) {
        assertThat(isFixed("Node p", body)).as(body).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "p.n = 1; return null;",
                "p.next.next.n++; return null;",
                "p.data[0] = 1; return null;",
                "int[] d = p.data; d[1]--; return null;",
                "p.all.add(new Node()); return null;",
                "p.all.get(0).n = 1; return null;",
                "for (Node x : p.all) { x.n = 1; } return null;",
                "p.all.forEach(x -> x.n = 1); return null;",
                "p.all.stream().forEach(Node::bump); return null;",
                "p.all.stream().map(x -> x.next).forEach(x -> x.n = 1); return null;",
                "p.all.stream().collect(Collectors.toList()).get(0).n = 1; return null;",
                "p.all.stream().reduce((a, b) -> a).get().n = 1; return null;",
                "p.all.stream().reduce(null, (a, b) -> b).n = 1; return null;",
                "p.all.stream().collect(Collectors.groupingBy(x -> x.n)).get(1).get(0).n = 1; return null;",
                "p.all.iterator().next().n = 1; return null;",
                "Iterator<Node> i = p.all.iterator(); i.next(); i.remove(); return null;",
                "p.all.subList(0, 1).clear(); return null;",
                "p.all.sort(null); return null;",
                "Collections.sort(p.all, (x, y) -> 0); return null;",
                "Arrays.fill(p.data, 1); return null;",
                "System.arraycopy(new int[4], 0, p.data, 0, 4); return null;",
                "write(p); return null;",
                "return evenW(p);",
                "p.bump(); return null;",
                "p.link(null); return null;",
                "same(p).n = 1; return null;",
                "wrap(p).next.n = 1; return null;",
                "new Leaf(p).node().n = 1; return null;",
                "new Box(p, null).a.n = 1; return null;",
                "boxOf(p).list.get(0).n = 1; return null;",
                "keep(p); return null;",
                "kept.add(p); return null;",
                "global = new Leaf(p); return null;",
                "unseen(p); return null;",
                "return p.n();", // may be overridden
                "Leaf l = new Leaf(); global = l; l.node = p; return null;",
                "try { fail(p); } catch (Failure f) { f.node.n = 1; } return null;",
                "new Thread(() -> p.n = 1).start(); return null;",
                "Consumer<Node> f = x -> x.n = 1; f.accept(p); return null;",
                "Runnable f = () -> p.n = 1; f.run(); return null;",
                "new Pair(p, p).left().n = 1; return null;",
                "Map<String, Node> m = new HashMap<>(); m.put(\"a\", p); m.get(\"a\").n = 1; return null;",
                "Map<String, Node> m = new HashMap<>(); m.put(\"a\", p);"
                        + " for (Map.Entry<String, Node> e : m.entrySet()) { e.getValue().n = 1; } return null;",
                "List<Node> l = new Marking(); l.add(p); return null;",
                "Node[] a = {p}; a[0].n = 1; return null;",
                "Worker w = new Worker(p); w.see(); w.spoil(); return null;",
                "Shared s = new Shared(); s.set(p); s.spoil(); return null;",
                "Arrays.asList(p).get(0).n = 1; return null;",
                "List.of(p, p).get(0).n = 1; return null;",
                "Optional.of(p).get().n = 1; return null;",
                "List<List<Node>> l = Stream.of(1, 2).map(i -> new ArrayList<Node>()).collect(Collectors.toList());"
                        + " l.get(0).add(p); l.get(0).get(0).n = 1; return null;",
                "Map<Integer, List<String>> g = Stream.of(\"a\").collect(Collectors.groupingBy(String::length));"
                        + " List raw = g.get(1); raw.add(p); ((Node) ((List) g.get(1)).get(0)).n = 1; return null;",
                "Stream.of(new Node()).collect(Collectors.toCollection(() -> p.all)); return null;",
                "return new ArrayList<>(List.of(p)).stream().peek(x -> x.n = 2).count();",
                "Node[][] g = {{p}}; Node[][] c = g.clone(); c[0][0].n = 1; return null;",
                "Comparator<Node> c = Comparator.comparing(x -> { x.n = 1; return 1; });"
                        + " p.all.sort(c); return null;",
                "p.all.stream().sorted(Comparator.comparing(x -> { x.n = 1; return 1; })).count(); return null;",
                "Node q = p; while (q.next != null) { q = q.next; } q.n = 1; return null;",
                "Node q = new Node(); for (int i = 0; i < 3; i++) { q.n = i; q = p; } return null;",
            })
    void writer_ofANode_isNotProved(String body) {
        assertThat(isFixed("Node p", body)).as(body).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "q.next = p; q.next.n = 1; return null;",
                "q.all.add(p); q.all.get(0).n = 1; return null;",
                "Node s = q; s.all.add(p); q.all.get(0).n = 1; return null;",
                "q.next = p; r.next.n = 1; return null;", // q and r may be the same
                "q.next = p; q.next.next.n = 1; return null;",
                "Node f = addNew(q.all); f.next = p; q.all.get(0).next.n = 1; return null;",
                "Box b = new Box(null, null); b.list = q.all; b.list.add(p); q.all.get(0).n = 1; return null;",
                "q.link(p); q.follow().n = 1; return null;",
            })
    void writer_throughAnother_isNotProved(String body) {
        assertThat(isFixed("Node p, Node q, Node r", body)).as(body).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "q.n = p.n; return null;",
                "q.next = p; return null;",
                "q.all.add(p); q.n = p.n; return null;",
                "q.data[0] = p.data[0] + r.data[0]; return null;",
                "q.all.addAll(p.all); return null;",
                "System.arraycopy(p.data, 0, q.data, 0, 3); return null;",
                "p.all.forEach(x -> q.data[0] += x.n); return null;",
                "unseen(q); return p.n;",
            })
    void reader_thatWritesToAnother_isProved(String body) {
        MethodEffects effects = effects("Node p, Node q, Node r", body);
        assertThat(effects.isFixed(0)).as(body).isTrue();
        assertThat(effects.isFixed(1)).as(body).isFalse();
        assertThat(effects.isFixed(2)).as(body).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int p",
                "String p",
                "Point p",
                "Color p",
                "Integer p",
                "java.math.BigDecimal p",
                "java.time.LocalDate p",
                "Class<?> p",
                "UUID p",
                "OptionalInt p"
            })
    void value_handedToUnknownCode_isProved(String parameter) {
        assertThat(isFixed(parameter, "unseen(p); kept.add(p); return null;")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hidden p; p.n()", "Counter p; p.n()", "Area p; p.area()"})
    void method_ofAClassThatNobodyElseExtends_isLookedInto(String text) {
        String[] parts = text.split("; ");
        assertThat(isFixed(parts[0], "return " + parts[1] + ";")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Marked p; p.n()", "Odd p; p.odd()", "Shape p; p.area()"})
    void method_thatMayBeOverridden_isNotProved(String text) {
        String[] parts = text.split("; ");
        assertThat(isFixed(parts[0], "return " + parts[1] + ";")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Shape p", "Object p", "Pair p", "int[] p", "Object[] p", "Random p"})
    void object_handedToUnknownCode_isNotProved(String parameter) {
        assertThat(isFixed(parameter, "unseen(p); return null;")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Shape p; p.area()",
                "Random p; p.nextInt()",
                "Iterator<Integer> p; p.next()",
                "Stream<Integer> p; p.count()",
                "AtomicInteger p; p.incrementAndGet()",
                "LongAdder p; p.sumThenReset()",
                "StringBuilder p; p.append(1)",
                "Map<String, Integer> p; p.put(null, 1)",
                "Map<String, Integer> p; p.merge(null, 1, Integer::sum)",
                "Map<String, Integer> p; p.computeIfAbsent(null, k -> 1)",
                "Map<String, Integer> p; p.keySet().remove(null)",
                "Map<String, Integer> p; p.values().clear()",
                "Map<String, Integer> p; p.entrySet().iterator().next().setValue(1)",
                "Map<String, Integer> p; p.entrySet().removeIf(e -> true)",
                "Deque<Integer> p; p.poll()",
                "List<Integer> p; p.set(0, 1)",
                "List<Integer> p; Collections.shuffle(p)",
                "List<Integer> p; p.listIterator().set(1)",
                "List<Integer> p; p.listIterator().add(1)",
                "Object[] p; Stream.of(1).toArray(i -> p)",
                "Object[] p; List.of(1).toArray(p)",
                "Object[] p; Arrays.asList(p).set(0, 1)",
                "char[] p; \"a\".getChars(0, 1, p, 0)",
                "BitSet p; p.set(1)",
                "Function<String, String> p; p.apply(null)",
                "Thread p; p.start()"
            })
    void libraryWriter_isNotProved(String text) {
        String[] parts = text.split("; ");
        assertThat(isFixed(parts[0], parts[1] + "; return null;")).as(text).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AtomicInteger p; p.get()",
                "LongAdder p; p.sum()",
                "StringBuilder p; p.length() + p.charAt(0) + p.toString()",
                "Map<String, Integer> p; p.get(null)",
                "Map<String, Integer> p; p.getOrDefault(null, 1)",
                "Map<String, Integer> p; p.containsKey(null)",
                "Map<String, Integer> p; p.keySet().iterator().next()",
                "Map<String, Integer> p; p.values().stream().mapToInt(x -> x).sum()",
                "Map<String, Integer> p; p.entrySet().iterator().next().getValue()",
                "Map<String, Integer> p; p.entrySet().stream().map(Map.Entry::getKey).toList()",
                "Map<String, Integer> p; new TreeMap<>(p).pollFirstEntry()",
                "Deque<Integer> p; p.peekLast()",
                "List<Integer> p; p.contains(1)",
                "List<Integer> p; p.subList(0, 1).indexOf(2)",
                "List<Integer> p; Collections.unmodifiableList(p).size()",
                "List<Integer> p; p.listIterator().previousIndex()",
                "List<String> p; String.join(\",\", p)",
                "List<String> p; String.format(\"%s\", p)",
                "Object[] p; Arrays.asList(p).get(0)",
                "Object[] p; Arrays.deepToString(p) + p.length",
                "double[] p; Arrays.stream(p).max().getAsDouble()",
                "double[] p; Math.max(p[0], p[1])",
                "char[] p; new String(p)",
                "BitSet p; p.cardinality()",
                "Comparator<String> p; p.compare(\"a\", \"b\")",
                "Iterable<String> p; p.iterator().next()",
                "CharSequence p; p.length()",
            })
    void libraryReader_isProved(String text) {
        String[] parts = text.split("; ");
        assertThat(isFixed(parts[0], "return " + parts[1] + ";")).as(text).isTrue();
    }

    @Test
    void receiver_thatIsWrittenTo_isTheOnlyOneNotProved() {
        Map<String, byte[]> plain =
                Sources.compile(
                        "Sample",
                        HEAD
                                + "int total; @Concurrent int work(int[] a) { total += a[0]; return"
                                + " a[1]; } @Concurrent int look(int[] a) { return total + a[0]; }"
                                + " }");
        ClassNode type = Rewriting.read(Objects.requireNonNull(plain.get("Sample")));
        Map<MethodNode, MethodEffects> all =
                new ArgumentEffects(type, new Classes(plain::get, type)).ofSelf();
        assertThat(Objects.requireNonNull(all.get(Rewriting.method(type, "work"))).fixed())
                .isEqualTo(0b10L);
        assertThat(Objects.requireNonNull(all.get(Rewriting.method(type, "look"))).fixed())
                .isEqualTo(0b11L);
        assertThat(List.copyOf(all.values())).hasSize(2);
    }
}
