package io.procession.it.weave;

import org.junit.jupiter.api.Test;

/** Single programs that were once wrong, or that random ones seldom are. */
class HardCasesTest {

    private static void same(String members, String statements) {
        Sample.of(
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
                                .replace("STATEMENTS", statements))
                .same();
    }

    @Test
    void put_ofAKeyThatAPendingRemoveTakes_isSeenByAnIteration() {
        same(
                "",
                """
                Map<String, Integer> m = new HashMap<>(Map.of("k1", 1, "k2", 2));
                m.remove("k" + work(0));
                m.put("k1", work(2));
                String seen = "";
                for (String key : m.keySet()) {
                    seen += key;
                }
                return seen + m;
                """);
    }

    @Test
    void put_ofAKeyThatAPendingUnknownCallRemoves_isSeenByAnIteration() {
        same(
                "static void empty(Map<String, Integer> m, int i) { m.clear(); }",
                """
                Map<String, Integer> m = new HashMap<>(Map.of("k1", 1, "k2", 2));
                empty(m, work(0));
                m.put("k1", work(2));
                int size = m.size();
                return size + "" + m;
                """);
    }

    /** The list's own forEach looks at its end whether the body has changed it; a loop does not. */
    @Test
    void forEach_whoseBodyRefillsItsList_failsAsTheLibraryDoes() {
        same(
                "",
                """
                List<Integer> array = new ArrayList<>(List.of(1, 2, 3));
                try {
                    array.forEach(x -> { array.clear(); array.add(work(x)); });
                    log.add("array quiet");
                } catch (ConcurrentModificationException e) {
                    log.add("array fails");
                }
                List<Integer> linked = new LinkedList<>(List.of(1, 2, 3));
                linked.forEach(x -> { if (x == 2) { linked.remove(Integer.valueOf(2)); linked.set(0, work(x)); } });
                return array + "" + linked;
                """);
    }

    @Test
    void set_ofAnElementThatAPendingCallRemoves_failsAsItDoes() {
        same(
                "static void empty(List<Integer> l, int i) { l.clear(); }",
                """
                List<Integer> l = new ArrayList<>(List.of(1, 2));
                try {
                    empty(l, work(0));
                    l.set(1, work(2));
                    log.add("after");
                } catch (IndexOutOfBoundsException e) {
                    log.add(e.getMessage());
                }
                return l;
                """);
    }

    @Test
    void fieldOfAReplacedObject_isThatOfTheOldOne() {
        same(
                "static class N implements Serializable { int v; N next; }",
                """
                N a = new N();
                a.next = new N();
                N old = a.next;
                a.next.v = work(1);
                a.next = new N();
                a.next.v = work(2);
                return old.v + "/" + a.next.v;
                """);
    }

    @Test
    void deferredReference_thatIsWrittenTo_isWaitedFor() {
        same(
                "static class N implements Serializable { int v; N next; }\n@Concurrent static N make(int i) { N n = new N(); n.v = i; return n; }",
                """
                N a = new N();
                a.next = make(3);
                a.next.v = work(1);
                N b = make(4);
                b.v += work(2);
                N c = make(5);
                c.next = make(6);
                c.next.next = c;
                return a.next.v + "/" + b.v + "/" + c.v + c.next.next.next.v;
                """);
    }

    @Test
    void arrayThatACallMakes_isWaitedForWhereItIsIndexed() {
        same(
                "@Concurrent static int[] make(int i) { return new int[] {i, i + 1}; }",
                """
                int[][] rows = new int[3][];
                rows[0] = make(1);
                rows[1] = make(2);
                rows[1][0] = work(3);
                rows[2] = rows[0];
                rows[2][1] = work(4);
                int[] own = make(5);
                own[0] += work(1);
                return new Object[] {rows, own};
                """);
    }

    @Test
    void keyThatIsMutable_isThatOfItsTime() {
        same(
                "",
                """
                Map<List<Integer>, Integer> m = new HashMap<>();
                List<Integer> key = new ArrayList<>(List.of(1));
                m.put(key, work(1));
                key.add(2);
                m.put(key, work(2));
                return m.size() + "" + m.get(List.of(1, 2)) + m.get(List.of(1));
                """);
    }

