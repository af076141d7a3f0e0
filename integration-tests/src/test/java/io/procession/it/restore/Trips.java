package io.procession.it.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.it.weave.Sample;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Objects that go to a call and come back, through the codec; its calls run in this thread. */
final class Trips {

    private static final Sample SAMPLE =
            Sample.of(
                    "Trip",
                    """
                    @Concurrent public static Object filled(Object empty, Object[] elements) {
                        return filledHere(empty, elements);
                    }

                    public static Object filledHere(Object empty, Object[] elements) {
                        if (empty instanceof Map) {
                            Map<Object, Object> map = (Map<Object, Object>) empty;
                            for (Object each : elements) {
                                Map.Entry<Object, Object> entry = (Map.Entry<Object, Object>) each;
                                map.put(entry.getKey(), entry.getValue());
                            }
                        } else {
                            ((Collection<Object>) empty).addAll(Arrays.asList(elements));
                        }
                        return empty;
                    }

                    @Concurrent public static Object stirred(Object full, Object spare) {
                        if (full instanceof Map) {
                            Map<Object, Object> map = (Map<Object, Object>) full;
                            Map<Object, Object> before = new LinkedHashMap<>(map);
                            map.clear();
                            map.put(spare, spare);
                            map.putAll(before);
                            map.remove(spare);
                        } else {
                            Collection<Object> all = (Collection<Object>) full;
                            List<Object> before = new ArrayList<>(all);
                            all.clear();
                            all.add(spare);
                            all.remove(spare);
                            all.addAll(before);
                        }
                        return full;
                    }

                    static Object kept; // a call's own copy

                    @Concurrent public static void keep(Object full) {
                        kept = full;
                    }

                    @Concurrent public static Object give() {
                        return kept;
                    }
                    """);

    private static final ClassLoader LOADER = SAMPLE.loader();
    private static final MethodHandle FILLED = method("filled", Object.class, Object[].class);
    private static final MethodHandle STIRRED = method("stirred", Object.class, Object.class);
    private static final MethodHandle FILLED_HERE =
            method("filledHere", Object.class, Object[].class);
    private static final MethodHandle KEEP = method("keep", Object.class);
    private static final MethodHandle GIVE = method("give");

    private Trips() {}

    private static MethodHandle method(String name, Class<?>... parameters) {
        try {
            return MethodHandles.publicLookup()
                    .findStatic(
                            LOADER.loadClass("gen.Trip"),
                            name,
                            MethodType.methodType(
                                    name.equals("keep") ? void.class : Object.class, parameters));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** The caller's own object, which was empty and which a call has filled. */
    static Object filled(Object empty, Object[] elements) {
        Object back = invoke(FILLED, empty, elements);
        assertThat(back).isSameAs(empty);
        return back;
    }

    /** The caller's own object, from which a call took all and put it back. */
    static Object stirred(Object full, Object spare) {
        Object back = invoke(STIRRED, full, spare);
        assertThat(back).isSameAs(full);
        return back;
    }

    /** The same that never was anywhere. */
    static Object filledHere(Object empty, Object[] elements) {
        return invoke(FILLED_HERE, empty, elements);
    }

    /** A copy that was made for a call, and made again of a result. */
    static Object copied(Object full) {
        invoke(KEEP, full);
        Object back = invoke(GIVE);
        assertThat(back).isNotSameAs(full);
        return back;
    }

    private static Object invoke(MethodHandle method, Object... arguments) {
        try {
            return method.invokeWithArguments(arguments);
        } catch (RuntimeException | Error e) {
            throw e; // a collection that takes no null, say
        } catch (Throwable e) {
            throw new AssertionError("call failed", e);
        }
    }
}
