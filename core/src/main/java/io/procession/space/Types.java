package io.procession.space;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The types that an object is an instance of, by name: so a space matches fields of classes that
 * its process does not have.
 *
 * <p>For a class of the JDK its own name is enough, since every process knows the others.
 */
final class Types {

    private static final char BETWEEN = '\u001f';

    private static final ClassValue<Set<String>> NAMES =
            new ClassValue<>() {
                @Override
                protected Set<String> computeValue(Class<?> type) {
                    Set<String> names = new LinkedHashSet<>();
                    gather(type, "", names);
                    return Collections.unmodifiableSet(names);
                }
            };

    private static final ClassValue<String> DESCRIPTIONS =
            new ClassValue<>() {
                @Override
                protected String computeValue(Class<?> type) {
                    return isOfJdk(type)
                            ? type.getName()
                            : String.join(String.valueOf(BETWEEN), NAMES.get(type));
                }
            };

    /** Of the descriptions that others have sent: as many as there are classes. */
    private static final Map<String, Set<String>> KNOWN = new ConcurrentHashMap<>();

    private Types() {}

    /** What a space is told about the class of a field. */
    static String describe(Class<?> type) {
        return DESCRIPTIONS.get(type);
    }

    /** The names of all types in a description; its class is the first of them. */
    static Set<String> named(String description) {
        return KNOWN.computeIfAbsent(description, Types::parse);
    }

    private static Set<String> parse(String description) {
        String[] names = description.split(String.valueOf(BETWEEN));
        if (names.length > 1) {
            return Set.copyOf(java.util.Arrays.asList(names));
        }
        try {
            return NAMES.get(
                    Class.forName(
                            description,
                            /* initialize= */ false,
                            ClassLoader.getPlatformClassLoader()));
        } catch (ClassNotFoundException e) {
            return Set.of(description, "java.lang.Object"); // the sender's JDK has it
        }
    }

    private static boolean isOfJdk(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        ClassLoader loader = element.getClassLoader();
        return loader == null || loader == ClassLoader.getPlatformClassLoader();
    }

    /**
     * @param dimensions brackets of the array whose element is looked at
     */
    private static void gather(Class<?> type, String dimensions, Set<String> names) {
        names.add(dimensions.isEmpty() ? type.getName() : arrayOf(type, dimensions));
        if (type.isArray() && !type.getComponentType().isPrimitive()) {
            gather(type.getComponentType(), dimensions + "[", names); // String[] is an Object[]
        }
        for (Class<?> each : type.getInterfaces()) {
            gather(each, dimensions, names);
        }
        Class<?> above = type.isInterface() ? Object.class : type.getSuperclass();
        if (above != null) {
            gather(above, dimensions, names);
        }
    }

    private static String arrayOf(Class<?> element, String dimensions) {
        return element.isArray()
                ? dimensions + element.getName()
                : dimensions + "L" + element.getName() + ";";
    }

    /** The class whose instances an {@code int.class} in a template stands for. */
    static Class<?> boxed(Class<?> type) {
        return type.isPrimitive()
                ? java.lang.invoke.MethodType.methodType(type).wrap().returnType()
                : type;
    }
}
