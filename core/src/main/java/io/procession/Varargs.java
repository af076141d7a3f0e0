package io.procession;

import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Which of several methods fits given arguments, as the Java compiler would choose; near enough,
 * and never silently wrong.
 */
final class Varargs {

    private Varargs() {}

    static boolean fits(Method method, Object[] arguments) {
        Class<?>[] types = method.getParameterTypes();
        if (types.length == arguments.length && allFit(types, arguments, arguments.length)) {
            return true;
        }
        int fixed = types.length - 1;
        if (!method.isVarArgs() || arguments.length < fixed || !allFit(types, arguments, fixed)) {
            return false;
        }
        Class<?> element = types[fixed].getComponentType();
        for (int i = fixed; i < arguments.length; i++) {
            if (!fits(element, arguments[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean allFit(Class<?>[] types, Object[] arguments, int count) {
        for (int i = 0; i < count; i++) {
            if (!fits(types[i], arguments[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(Class<?> type, @Nullable Object argument) {
        if (argument == null) {
            return !type.isPrimitive();
        }
        if (!type.isPrimitive()) {
            return type.isInstance(argument);
        }
        Class<?> given = MethodType.methodType(argument.getClass()).unwrap().returnType();
        return given == type || given.isPrimitive() && widens(given, type);
    }

    /** Whether a primitive is converted to another without a cast: JLS 5.1.2. */
    private static boolean widens(Class<?> from, Class<?> to) {
        String order = "byte short int long float double";
        if (from == char.class) {
            return order.indexOf(to.getName()) >= order.indexOf("int")
                    && to != boolean.class
                    && to != char.class;
        }
        return from != boolean.class
                && to != boolean.class
                && to != char.class
                && order.indexOf(from.getName()) < order.indexOf(to.getName());
    }

    /**
     * The one whose parameters all fit into every other's; null if there is none or more than one.
     */
    static @Nullable Method mostSpecific(List<Method> methods) {
        Method best = null;
        for (Method one : methods) {
            boolean most = true;
            for (Method other : methods) {
                most &= one == other || atLeastAsSpecific(one, other);
            }
            if (most) {
                best = one;
            }
        }
        return best;
    }

    private static boolean atLeastAsSpecific(Method one, Method other) {
        if (one.isVarArgs() != other.isVarArgs()) {
            return other.isVarArgs();
        }
        Class<?>[] ours = one.getParameterTypes();
        Class<?>[] theirs = other.getParameterTypes();
        if (ours.length != theirs.length) {
            return ours.length > theirs.length;
        }
        for (int i = 0; i < ours.length; i++) {
            boolean narrower =
                    theirs[i].isAssignableFrom(ours[i])
                            || ours[i].isPrimitive()
                                    && (!theirs[i].isPrimitive() || widens(ours[i], theirs[i]));
            if (!narrower) {
                return false;
            }
        }
        return true;
    }

    /**
     * The arguments as reflection wants them: those of the variable part in an array, unless they
     * come in one.
     */
    static Object[] gather(Method method, Object[] arguments) {
        Class<?>[] types = method.getParameterTypes();
        if (types.length == arguments.length && allFit(types, arguments, arguments.length)) {
            return arguments;
        }
        int fixed = types.length - 1;
        Object rest = Array.newInstance(types[fixed].getComponentType(), arguments.length - fixed);
        for (int i = fixed; i < arguments.length; i++) {
            Array.set(rest, i - fixed, arguments[i]);
        }
        Object[] gathered = new Object[types.length];
        System.arraycopy(arguments, 0, gathered, 0, fixed);
        gathered[fixed] = rest;
        return gathered;
    }

    static String typesOf(Object[] arguments) {
        StringJoiner types = new StringJoiner(", ", "(", ")");
        for (Object argument : arguments) {
            types.add(argument == null ? "null" : argument.getClass().getName());
        }
        return types.toString();
    }
}
