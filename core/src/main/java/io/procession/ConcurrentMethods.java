package io.procession;

import io.procession.internal.deferral.Callee;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/** Finds the annotation of a concurrent method, which may stand where it is first declared. */
final class ConcurrentMethods {

    private static final String KOTLIN_DEFAULTS = "$default";

    private ConcurrentMethods() {}

    /** Null if the method is none (any more), nor overrides one. */
    static @Nullable Concurrent annotationOf(Callee callee) {
        Class<?> owner = callee.owner();
        Concurrent own = declared(owner, callee.name(), callee.type());
        if (own == null && !callee.isStatic()) {
            own = inherited(owner, callee.name(), callee.type());
        }
        return own != null ? own : ofHelper(callee);
    }

    private static @Nullable Concurrent inherited(Class<?> type, String name, MethodType of) {
        Concurrent found = null;
        for (Class<?> each = type; each != null && found == null; each = each.getSuperclass()) {
            found = declared(each, name, of);
            for (Class<?> parent : each.getInterfaces()) {
                found = found != null ? found : inherited(parent, name, of);
            }
        }
        return found != null || type.isInterface() ? found : throughBridge(type, name, of);
    }

    /** The same method under the erased types by which a generic supertype knows it. */
    private static @Nullable Concurrent throughBridge(Class<?> type, String name, MethodType of) {
        for (Method each : type.getDeclaredMethods()) {
            MethodType erased = typeOf(each);
            boolean isBridge =
                    each.isBridge()
                            && each.getName().equals(name)
                            && each.getParameterCount() == of.parameterCount()
                            && !erased.equals(of);
            Concurrent found = isBridge ? aboveOf(type, name, erased) : null;
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable Concurrent aboveOf(Class<?> type, String name, MethodType of) {
        Concurrent found =
                type.getSuperclass() == null ? null : inherited(type.getSuperclass(), name, of);
        for (Class<?> parent : type.getInterfaces()) {
            found = found != null ? found : inherited(parent, name, of);
        }
        return found;
    }

    private static @Nullable Concurrent declared(Class<?> type, String name, MethodType of) {
        for (Method each : type.getDeclaredMethods()) {
            if (each.getName().equals(name) && typeOf(each).equals(of)) {
                return each.getAnnotation(Concurrent.class);
            }
        }
        return null;
    }

    private static MethodType typeOf(Method method) {
        return MethodType.methodType(method.getReturnType(), method.getParameterTypes());
    }

    /**
     * A method that a compiler made: one that fills in Kotlin's default arguments, or that lets a
     * nested class at a private method. It calls the method itself, in the worker.
     */
    private static @Nullable Concurrent ofHelper(Callee callee) {
        boolean isAccessor = callee.name().startsWith("access$");
        String real =
                callee.name().endsWith(KOTLIN_DEFAULTS)
                        ? callee.name()
                                .substring(0, callee.name().length() - KOTLIN_DEFAULTS.length())
                        : "";
        Concurrent any = null;
        for (Method each : callee.owner().getDeclaredMethods()) {
            Concurrent annotation = each.getAnnotation(Concurrent.class);
            boolean fits =
                    each.getName().equals(real)
                            || isAccessor && Modifier.isPrivate(each.getModifiers());
            any = fits && annotation != null ? annotation : any;
        }
        return any;
    }
}