    @Test
    void builderAppendedToItself_isItsTextOfThatTime() {
        same(
                "",
                """
                StringBuilder b = new StringBuilder("a");
                b.append(work(1));
                b.append(b);
                b.append(work(2)).append(b.length());
                CharSequence c = b;
                b.append(work(3));
                return c.toString() + b.length() + c.charAt(0);
                """);
    }

    @Test
    void view_ofAMapOrList_seesWhatIsPending() {
        same(
                "",
                """
                Map<String, Integer> m = new TreeMap<>(Map.of("a", 1));
                Collection<Integer> values = m.values();
                Set<String> keys = m.keySet();
                List<Integer> l = new ArrayList<>(List.of(1, 2, 3));
                List<Integer> head = l.subList(0, 2);
                Integer[] array = {1, 2, 3};
                List<Integer> wrapped = Arrays.asList(array);
                Map<String, Integer> fixed = Collections.unmodifiableMap(m);
                m.put("b", work(1));
                int one = values.size();
                m.put("c", work(2));
                boolean two = keys.contains("c");
                l.set(0, work(3));
                int three = head.get(0);
                array[1] = work(4);
                int four = wrapped.get(1);
                m.put("a", work(5));
                int five = fixed.get("a");
                m.put("d", work(6));
                String six = "" + keys;
                wrapped.set(2, work(7));
                int seven = array[2];
                head.set(1, work(8));
                int eight = l.get(1);
                return List.of(one, two, three, four, five, six, seven, eight, m, l);
                """);
    }

    @Test
    void descendingAndRangeViews_seeWhatIsPending() {
        same(
                "",
                """
                TreeMap<Integer, Integer> m = new TreeMap<>(Map.of(1, 1, 5, 5));
                NavigableMap<Integer, Integer> down = m.descendingMap();
                SortedMap<Integer, Integer> head = m.headMap(4);
                m.put(3, work(3));
                int a = head.size();
                m.put(2, work(2));
                int b = down.get(2);
                down.put(4, work(4));
                int c = m.get(4);
                head.put(0, work(0));
                int d = m.firstKey();
                ArrayDeque<Integer> q = new ArrayDeque<>();
                q.add(work(1));
                q.push(work(2));
                int e = q.peekLast();
                Iterator<Integer> it = q.descendingIterator();
                q.add(work(3));
                String f = "";
                try {
                    while (it.hasNext()) {
                        f += it.next();
                    }
                } catch (ConcurrentModificationException x) {
                    f += "changed";
                }
                return List.of(a, b, c, d, e, f, m);
                """);
    }

    @Test
    void identityAndSynchronizedCollections_areThemselves() {
        same(
                "",
                """
                Map<Object, Integer> byIdentity = new IdentityHashMap<>();
                Object key = new int[0];
                byIdentity.put(key, work(1));
                byIdentity.put(key, work(2));
                int a = byIdentity.size() * 100 + byIdentity.get(key);
                List<Integer> sync = Collections.synchronizedList(new ArrayList<>());
                sync.add(work(3));
                sync.add(work(4));
                int b = sync.get(1);
                PriorityQueue<Integer> heap = new PriorityQueue<>(Comparator.reverseOrder());
                heap.add(work(1));
                heap.add(work(3));
                int c = heap.poll();
                BitSet bits = new BitSet();
                bits.set(work(1));
                bits.set(work(2), true);
                EnumMap<Thread.State, Integer> states = new EnumMap<>(Thread.State.class);
                states.put(Thread.State.NEW, work(5));
                int d = states.get(Thread.State.NEW);
                return List.of(a, b, c, bits.toString(), d);
                """);
    }

    @Test
    void userCollections_areUnknown() {
        same(
                """
                static class Twice extends ArrayList<Integer> {
                    @Override
                    public boolean add(Integer i) {
                        log.add(size());
                        return super.add(i * 2);
                    }
                }
                static class Counting extends HashMap<String, Integer> {
                    int puts;
                    @Override
                    public Integer put(String k, Integer v) {
                        puts++;
                        return super.put(k, v);
                    }
                }
                """,
                """
                Twice t = new Twice();
                t.add(work(1));
                t.add(work(2));
                Counting c = new Counting();
                c.put("a", work(3));
                int one = c.puts;
                c.put("b", work(4));
                return List.of(t.size(), t, one, c.puts, c);
                """);
    }

