package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSource;
import io.procession.spi.Codec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Prints what encode and decode take, beside JDK serialisation of the same value in the same run:
 * {@code main} without arguments.
 */
final class CodecTimings {

    private static final int ROUNDS = 5;

    interface SerialTask<T> extends Callable<T>, Serializable {}

    record Call(String method, int a, double b, long c, String text) implements Serializable {}

    static final class Node implements Serializable {
        private static final long serialVersionUID = 1L;
        int id;
        String name = "";
        final ArrayList<Node> neighbours = new ArrayList<>();
    }

    @SuppressWarnings("UnusedVariable") // so that no result can be left out
    private static @Nullable Object sink = "";

    private CodecTimings() {}

    public static void main(String[] arguments) throws Exception {
        Thread deep =
                new Thread(null, CodecTimings::printAll, "timings", 1 << 30); // the JDK recurses
        deep.start();
        deep.join();
    }

    private static void printAll() {
        try {
            measureAll();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void measureAll() throws Exception {
        String captured = "a captured text";
        SerialTask<Object> lambda = () -> captured + "!";
        SerialTask<Object> plain = () -> "x";
        print("small record", new Call("work", 1, 2.5, 3, "hello"), 200_000);
        print("lambda, one captured", lambda, 100_000);
        print("lambda, nothing captured", plain, 100_000);
        print("map of 10,000", map(), 40);
        print("cyclic graph of 10,000", graph(), 20);
        print("double[1M]", new Random(1).doubles(1_000_000).toArray(), 20);
    }

    private static Map<String, Integer> map() {
        Map<String, Integer> map = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            map.put("key" + i, i);
        }
        return map;
    }

    private static Node graph() {
        List<Node> nodes = new ArrayList<>();
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            Node node = new Node();
            node.id = i;
            node.name = "n" + i;
            if (i > 0) {
                nodes.get(i / 10).neighbours.add(node); // a tree, so that the JDK can go down it
                node.neighbours.add(nodes.get(random.nextInt(i)));
            }
            nodes.add(node);
        }
        return nodes.get(0);
    }

    private static void print(String name, Object value, int times) throws Exception {
        double ours = Double.MAX_VALUE;
        double jdk = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            ours = Math.min(ours, measure(value, times, true));
            jdk = Math.min(jdk, measure(value, times, false));
        }
        System.out.printf(
                "%-26s %10.2f us   JDK %10.2f us   ratio %.2f%n", name, ours, jdk, ours / jdk);
    }

    private static double measure(Object value, int times, boolean isOurs) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < times; i++) {
            sink = isOurs ? travel(value) : travelJdk(value);
        }
        return (System.nanoTime() - start) / 1e3 / times;
    }

    private static @Nullable Object travel(Object value) throws Exception {
        ByteSource bytes =
                new ByteSource(Codecs.PLAIN.encode(value, Codec.Direction.CALL, "value"));
        return Codecs.PLAIN.decode(bytes, Codec.Direction.CALL);
    }

    private static Object travelJdk(Object value) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        try (ObjectInputStream in =
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }
}
