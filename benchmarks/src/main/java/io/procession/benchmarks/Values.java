package io.procession.benchmarks;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The values that codecs are measured with: what calls carry. */
public enum Values {
    /** The name of a method and three arguments. */
    SMALL_CALL("small call"),
    /** From strings to numbers. */
    MAP("map of 10,000"),
    /**
     * Nodes that know some others, without order, so that there are cycles and shared references.
     */
    GRAPH("cyclic graph of 10,000"),
    /** Eight megabytes. */
    DOUBLES("double[1,000,000]");

    private static final int COUNT = 10_000;

    private final String words;

    Values(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    /** A call as plain data. */
    record SmallCall(String type, String method, Object[] arguments) implements Serializable {}

    /** A node of the graph. */
    static final class Node implements Serializable {

        private static final long serialVersionUID = 1;

        final int id;
        final String name;
        final ArrayList<Node> neighbours = new ArrayList<>();

        Node(int id) {
            this.id = id;
            this.name = "node-" + id;
        }
    }

    /** Makes the value, the same each time. */
    public Object make() {
        return switch (this) {
            case SMALL_CALL ->
                    new SmallCall(
                            "com.acme.Climate", "band", new Object[] {42, 51.5, "north Atlantic"});
            case MAP -> map();
            case GRAPH -> graph();
            case DOUBLES -> new Random(1).doubles(1_000_000).toArray();
        };
    }

    private static Map<String, Integer> map() {
        Map<String, Integer> map = new HashMap<>();
        for (int i = 0; i < COUNT; i++) {
            map.put("key-" + i, i);
        }
        return map;
    }

    private static Node[] graph() {
        Random random = new Random(1);
        Node[] nodes = new Node[COUNT];
        for (int i = 0; i < COUNT; i++) {
            nodes[i] = new Node(i);
        }
        for (Node node : nodes) {
            List<Node> neighbours = node.neighbours;
            for (int i = 0; i < 3; i++) {
                neighbours.add(nodes[random.nextInt(COUNT)]);
            }
        }
        return nodes;
    }
}
