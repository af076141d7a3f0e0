import io.procession.Concurrent;
import io.procession.ConflictException;
import io.procession.Synchronized;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The second example of deco: bodies in a map, and a concurrent method that moves one of them.
 *
 * <pre>
 * ./procession run examples/nbody/Orbits.java
 * ./procession run examples/nbody/Orbits.java careless
 * </pre>
 *
 * <p>Each call puts its body, moved, into the map of the next step; the changes come back, each to
 * its own key. The careless variant changes the body that it has read, which the calls after it
 * read, too: serially they see it moved, in parallel they do not. It asks for verify, which tells.
 */
public final class Orbits {

    private static final int STEPS = 20;
    private static final double TIME = 0.05;

    private Orbits() {}

    /** A body in the plane. */
    static final class Body {
        final double mass;
        double[] place;
        double[] speed;

        Body(double mass, double[] place, double[] speed) {
            this.mass = mass;
            this.place = place;
            this.speed = speed;
        }

        /** Pulled by all, for a moment. */
        Body moved(Map<String, Body> all) {
            double[] to = speed.clone();
            for (Body other : all.values()) {
                double x = other.place[0] - place[0];
                double y = other.place[1] - place[1];
                double square = x * x + y * y + 0.01;
                double pull = TIME * other.mass / (square * Math.sqrt(square));
                to[0] += pull * x;
                to[1] += pull * y;
            }
            double[] there = {place[0] + TIME * to[0], place[1] + TIME * to[1]};
            return new Body(mass, there, to);
        }
    }

    // ---- a second map

    @Concurrent
    static void move(Map<String, Body> now, Map<String, Body> next, String name) {
        next.put(name, now.get(name).moved(now));
    }

    @Synchronized
    static Map<String, Body> step(Map<String, Body> now) {
        Map<String, Body> next = new TreeMap<>();
        for (String name : NAMES) {
            move(now, next, name);
        }
        return next;
    }

    // ---- the body that is read

    @Concurrent
    static void moveInPlace(Map<String, Body> bodies, String name) {
        Body body = bodies.get(name);
        Body moved = body.moved(bodies);
        body.place = moved.place;
        body.speed = moved.speed;
    }

    @Synchronized(verify = true)
    static Map<String, Body> carelessStep(Map<String, Body> bodies) {
        for (String name : NAMES) {
            moveInPlace(bodies, name);
        }
        return bodies;
    }

    // ---- both

    private static final String[] NAMES = {"sun", "venus", "earth", "mars"};

    private static Map<String, Body> start() {
        Map<String, Body> bodies = new TreeMap<>();
        bodies.put("sun", new Body(1, new double[2], new double[2]));
        bodies.put("venus", new Body(0.0002, new double[] {0.7, 0}, new double[] {0, 1.2}));
        bodies.put("earth", new Body(0.0003, new double[] {0, 1}, new double[] {-1, 0}));
        bodies.put("mars", new Body(0.0001, new double[] {-1.5, 0}, new double[] {0, -0.8}));
        return bodies;
    }

    public static void main(String[] args) {
        boolean isCareless = Arrays.asList(args).contains("careless");
        Map<String, Body> bodies = start();
        try {
            for (int i = 0; i < STEPS; i++) {
                bodies = isCareless ? carelessStep(bodies) : step(bodies);
            }
        } catch (ConflictException e) {
            System.out.println("not the serial program: " + e.getMessage());
            return;
        }
        bodies.forEach((name, body) ->
                System.out.printf(
                        Locale.ROOT, "%-6s%9.4f%9.4f%n", name, body.place[0], body.place[1]));
    }
}
