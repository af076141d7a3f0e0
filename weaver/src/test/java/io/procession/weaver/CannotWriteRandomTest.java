package io.procession.weaver;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Random methods are run: what the analysis says they cannot write to, they do not write to. {@code
 * -Dprocession.random.classes=100} tries more, {@code -Dprocession.random.first=7} others.
 */
final class CannotWriteRandomTest {

    private static final int METHODS = 150;
    private static final int RUNS = 3;

    static List<Integer> seeds() {
        List<Integer> seeds = new ArrayList<>();
        int first = Integer.getInteger("procession.random.first", 0);
        for (int i = 0; i < Integer.getInteger("procession.random.classes", 2); i++) {
            seeds.add(first + i);
        }
        return seeds;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void parameter_thatIsProved_isNeverWritten(int seed) throws Exception {
        String source = RandomMethods.source(seed, METHODS);
        Map<String, byte[]> plain = Sources.compile("Sample", source, "-nowarn", "-g");
        ClassNode type = Rewriting.read(Objects.requireNonNull(plain.get("Sample")));
        ArgumentEffects effects = new ArgumentEffects(type, new Classes(plain::get, type));
        Class<?> sample = new Rewriting.Loader(plain).loadClass("Sample");
        int proved = 0;
        int unwritten = 0;
        for (Map.Entry<MethodNode, MethodEffects> each : effects.ofSelf().entrySet()) {
            boolean[] written = written(sample, method(sample, each.getKey().name));
            for (int i = 0; i < written.length; i++) {
                boolean isFixed = each.getValue().isFixed(i);
                assertThat(isFixed && written[i])
                        .as("seed %s, parameter %s of %s", seed, i, text(source, each.getKey()))
                        .isFalse();
                proved += isFixed ? 1 : 0;
                unwritten += written[i] ? 0 : 1;
            }
        }
        assertThat(proved).as("proved of %s", unwritten).isGreaterThan(unwritten / 2);
    }

    private static String text(String source, MethodNode method) {
        int start = source.indexOf(" " + method.name + "(");
        return source.substring(start, source.indexOf("return null; }", start));
    }

    private static Method method(Class<?> sample, String name) {
        return Arrays.stream(sample.getMethods())
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static boolean[] written(Class<?> sample, Method method) throws Exception {
        boolean[] written = new boolean[5];
        for (int run = 0; run < RUNS; run++) {
            Graphs graphs = new Graphs(sample, new Random(run));
            Object[] arguments = {
                graphs.node(0),
                graphs.node(0),
                graphs.list(0),
                graphs.map(0),
                new int[] {1, 2, 3, 4}
            };
            List<Map<Object, List<Object>>> before = new ArrayList<>();
            for (Object argument : arguments) {
                before.add(Graphs.states(argument));
            }
            sample.getField("global").setAccessible(true);
            sample.getField("global").set(null, null);
            try {
                method.invoke(null, arguments);
            } catch (InvocationTargetException e) {
                assertThat(e.getCause()).isInstanceOf(RuntimeException.class);
            }
            for (int i = 0; i < written.length; i++) {
                written[i] |= Graphs.differ(before.get(i));
            }
        }
        return written;
    }

    /** Graphs of nodes without a common part, and what is in each of their objects. */
    private static final class Graphs {

        private final Class<?> node;
        private final Random random;

        Graphs(Class<?> sample, Random random) throws ClassNotFoundException {
            this.node = sample.getClassLoader().loadClass("Sample$Node");
            this.random = random;
        }

        Object node(int depth) throws ReflectiveOperationException {
            Object made = node.getConstructor().newInstance();
            node.getField("n").setInt(made, random.nextInt(3));
            if (depth < 4) {
                node.getField("next").set(made, node(depth + 1));
                node.getField("data").set(made, new int[] {depth, 7, 8, 9});
                node.getField("all").set(made, list(depth + 2));
                node.getField("map").set(made, map(depth + 2));
            }
            return made;
        }

        List<Object> list(int depth) throws ReflectiveOperationException {
            List<Object> made = new ArrayList<>();
            for (int i = 0; i < 2 && depth < 4; i++) {
                made.add(node(depth + 1));
            }
            return made;
        }

        Map<Object, Object> map(int depth) throws ReflectiveOperationException {
            Map<Object, Object> made = new TreeMap<>();
            if (depth < 4) {
                made.put("k", node(depth + 1));
            }
            return made;
        }

        /** Each object that is reached, and what is in it. */
        static Map<Object, List<Object>> states(Object root) throws IllegalAccessException {
            Map<Object, List<Object>> states = new IdentityHashMap<>();
            add(root, states);
            return states;
        }

        private static void add(Object object, Map<Object, List<Object>> states)
                throws IllegalAccessException {
            if (object == null || object instanceof Number || object instanceof String) {
                return;
            }
            if (!states.containsKey(object)) {
                List<Object> state = state(object);
                states.put(object, state);
                for (Object each : state) {
                    add(each, states);
                }
            }
        }

        private static List<Object> state(Object object) throws IllegalAccessException {
            if (object instanceof List<?> list) {
                return new ArrayList<>(list);
            }
            if (object instanceof Map<?, ?> map) {
                List<Object> all = new ArrayList<>(map.keySet());
                all.addAll(map.values());
                return all;
            }
            if (object instanceof int[] array) {
                List<Object> all = new ArrayList<>();
                Arrays.stream(array).forEach(all::add);
                return all;
            }
            List<Object> fields = new ArrayList<>();
            for (Field field : object.getClass().getFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    fields.add(field.get(object));
                }
            }
            return fields;
        }

        static boolean differ(Map<Object, List<Object>> before) throws IllegalAccessException {
            for (Map.Entry<Object, List<Object>> each : before.entrySet()) {
                List<Object> now = state(each.getKey());
                boolean isSame = now.size() == each.getValue().size();
                for (int i = 0; isSame && i < now.size(); i++) {
                    Object was = each.getValue().get(i);
                    boolean isNumber = was instanceof Number || was instanceof String;
                    isSame = isNumber ? was.equals(now.get(i)) : was == now.get(i);
                }
                if (!isSame) {
                    return true;
                }
            }
            return false;
        }
    }
}
