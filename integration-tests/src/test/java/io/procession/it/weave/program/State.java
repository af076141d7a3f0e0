package io.procession.it.weave.program;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** All that a generated program works on, with aliases here and there; its end is compared. */
@SuppressWarnings("serial") // what its fields hold can travel
public final class State implements Serializable {

    private static final long serialVersionUID = 1;

    public int[] ints = new int[8];
    public int[] moreInts = new int[8];
    public long[] longs = new long[8];
    public double[] doubles = new double[8];
    public float[] floats = new float[8];
    public byte[] bytes = new byte[8];
    public short[] shorts = new short[8];
    public char[] chars = new char[8];
    public boolean[] flags = new boolean[8];
    public String[] words = new String[8];
    public Integer[] boxes = new Integer[8];
    public Object[] things = new Object[8];
    public int[][] grid = new int[8][8];
    public Map<String, Integer> ages = new HashMap<>();
    public Map<String, Integer> moreAges = new LinkedHashMap<>();
    public Map<Integer, String> names = new TreeMap<>();
    public Map<String, Integer> down = new TreeMap<>(new Down());
    public Map<String, Long> sums = new LinkedHashMap<>();
    public Map<Integer, Double> rates = new ConcurrentHashMap<>();
    public Map<Point, Integer> points = new HashMap<>();
    public Map<List<Integer>, Integer> listed = new HashMap<>();
    public Map<String, Map<String, Integer>> nested = new LinkedHashMap<>();
    public Map<String, List<Integer>> groups = new HashMap<>();
    public List<Integer> list = new ArrayList<>();
    public List<Integer> moreList = new ArrayList<>();
    public LinkedList<String> linked = new LinkedList<>();
    public ArrayDeque<Integer> deque = new ArrayDeque<>();
    public Set<Integer> set = new HashSet<>();
    public TreeSet<String> sorted = new TreeSet<>();
    public Set<Point> pointSet = new LinkedHashSet<>();
    public StringBuilder text = new StringBuilder();
    public Node node = new Node(1, ints);
    public Node other = new Leaf(2, moreInts);
    public AtomicInteger atomic = new AtomicInteger();
    public volatile int flag;
    public int count;
    public int[] lock = new int[0];
    public List<String> log = new ArrayList<>();
    public @Nullable Object owner;
    public transient List<Integer> view = List.of();
    public transient Collection<Integer> values = List.of();
    public transient Map<String, Integer> fixed = Map.of();
    public transient List<String> arrayView = List.of();

    /** A comparator that can travel. */
    public static final class Down implements Comparator<String>, Serializable {
        private static final long serialVersionUID = 1;

        @Override
        public int compare(String a, String b) {
            return b.compareTo(a);
        }
    }

    /** The same for the same seed. */
    public static State of(long seed) {
        Random random = new Random(seed * 7919 + 17);
        State s = new State();
        s.fill(random);
        s.alias(random);
        s.link();
        return s;
    }

    private void fill(Random random) {
        for (int k = 0; k < 8; k++) {
            ints[k] = random.nextInt(20);
            moreInts[k] = random.nextInt(20);
            longs[k] = random.nextInt(50);
            doubles[k] = random.nextInt(50) / 4.0;
            words[k] = Helpers.word(random.nextInt(8));
            boxes[k] = random.nextInt(9);
            things[k] = k % 3 == 0 ? words[k] : k % 3 == 1 ? boxes[k] : new Point(k, "t");
        }
        for (int k = 0; k < 3; k++) {
            ages.put("k" + k, k * 3);
            moreAges.put("k" + (k + 2), k * 5);
            names.put(k * 2, "n" + k);
            down.put("k" + k, k);
            sums.put("k" + k, 7L * k);
            rates.put(k, k / 2.0);
            points.put(new Point(k, "p"), k);
            nested.put("k" + k, new HashMap<>(Map.of("k0", k)));
            groups.put("k" + k, new ArrayList<>(List.of(k)));
            list.add(k + random.nextInt(4));
            moreList.add(k * 2);
            linked.add("l" + k);
            deque.add(k);
            set.add(k * 3);
            sorted.add("s" + k);
        }
        text.append("t");
    }

    private void alias(Random random) {
        if (random.nextInt(3) == 0) {
            moreInts = ints;
        }
        if (random.nextInt(3) == 0) {
            moreAges = ages;
        }
        if (random.nextInt(3) == 0) {
            moreList = list;
        }
        if (random.nextInt(3) == 0) {
            grid[1] = grid[0];
            grid[2] = ints;
        }
        if (random.nextInt(3) == 0) {
            nested.put("k1", ages);
        }
        if (random.nextInt(3) == 0) {
            groups.put("k1", list);
        }
        if (random.nextInt(4) == 0) {
            other = node;
        }
    }

    private void link() {
        node.next = other;
        other.next = node;
        node.data = ints;
        other.data = moreInts;
        things[5] = node;
        view = list.subList(0, 2);
        values = ages.values();
        fixed = Collections.unmodifiableMap(ages);
        arrayView = java.util.Arrays.asList(words);
    }
}
