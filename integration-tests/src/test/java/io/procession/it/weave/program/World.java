package io.procession.it.weave.program;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * What concurrent methods of generated programs change: mutable objects of many kinds, with aliases
 * and cycles here and there. Places below 100 are for calls, one each; those above for the caller.
 */
@SuppressWarnings("serial") // what its fields hold can travel
public final class World implements Serializable {

    private static final long serialVersionUID = 1;

    public static final int PLACES = 128;

    public int[] base = new int[8]; // only read by calls
    public int[] ints = new int[PLACES];
    public int[] moreInts = new int[PLACES];
    public long[] longs = new long[PLACES];
    public double[] doubles = new double[PLACES];
    public byte[] bytes = new byte[PLACES];
    public boolean[] flags = new boolean[PLACES];
    public Object[] things = new Object[PLACES];
    public Object[] moreThings = new Object[PLACES];
    public int[][] grid = new int[PLACES][];
    public Map<Integer, Integer> hash = new HashMap<>();
    public Map<Integer, Integer> moreHash = new HashMap<>();
    public Map<Integer, Integer> tree = new TreeMap<>(new Back());
    public Map<Integer, Integer> conc = new ConcurrentHashMap<>();
    public Map<Integer, Integer> skip = new ConcurrentSkipListMap<>();
    public Map<Integer, Integer> locked = Collections.synchronizedMap(new TreeMap<>());
    public Map<Integer, Object> linked = new LinkedHashMap<>();
    public Map<Integer, Object> moreLinked = new LinkedHashMap<>();
    public Map<Integer, List<Integer>> groups = new TreeMap<>();
    public List<Integer> list = new ArrayList<>();
    public List<Integer> moreList = new ArrayList<>();
    public List<Integer> chain = new LinkedList<>();
    public List<Integer> copies = new CopyOnWriteArrayList<>();
    public Deque<Integer> deque = new ArrayDeque<>();
    public Deque<Integer> blocking = new LinkedBlockingDeque<>();
    public Set<Integer> set = new HashSet<>();
    public Set<Integer> ordered = new LinkedHashSet<>();
    public SortedSet<String> sorted = new TreeSet<>(new State.Down());
    public StringBuilder text = new StringBuilder("t");
    public StringBuffer buffer = new StringBuffer("b");
    public AtomicInteger atomic = new AtomicInteger();
    public AtomicIntegerArray atomics = new AtomicIntegerArray(PLACES);
    public BitSet bits = new BitSet();
    public Part part = new Part(1);
    public Part other = new Part(2);
    public @Nullable Object spare;
    public transient List<Object> view = List.of(); // of things

    /** A comparator that can travel. */
    public static final class Back implements Comparator<Integer>, Serializable {
        private static final long serialVersionUID = 1;

        @Override
        public int compare(Integer a, Integer b) {
            return b.compareTo(a);
        }
    }

    /** The same for the same seed. */
    public static World of(long seed) {
        Random random = new Random(seed * 6151 + 3);
        World w = new World();
        w.fill(random);
        w.alias(random);
        return w;
    }

    private void fill(Random random) {
        for (int i = 0; i < 8; i++) {
            base[i] = random.nextInt(30);
            list.add(random.nextInt(9));
            moreList.add(i);
            chain.add(3 * i);
            copies.add(i);
            deque.add(i);
            blocking.add(i);
        }
        for (int i = 0; i < 20; i++) {
            ints[i] = i;
            things[i] = "t" + i;
            for (Map<Integer, Integer> each : maps()) {
                each.put(1000 + i, i);
            }
            linked.put(1000 + i, i);
            moreLinked.put(1000 + i, "o" + i);
            set.add(5000 + i);
            ordered.add(5000 + i);
            sorted.add("r" + i);
        }
        for (int i = 0; i < 4; i++) {
            grid[i] = new int[PLACES];
        }
        groups.put(-1, new ArrayList<>());
        groups.put(-2, new ArrayList<>(List.of(4)));
        view = Arrays.asList(things);
    }

    private List<Map<Integer, Integer>> maps() {
        return List.of(hash, moreHash, tree, conc, skip, locked);
    }

    private void alias(Random random) {
        if (random.nextInt(3) == 0) {
            moreInts = ints;
        }
        if (random.nextInt(3) == 0) {
            grid[2] = ints;
        }
        if (random.nextInt(3) == 0) {
            moreHash = hash;
        }
        if (random.nextInt(3) == 0) {
            moreThings = things;
        }
        if (random.nextInt(4) == 0) {
            moreList = list;
        }
        if (random.nextInt(4) == 0) {
            groups.put(-1, list);
        }
        if (random.nextInt(4) == 0) {
            other = part;
        }
        if (random.nextInt(3) == 0) {
            part.next = other;
            other.next = part;
        }
        if (random.nextInt(3) == 0) {
            things[101] = this;
            things[102] = things;
        }
        things[103] = part;
        moreLinked.put(1003, list);
        linked.put(1004, hash);
    }

    /** A number that depends on all elements and their order. */
    public static int sum(Collection<Integer> all) {
        int sum = 1;
        for (Integer each : all) {
            sum = sum * 31 + each;
        }
        return sum;
    }

    /** A number that depends on all elements, in whatever order. */
    public static int total(Collection<Integer> all) {
        int total = all.size();
        for (Integer each : all) {
            total += each * each;
        }
        return total;
    }

    /** Code that nobody has looked at: it reads a little of everything. */
    public int peek() {
        int sum = ints[7] + hash.size() + list.size() + text.length() + part.weight();
        return sum + chain.size() + bits.cardinality() + groups.size() + set.size();
    }
}