    @Test
    void wildEffect_thatThrows_endsWhatComesAfter() {
        same(
                "static int[] shared = new int[3];\nstatic void one(int i, int r) { shared[i] = r; if (r > 4) { throw new IllegalStateException(\"big\"); } }",
                """
                try {
                    one(0, work(1));
                    one(1, work(2));
                    one(2, work(3));
                } catch (IllegalStateException e) {
                    log.add(e.getMessage());
                }
                return shared;
                """);
    }

    @Test
    void finallyThatReturns_swallowsAsItDoes() {
        same(
                "@SuppressWarnings(\"finally\") @Synchronized static int f(int i) { int[] r = new int[2]; try { r[0] = work(i); r[1] = work(-20); } finally { return r[0]; } }",
                "return f(3) + f(4);");
    }

    @Test
    void localsInHandlers_areThoseOfTheFailure() {
        same(
                "",
                """
                int x = 0;
                int y = 0;
                String where = "start";
                int[] a = new int[2];
                try {
                    where = "one";
                    x = work(1);
                    where = "two";
                    a[0] = work(-20);
                    where = "three";
                    x = work(2);
                    y++;
                    where += work(3);
                } catch (Boom e) {
                    log.add(where + x + y + e.getMessage());
                }
                return where + x + y;
                """);
    }

    @Test
    void tryWithResources_closesAsItDoes() {
        same(
                "record Res(String n) implements AutoCloseable { public void close() { log.add(\"close \" + n); if (n.equals(\"bad\")) { throw new IllegalArgumentException(n); } } }",
                """
                int[] a = new int[4];
                try (Res r = new Res("ok"); Res s = new Res("bad")) {
                    a[0] = work(1);
                    a[1] = work(-30);
                    a[2] = work(2);
                } catch (Boom e) {
                    log.add(e.getMessage() + e.getSuppressed().length);
                } catch (IllegalArgumentException e) {
                    log.add("closing " + e.getMessage());
                }
                return a;
                """);
    }

    @Test
    void longAndDouble_inManyPlaces_keepTheirHalves() {
        same(
                "@Concurrent static long big(long a, double b) { return a * 10 + (long) b; }\n@Concurrent static double real(double a, long b, int c) { return a + b + c; }",
                """
                long l = 5;
                double d = 2.5;
                long[] ls = new long[3];
                double[] ds = new double[3];
                for (int i = 0; i < 3; i++) {
                    l += big(l, d) + i;
                    d = d > 100 ? real(d, i, 1) : d + real(i, 2L, i);
                    ls[i] = l = big(i, i);
                    ds[i] += real(d, l, i);
                }
                long t = ls[0] > 3 ? big(1, 2) : big(3, 4);
                return List.of(l, d, t, ls, ds);
                """);
    }

    @Test
    void smallTypes_areCutAsTheyAre() {
        same(
                "@Concurrent static byte b(int i) { return (byte) i; }\n@Concurrent static char c(int i) { return (char) i; }\n@Concurrent static boolean z(int i) { return i % 2 == 0; }\n@Concurrent static short h(int i) { return (short) i; }",
                """
                byte x = 120;
                x += b(20);
                char y = 'a';
                y += c(2);
                y++;
                short s = (short) (h(40000) + 1);
                boolean f = true;
                f &= z(3);
                boolean g = z(2) ^ z(4) | z(1);
                Boolean boxed = z(8);
                Object o = c(65);
                Character ch = c(66);
                boolean[] flags = {z(1), z(2), !z(3)};
                byte[] bytes = {b(300), 1};
                bytes[1] += b(200);
                String t = "" + x + y + s + f + g + boxed + o + ch;
                return t + Arrays.toString(flags) + Arrays.toString(bytes);
                """);
    }

    @Test
    void nullResults_areNull() {
        same(
                "@Concurrent static String none(int i) { return i > 0 ? \"s\" + i : null; }",
                """
                String[] r = new String[3];
                r[0] = none(0);
                r[1] = none(1);
                Map<String, String> m = new HashMap<>();
                m.put("a", none(0));
                String t = "x" + none(0) + none(2);
                boolean has = m.containsKey("a");
                String u = none(0);
                int n = 0;
                try {
                    n = u.length();
                } catch (NullPointerException e) {
                    n = -1;
                }
                Integer boxed = none(0) == null ? null : work(1);
                return Arrays.asList(r[0], r[1], m, t, has, n, boxed);
                """);
    }

