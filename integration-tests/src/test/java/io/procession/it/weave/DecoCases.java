package io.procession.it.weave;

import java.util.List;

/**
 * The patterns of Python's deco, and those in which it is known to fail, in Java; each must give
 * what the plain serial program gives.
 */
final class DecoCases {

    /**
     * A case.
     *
     * @param least how many calls must be outstanding at some time
     */
    record Case(String name, int least, String body) {
        @Override
        public String toString() {
            return name;
        }
    }

    private DecoCases() {}

    private static Case of(String name, int least, String members, String statements) {
        String body =
                """
                static Object main() throws Exception {
                    return go();
                }

                MEMBERS
                @Synchronized
                static Object go() throws Exception {
                    STATEMENTS
                }
                """
                        .replace("MEMBERS", members)
                        .replace("STATEMENTS", statements);
        return new Case(name, least, body);
    }

    static List<Case> all() {
        return List.of(
                of(
                        "Run",
                        3,
                        "",
                        """
                        Map<String, Integer> data = new TreeMap<>(Map.of("a", 0, "bb", 0, "ccc", 0));
                        for (String key : data.keySet()) {
                            data.put(key, work(key.length()));
                        }
                        log.add("" + data);
                        return data;
                        """),
                of(
                        "TwoLoops",
                        4,
                        "",
                        """
                        Map<Integer, Integer> data = new TreeMap<>();
                        for (int i = 0; i < 4; i++) {
                            data.put(i, work(i));
                        }
                        Map<Integer, Integer> more = new TreeMap<>();
                        for (int key : data.keySet()) {
                            more.put(key, work(data.get(key)));
                        }
                        return List.of(data, more);
                        """),
                of(
                        "NestedLoops",
                        9,
                        "",
                        """
                        Map<Integer, Map<Integer, Integer>> data = new TreeMap<>();
                        for (int i = 0; i < 3; i++) {
                            data.put(i, new TreeMap<>());
                            for (int k = 0; k < 3; k++) {
                                data.get(i).put(k, work(i * 3 + k));
                            }
                        }
                        return data;
                        """),
                of(
                        "KeyAndTargetOfCallTime",
                        2,
                        "",
                        """
                        Map<String, Integer> one = new HashMap<>();
                        Map<String, Integer> two = new HashMap<>();
                        Map<String, Integer> target = one;
                        String key = "a";
                        target.put(key, work(1));
                        target = two;
                        key = "b";
                        target.put(key, work(2));
                        target = null;
                        key = null;
                        return List.of(one, two);
                        """),
                of(
                        "ListKeepsItsOrder",
                        2,
                        "",
                        """
                        List<Integer> list = new ArrayList<>();
                        for (int i = 0; i < 3; i++) {
                            list.add(work(i));
                            list.add(-i);
                        }
                        list.add(work(5));
                        list.add(work(6));
                        return list;
                        """),
                of(
                        "ConditionOnResults",
                        4,
                        "",
                        """
                        int[] r = new int[4];
                        for (int i = 0; i < 4; i++) {
                            r[i] = work(i);
                        }
                        if (r[2] == 5) {
                            r[0] = work(7);
                            log.add("yes");
                        } else {
                            r[1] = work(8);
                            log.add("no");
                        }
                        while (r[1] < 20) {
                            r[1] = work(r[1]);
                            log.add(r[1]);
                        }
                        for (int i = 0; i < r[3] && r[0] > 3; i++) {
                            r[2] += work(i);
                        }
                        switch (r[0]) {
                            case 50 -> log.add("fifty");
                            default -> log.add("else");
                        }
                        return r[3] == 10 ? r : null;
                        """),
                of(
                        "ReturnOfACall",
                        0,
                        "@Synchronized static int give(int i) { return work(i); }\n"
                                + "@Synchronized static Integer box(int i) { try { return work(i); } finally { log.add(i); } }\n"
                                + "@Synchronized static long wide(int i) { return i > 2 ? work(i) : 3; }\n",
                        """
                        return List.of(give(3), box(4), wide(5), wide(1), work(6));
                        """),
                of(
                        "ChainThroughElements",
                        0,
                        "",
                        """
                        int[] a = new int[8];
                        a[0] = work(1);
                        for (int i = 0; i < 7; i++) {
                            a[i + 1] = work(a[i] & 7);
                        }
                        Map<Integer, Integer> m = new HashMap<>(Map.of(0, 1));
                        for (int i = 0; i < 7; i++) {
                            m.put(i + 1, work(m.get(i) & 7));
                        }
                        List<Integer> l = new ArrayList<>(List.of(2));
                        for (int i = 0; i < 7; i++) {
                            l.add(work(l.get(l.size() - 1) & 7));
                        }
                        return List.of(a, m, l);
                        """),
                of(
                        "Aliases",
                        3,
                        "static int read(int[] a, int i) { return a[i]; }\nstatic int size(Collection<?> c) { return c.size(); }\n",
                        """
                        int[] a = new int[4];
                        int[] b = a;
                        int[][] rows = {a, new int[2], a};
                        a[1] = work(1);
                        int viaAlias = b[1];
                        b[2] = work(2);
                        int viaRow = rows[2][2];
                        rows[0][3] = work(3);
                        int viaHelper = read(a, 3);
                        Map<String, Integer> m = new HashMap<>();
                        Map<String, Map<String, Integer>> outer = new HashMap<>(Map.of("in", m));
                        outer.get("in").put("x", work(4));
                        int viaMap = m.get("x");
                        m.put("y", work(5));
                        m.put("z", work(6));
                        m.put("q", work(6));
                        int viaView = size(m.values());
                        return List.of(viaAlias, viaRow, viaHelper, viaMap, viaView, a, outer);
                        """),
                of(
                        "KeywordArguments",
                        3,
                        """
                        @Concurrent static int area(int w, int h) { return w * 100 + h; }
                        @Concurrent static int area(int w) { return area(w, 7); }
                        @Concurrent static int area(String w, int... more) { return w.length() + more.length * 10 + Arrays.stream(more).sum(); }
                        static class Options implements Serializable {
                            int width = 1;
                            int height = 2;
                            Options width(int w) { width = w; return this; }
                            Options height(int h) { height = h; return this; }
                            @Concurrent int area() { return width * 1000 + height; }
                        }
                        @Concurrent static int ofOptions(Options o) { return o.area() + 1; }
                        """,
                        """
                        int[] r = new int[9];
                        r[0] = area(1, 2);
                        r[1] = area(3);
                        r[2] = area("ab");
                        r[3] = area("ab", 1, 2, 3);
                        r[4] = new Options().width(5).area();
                        r[5] = ofOptions(new Options().height(9).width(4));
                        Options o = new Options();
                        r[6] = ofOptions(o.height(3));
                        o.height(4);
                        r[7] = ofOptions(o);
                        r[8] = area("q", work(1), work(2));
                        return r;
                        """),
                of(
                        "WriteAfterWrite",
                        2,
                        "",
                        """
                        int[] a = new int[3];
                        a[0] = work(1);
                        a[0] = 5;
                        a[1] = 6;
                        a[1] = work(2);
                        a[2] = work(3);
                        a[2] = work(4);
                        Map<String, Integer> m = new LinkedHashMap<>();
                        m.put("a", work(5));
                        m.put("b", 1);
                        m.put("a", 2);
                        m.put("c", work(6));
                        m.remove("b");
                        m.put("b", work(7));
                        List<Integer> l = new ArrayList<>(List.of(1, 2, 3));
                        l.set(0, work(8));
                        l.set(0, 9);
                        l.remove(1);
                        l.add(0, work(9));
                        return List.of(a, m, l);
                        """),
                of(
                        "ArgumentsChangedBetweenCalls",
                        3,
                        "@Concurrent static int sum(List<Integer> l) { int s = 0; for (int i : l) { s += i; } return s; }\n"
                                + "@Concurrent static int length(StringBuilder b) { return b.length(); }\n"
                                + "@Concurrent static int first(int[] a) { return a[0]; }\n",
                        """
                        List<Integer> list = new ArrayList<>();
                        StringBuilder text = new StringBuilder();
                        int[] a = new int[1];
                        int[] r = new int[9];
                        for (int i = 0; i < 3; i++) {
                            list.add(i * 10);
                            text.append("ab");
                            a[0] = i + 40;
                            r[i] = sum(list);
                            r[i + 3] = length(text);
                            r[i + 6] = first(a);
                        }
                        list.clear();
                        a[0] = 0;
                        return r;
                        """),
                of(
                        "FailureDoesNotPoisonTheNext",
                        0,
                        "static Object attempt(int i) { try { return part(i); } catch (Boom e) { return e.getMessage(); } }\n"
                                + "@Synchronized static Object part(int i) { int[] r = new int[3]; r[0] = work(i); r[1] = work(i + 1); r[2] = work(1); return r; }\n",
                        """
                        List<Object> all = new ArrayList<>();
                        for (int i : new int[] {1, -20, 2, -10, -30, 3}) {
                            all.add(attempt(i));
                        }
                        int[] r = new int[4];
                        try {
                            r[0] = work(1);
                            r[1] = work(-11);
                            r[2] = work(2);
                        } catch (Boom e) {
                            log.add(e.getMessage());
                        }
                        r[3] = work(3);
                        all.add(r);
                        return all;
                        """),
                of(
                        "SubscriptsThatAreExpressions",
                        3,
                        "static int index(int i) { log.add(i); return i * 2 % 5; }\n",
                        """
                        int[] r = new int[5];
                        int n = 0;
                        r[n++] = work(n);
                        r[n++] = work(n++);
                        r[n] = work(n = 1);
                        for (int i = 0; i < 3; i++) {
                            r[(i * 7 + 2) % 5] = work(i);
                        }
                        r[index(1)] = work(index(2));
                        r[work(1) % 5] = work(work(1));
                        Map<String, Integer> m = new TreeMap<>();
                        m.put("k" + index(3), work(index(4)));
                        m.put("k" + work(2), work(3));
                        return List.of(r, m, n);
                        """),
                new Case(
                        "TwoFunctionsOfOneName",
                        4,
                        """
                        static Object main() { return go(); }
                        @Concurrent static String f(int i) { return "T" + i; }
                        @Concurrent static String f(long i) { return "long" + i; }
                        @Concurrent static String f(Integer i) { return "box" + i; }
                        static class A { @Concurrent static String f(int i) { return "A" + i; } }
                        static class B { static class A { @Concurrent static String f(int i) { return "BA" + i; } } }
                        @Synchronized static Object go() {
                            String[] r = new String[6];
                            r[0] = f(1);
                            r[1] = f(2L);
                            r[2] = f((Integer) 3);
                            r[3] = A.f(4);
                            r[4] = B.A.f(5);
                            r[5] = TOther.f(6);
                            return r;
                        }
                        ====
                        class TOther { @io.procession.Concurrent static String f(int i) { return "O" + i; } }
                        """
                                .replace("TOther", "OtherOfTwo")),
                new Case(
                        "CallsThroughAnotherClass",
                        4,
                        """
                        static Object main() { return go(); }
                        static class Base { @Concurrent static int f(int i) { return i + 100; } }
                        static class Sub extends Base { }
                        interface Shape extends Serializable {
                            @Concurrent int area(int x);
                            @Concurrent default int twiceArea(int x) { return 2 * area(x); }
                            @Concurrent static int of(int x) { return x + 5; }
                        }
                        record Square(int side) implements Shape { public int area(int x) { return side * side + x; } }
                        enum Kind implements Shape { ONE { public int area(int x) { return 1 + x; } }, TWO { public int area(int x) { return 2 + x; } } }
                        @Synchronized static Object go() {
                            int[] r = new int[8];
                            r[0] = Sub.f(1);
                            r[1] = Base.f(2);
                            Shape s = new Square(3);
                            r[2] = s.area(3);
                            r[3] = new Square(4).area(4);
                            r[4] = s.twiceArea(5);
                            r[5] = new Square(2).twiceArea(6);
                            r[6] = Shape.of(7);
                            r[7] = Kind.TWO.area(8) + Kind.ONE.twiceArea(1);
                            return r;
                        }
                        """),
                new Case(
                        "Methods",
                        3,
                        """
                        static Object main() { return new Sim(3).go(new int[6]); }
                        static class Sim extends Base {
                            private int seed;
                            Sim(int seed) { this.seed = seed; }
                            @Concurrent private int step(int i) { return seed * 10 + i; }
                            @Override int heavy(int i) { return seed + i; }
                            @Synchronized Object go(int[] r) {
                                r[0] = step(1);
                                seed = 4;
                                r[1] = step(2);
                                seed = work(2);
                                r[2] = step(3);
                                r[3] = this.heavy(4);
                                r[4] = super.heavy(5);
                                seed++;
                                r[5] = new Sim(8).step(seed);
                                return r;
                            }
                        }
                        static class Base implements Serializable { @Concurrent int heavy(int i) { return -i; } }
                        """),
                new Case(
                        "Nesting",
                        2,
                        """
                        static Object main() { return List.of(go(), fib(7)); }
                        @Concurrent static int outer(int i) { return work(i) + work(i + 1) + inner(i); }
                        @Synchronized static int inner(int i) {
                            int[] r = new int[3];
                            for (int k = 0; k < 3; k++) { r[k] = work(i + k); }
                            return r[0] + r[1] * r[2];
                        }
                        @Concurrent @Synchronized static int both(int i) { int a = work(i); int b = outer(a); return a + b; }
                        @Synchronized static int fib(int n) {
                            if (n < 2) { return n; }
                            int a = fibCall(n - 1);
                            int b = fibCall(n - 2);
                            return a + b;
                        }
                        @Concurrent static int fibCall(int n) { return fib(n); }
                        @Synchronized static Object go() {
                            int[] r = new int[6];
                            r[0] = outer(1);
                            r[1] = both(2);
                            r[2] = inner(3);
                            r[3] = outer(work(2));
                            List.of(4, 5).forEach(i -> r[i] = outer(i));
                            return r;
                        }
                        """),
                of(
                        "AnIterableThatChanges",
                        0,
                        "",
                        """
                        List<Integer> list = new ArrayList<>(List.of(1, 2, 3));
                        for (int x : list) {
                            list.add(work(x));
                        }
                        return list;
                        """),
                of(
                        "ExceptionInTheMiddle",
                        0,
                        "",
                        """
                        int[] r = new int[5];
                        List<Object> seen = new ArrayList<>();
                        try {
                            for (int i = 0; i < 5; i++) {
                                r[i] = work(i == 3 ? -40 : i);
                            }
                        } catch (Boom e) {
                            seen.add(e.getMessage());
                            seen.add(r.clone());
                        } finally {
                            seen.add(r[2]);
                        }
                        Map<String, Integer> m = new TreeMap<>();
                        try {
                            m.put("a", work(1));
                            m.put("b", work(-50));
                            m.put("c", work(2));
                            throw new IllegalStateException("later");
                        } catch (Boom | IllegalStateException e) {
                            seen.add(e.getMessage());
                        }
                        seen.add(m);
                        r[4] = work(-60);
                        seen.add("not reached");
                        return seen;
                        """),
                of(
                        "FieldsAndStatics",
                        2,
                        "static int total; int own; static T kept = new T();\n",
                        """
                        T t = new T();
                        T u = t;
                        t.own = work(1);
                        int a = u.own;
                        total = work(2);
                        int b = total;
                        total += work(3);
                        t.own += work(4);
                        kept.own = work(5);
                        t.own++;
                        return List.of(a, b, total, t.own, kept.own);
                        """),
                of(
                        "Streams",
                        3,
                        "",
                        """
                        List<Integer> in = List.of(4, 2, 9, 1);
                        List<Integer> a = in.stream().map(x -> work(x)).toList();
                        List<String> b = in.stream().map(T::work).map(x -> "s" + x).collect(Collectors.toList());
                        int c = in.stream().mapToInt(T::work).sum();
                        Map<Integer, Integer> d = in.stream().collect(Collectors.toMap(x -> x, x -> work(x)));
                        Optional<Integer> e = in.stream().map(T::work).filter(x -> x > 50).findFirst();
                        int[] f = IntStream.range(0, 5).map(T::work).toArray();
                        return List.of(a, b, c, new TreeMap<>(d), e.get(), f);
                        """),
                of(
                        "Reductions",
                        4,
                        "",
                        """
                        int sum = 0;
                        int best = Integer.MIN_VALUE;
                        String text = "";
                        boolean any = false;
                        for (int i = 0; i < 4; i++) {
                            sum += work(i);
                            best = Math.max(best, work(-i));
                            text += work(i) + ",";
                            any |= work(i) > 9;
                        }
                        return List.of(sum, best, text, any);
                        """));
    }
}
