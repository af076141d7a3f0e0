package io.procession.internal.snapshot;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * The supported back door of serialisation libraries, {@code sun.reflect.ReflectionFactory} of
 * jdk.unsupported. Called by reflection, because naming the class gives a compiler warning that
 * cannot be suppressed.
 */
final class Reflection {

    private static final Object FACTORY;
    private static final Method NEW_CONSTRUCTOR;
    private static final Constructor<?> OBJECT_CONSTRUCTOR;

    static {
        try {
            Class<?> factory = Class.forName("sun.reflect.ReflectionFactory");
            FACTORY = factory.getMethod("getReflectionFactory").invoke(null);
            NEW_CONSTRUCTOR =
                    factory.getMethod(
                            "newConstructorForSerialization", Class.class, Constructor.class);
            OBJECT_CONSTRUCTOR = Object.class.getConstructor();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Reflection() {}

    /** Makes objects of a class without running any of its constructors. */
    static Constructor<?> allocator(Class<?> type) {
        return allocator(type, OBJECT_CONSTRUCTOR);
    }

    /** Makes objects of a class by running only this constructor of one of its superclasses. */
    static Constructor<?> allocator(Class<?> type, Constructor<?> ofSuperclass) {
        try {
            return (Constructor<?>) NEW_CONSTRUCTOR.invoke(FACTORY, type, ofSuperclass);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "objects of this class cannot be made: class=" + type.getName(), e);
        }
    }

    /** The private {@code writeReplace} or {@code readResolve} of a class, of the JDK's own too. */
    static MethodHandle hook(String name, Class<?> type) {
        MethodHandle hook = hookOrNull(name, type);
        if (hook == null) {
            throw new IllegalStateException(
                    "no such method for serialization: class=" + type.getName());
        }
        return hook;
    }

    static @Nullable MethodHandle hookOrNull(String name, Class<?> type) {
        try {
            Method method = FACTORY.getClass().getMethod(name, Class.class);
            return (MethodHandle) method.invoke(FACTORY, type);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("not a JDK with ReflectionFactory." + name, e);
        }
    }

    /** Runs a constructor, and tells what it threw as a failure of the decoding. */
    static Object newInstance(Constructor<?> constructor, @Nullable Object... arguments)
            throws IOException {
        try {
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw invalid(constructor.getDeclaringClass(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw invalid(constructor.getDeclaringClass(), e);
        }
    }

    static InvalidObjectException invalid(Class<?> type, @Nullable Throwable cause) {
        InvalidObjectException invalid =
                new InvalidObjectException(
                        "object cannot be rebuilt: class=" + type.getName() + ", cause=" + cause);
        invalid.initCause(cause);
        return invalid;
    }
}