    @Test
    void genericsAndCasts_failWhereTheyDo() {
        same(
                "@Concurrent static Object any(int i) { return i > 0 ? \"s\" : (Object) 3; }\n@SuppressWarnings(\"unchecked\") static <X> X as(Object o) { return (X) o; }",
                """
                List<Object> seen = new ArrayList<>();
                try {
                    String s = (String) any(0);
                    seen.add(s);
                } catch (ClassCastException e) {
                    seen.add("cast");
                }
                String[] a = new String[2];
                try {
                    a[0] = (String) any(1);
                    a[1] = (String) any(0);
                } catch (ClassCastException e) {
                    seen.add("cast again " + a[0] + a[1]);
                }
                Object[] o = a;
                try {
                    o[1] = any(0);
                } catch (ArrayStoreException e) {
                    seen.add("store");
                }
                return seen;
                """);
    }

    @Test
    void recursionOfSynchronizedMethods_hasAScopeEach() {
        same(
                "@Synchronized static void fill(int[] a, int from, int to) { if (to - from == 1) { a[from] = work(from); return; } int mid = (from + to) / 2; fill(a, from, mid); a[from] += work(mid); fill(a, mid, to); a[mid] += work(to); }",
                "int[] a = new int[9]; fill(a, 0, 9); return a;");
    }

    @Test
    void lambdaThatCapturesAResult_getsIt() {
        same(
                "",
                """
                int x = work(3);
                Supplier<Integer> s = () -> x + work(1);
                IntUnaryOperator f = i -> i + x;
                int[] a = new int[2];
                a[0] = work(4);
                Callable<Integer> c = () -> a[0];
                a[1] = work(5);
                Runnable r = () -> log.add(a[1]);
                r.run();
                return List.of(s.get(), f.applyAsInt(2), c.call());
                """);
    }

    @Test
    void twoIterationsAtOnce_overWhatIsWritten() {
        same(
                "",
                """
                Map<Integer, Integer> m = new TreeMap<>(Map.of(1, 1, 2, 2, 3, 3));
                Iterator<Map.Entry<Integer, Integer>> a = m.entrySet().iterator();
                Iterator<Integer> b = m.values().iterator();
                String s = "";
                while (a.hasNext()) {
                    Map.Entry<Integer, Integer> e = a.next();
                    e.setValue(work(e.getKey()));
                    s += b.next();
                    s += e.getValue();
                }
                ListIterator<Integer> l = new ArrayList<>(List.of(1, 2, 3)).listIterator();
                while (l.hasNext()) {
                    l.set(work(l.next()));
                }
                while (l.hasPrevious()) {
                    s += l.previous();
                }
                return s + m;
                """);
    }

    @Test
    void textOfAnObject_saysWhatIsPending() {
        same(
                "",
                """
                Map<String, Integer> m = new HashMap<>();
                m.put("a", work(1));
                String text = "m " + m;
                return text;
                """);
    }

    @Test
    void lambdaThatBeginsWithTry_catchesNoFailureOfTheLoopsLastTurn() {
        same(
                "",
                """
                int[] a = new int[9];
                List.of(1, 2, 3).forEach(x -> {
                    try {
                        a[x] = work(x);
                    } catch (Boom e) {
                        log.add("not mine " + x);
                    }
                    a[x + 4] = work(x == 1 ? -20 : x);
                });
                return a;
                """);
    }

    @Test
    void badIndex_failsBeforeWhatComesNext() {
        same(
                "static int[] kept = new int[2];",
                """
                int[] a = new int[2];
                a[0] = work(1);
                a[2] = work(2);
                kept[1] = 7;
                return a;
                """);
    }

    @Test
    void equalsOfTheUser_seesWhatIsPending() {
        same(
                "static class Key { int v; @Override public boolean equals(Object o) { return o instanceof Key k && k.v == v; } @Override public int hashCode() { return 1; } }",
                """
                Key one = new Key();
                Key two = new Key();
                two.v = 2;
                Set<Key> set = new HashSet<>(Set.of(one));
                one.v = work(1);
                boolean in = set.contains(two);
                return in;
                """);
    }

    @Test
    void effectOfAKnownResult_isDoneAtOnce() {
        same(
                "",
                """
                List<Integer> l = new ArrayList<>();
                int x = work(1);
                unknown();
                l.add(x);
                int size = l.size();
                try {
                    x = work(2);
                    x = work(-20);
                } catch (Boom e) {
                    l.add(x);
                    size += l.size();
                }
                return size + "" + l;
                """);
    }
}
