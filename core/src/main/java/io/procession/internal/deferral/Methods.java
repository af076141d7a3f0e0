package io.procession.internal.deferral;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Finds the methods that calls name, in the process that runs them, and keeps them. Thread-safe.
 *
 * <p>A key is one letter and the method: {@code s} static, {@code v} virtual, {@code x} exactly
 * this one.
 */
public final class Methods {

    /** What the body of a concurrent method is called in a woven class. */
    public static final String BODY_SUFFIX = "$concurrent";

    private static final ClassValue<ConcurrentHashMap<String, MethodHandle>> FOUND =
            new ClassValue<>() {
                @Override
                protected ConcurrentHashMap<String, MethodHandle> computeValue(Class<?> owner) {
                    return new ConcurrentHashMap<>();
                }
            };
    private static final ClassValue<Lookups> LOOKUPS =
            new ClassValue<>() {
                @Override
                protected Lookups computeValue(Class<?> owner) {
                    return new Lookups();
                }
            };

    private Methods() {}

    /** The lookup by which a class of a named module lets its methods be called. */
    private static final class Lookups {
        volatile @Nullable Lookup registered;
    }

    /** Keeps the lookup of a class whose module need not be open to this one. */
    public static void register(Lookup lookup) {
        LOOKUPS.get(lookup.lookupClass()).registered = lookup;
    }

    static String key(Callee callee) {
        String kind = callee.isStatic() ? "s" : callee.isSpecial() ? "x" : "v";
        return kind + callee.name() + callee.type().toMethodDescriptorString();
    }

    /** The method, ready to be given all arguments in an array. */
    static MethodHandle find(Class<?> owner, String key) throws ReflectiveOperationException {
        ConcurrentHashMap<String, MethodHandle> found = FOUND.get(owner);
        MethodHandle handle = found.get(key);
        if (handle == null) {
            handle = spread(look(owner, key));
            found.put(key, handle);
        }
        return handle;
    }

    static boolean returnsFuture(String key) {
        String result = key.substring(key.indexOf(')') + 1);
        return result.equals("Ljava/util/concurrent/Future;")
                || result.equals("Ljava/util/concurrent/CompletableFuture;")
                || result.equals("Ljava/util/concurrent/CompletionStage;");
    }

    /** Whether a call of a method with this result is a future at once. */
    public static boolean isFuture(Class<?> result) {
        return result == CompletableFuture.class
                || result == CompletionStage.class
                || result == Future.class;
    }

    /** As a handle of type {@code (Object[])Object}. */
    public static MethodHandle spread(MethodHandle handle) {
        MethodHandle fixed = handle.asFixedArity();
        return fixed.asType(fixed.type().generic())
                .asSpreader(Object[].class, fixed.type().parameterCount());
    }

    private static MethodHandle look(Class<?> owner, String key)
            throws ReflectiveOperationException {
        char kind = key.charAt(0);
        int end = key.indexOf('(');
        String name = key.substring(1, end);
        MethodType type =
                MethodType.fromMethodDescriptorString(key.substring(end), owner.getClassLoader());
        Lookup lookup = lookup(owner);
        boolean isOverridable = kind == 'v' && isOverridable(owner, declared(owner, name, type));
        if (!isOverridable) {
            try {
                return exactly(lookup, owner, name + BODY_SUFFIX, type, kind);
            } catch (NoSuchMethodException e) {
                // not woven here: the method has its body itself
            }
        }
        try {
            return isOverridable
                    ? lookup.findVirtual(owner, name, type)
                    : exactly(lookup, owner, name, type, kind);
        } catch (NoSuchMethodException e) {
            NoSuchMethodException told =
                    new NoSuchMethodException(
                            owner.getName()
                                    + "."
                                    + name
                                    + type
                                    + ": the worker has another version of the class");
            told.initCause(e);
            throw told;
        }
    }

    /** A method that its class inherits, as from an interface, may be overridden below it, too. */
    private static boolean isOverridable(Class<?> owner, @Nullable Method method) {
        return method == null
                || !Modifier.isPrivate(method.getModifiers())
                        && !Modifier.isFinal(method.getModifiers())
                        && !Modifier.isFinal(owner.getModifiers());
    }

    private static MethodHandle exactly(
            Lookup lookup, Class<?> owner, String name, MethodType type, char kind)
            throws ReflectiveOperationException {
        return kind == 's'
                ? lookup.findStatic(owner, name, type)
                : lookup.findSpecial(owner, name, type, owner);
    }

    private static @Nullable Method declared(Class<?> owner, String name, MethodType type) {
        for (Method each : owner.getDeclaredMethods()) {
            if (each.getName().equals(name)
                    && each.getReturnType() == type.returnType()
                    && MethodType.methodType(each.getReturnType(), each.getParameterTypes())
                            .equals(type)) {
                return each;
            }
        }
        return null;
    }

    /** Full access to a class, which is initialised first: it may register its lookup then. */
    private static Lookup lookup(Class<?> owner) throws ReflectiveOperationException {
        Class.forName(owner.getName(), true, owner.getClassLoader());
        Lookup registered = LOOKUPS.get(owner).registered;
        if (registered != null) {
            return registered;
        }
        try {
            return MethodHandles.privateLookupIn(owner, MethodHandles.lookup());
        } catch (IllegalAccessException e) {
            IllegalAccessException told =
                    new IllegalAccessException(
                            "class is closed to Procession: class="
                                    + owner.getName()
                                    + ", module="
                                    + owner.getModule().getName()
                                    + "; weave it, or open its package to io.procession");
            told.initCause(e);
            throw told;
        }
    }
}
