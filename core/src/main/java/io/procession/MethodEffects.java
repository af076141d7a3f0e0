package io.procession;

import io.procession.bridge.Effects;
import io.procession.internal.deferral.Callee;
import io.procession.internal.deferral.CalleeEffects;
import io.procession.internal.deferral.Methods;
import java.lang.annotation.Annotation;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is known of the method that a call will run: what the weaver found in its body, and
 * what {@link ReadOnly} promises.
 */
final class MethodEffects {

    private MethodEffects() {}

    /**
     * Of the method that a receiver of this class has.
     *
     * @param receiver null for static methods
     */
    static CalleeEffects of(Callee callee, @Nullable Class<?> receiver) {
        Method named = declared(callee.owner(), callee.name(), callee.type());
        boolean isExact =
                callee.isSpecial() || named != null && Modifier.isPrivate(named.getModifiers());
        Method target =
                receiver == null || isExact
                        ? named
                        : implementation(receiver, callee.name(), callee.type());
        if (target == null) {
            return CalleeEffects.unknown(callee);
        }
        Method real = target.isBridge() ? behind(target) : target;
        Effects effects = real == null ? null : effects(real);
        long fixed = effects == null ? 0 : effects.fixed();
        for (Method each : new Method[] {named, target, real}) {
            fixed |= each == null ? 0 : promised(each);
        }
        return new CalleeEffects(
                fixed,
                effects == null || effects.readsWhatItWrites(),
                names(callee, real, effects));
    }

    private static @Nullable Effects effects(Method method) {
        Effects own = method.getAnnotation(Effects.class);
        if (own != null) {
            return own;
        }
        for (Method each : method.getDeclaringClass().getDeclaredMethods()) {
            if (each.getName().equals(method.getName() + Methods.BODY_SUFFIX)
                    && typeOf(each).equals(typeOf(method))) {
                return each.getAnnotation(Effects.class);
            }
        }
        return null;
    }

    /** Bit i: the parameter is promised not to be changed. */
    private static long promised(Method method) {
        long promised = 0;
        int at = Modifier.isStatic(method.getModifiers()) ? 0 : 1;
        for (Annotation[] each : method.getParameterAnnotations()) {
            for (Annotation annotation : each) {
                if (annotation instanceof ReadOnly && at < Long.SIZE) {
                    promised |= 1L << at;
                }
            }
            at++;
        }
        return promised;
    }

    private static List<String> names(
            Callee callee, @Nullable Method method, @Nullable Effects effects) {
        List<String> names = CalleeEffects.names(callee);
        if (effects != null && effects.names().length == names.size()) {
            return List.of(effects.names());
        }
        if (method != null
                && method.getParameterCount() > 0
                && method.getParameters()[0].isNamePresent()
                && method.getParameterCount() == callee.type().parameterCount()) {
            List<String> present = new ArrayList<>(names.subList(0, callee.isStatic() ? 0 : 1));
            for (var each : method.getParameters()) {
                present.add(each.getName());
            }
            return present;
        }
        return names;
    }

    // ---- which method it is

    /** The method that a class has under a name, wherever it is from; null if that is not clear. */
    private static @Nullable Method implementation(
            Class<?> receiver, String name, MethodType type) {
        for (Class<?> each = receiver; each != null; each = each.getSuperclass()) {
            Method found = declared(each, name, type);
            if (found != null && !Modifier.isPrivate(found.getModifiers())) {
                return Modifier.isAbstract(found.getModifiers()) ? null : found;
            }
        }
        List<Method> defaults = new ArrayList<>();
        for (Class<?> each = receiver; each != null; each = each.getSuperclass()) {
            addDefaults(each, name, type, defaults);
        }
        return defaults.size() == 1 ? defaults.get(0) : null;
    }

    private static void addDefaults(
            Class<?> type, String name, MethodType of, List<Method> defaults) {
        for (Class<?> parent : type.getInterfaces()) {
            Method found = declared(parent, name, of);
            if (found != null && found.isDefault() && !defaults.contains(found)) {
                defaults.add(found);
            }
            addDefaults(parent, name, of, defaults);
        }
    }

    /** The method that a compiler's bridge calls; null if several could be meant. */
    private static @Nullable Method behind(Method bridge) {
        Method real = null;
        for (Method each : bridge.getDeclaringClass().getDeclaredMethods()) {
            boolean fits =
                    !each.isBridge()
                            && each.getName().equals(bridge.getName())
                            && each.getParameterCount() == bridge.getParameterCount()
                            && bridge.getReturnType().isAssignableFrom(each.getReturnType());
            if (fits && real != null) {
                return null;
            }
            real = fits ? each : real;
        }
        return real;
    }

    private static @Nullable Method declared(Class<?> type, String name, MethodType of) {
        for (Method each : type.getDeclaredMethods()) {
            if (each.getName().equals(name) && typeOf(each).equals(of)) {
                return each;
            }
        }
        return null;
    }

    private static MethodType typeOf(Method method) {
        return MethodType.methodType(method.getReturnType(), method.getParameterTypes());
    }
}
