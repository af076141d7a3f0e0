package io.procession.actor;

import io.procession.ProcessFuture;
import io.procession.TaskFunction;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Turns calls of an interface into messages to an actor. */
final class ProxyCalls implements InvocationHandler {

    private final Actor<Object> actor;
    private final Class<?> type;

    private ProxyCalls(Actor<Object> actor, Class<?> type) {
        this.actor = actor;
        this.type = type;
    }

    @SuppressWarnings("unchecked") // a message is run by reflection, whatever the actor's class
    static <P> P of(Actor<?> actor, Class<P> type) {
        if (!type.isInterface()) {
            throw new IllegalArgumentException(
                    "proxy needs an interface: type=" + type.getName() + ", actor=" + actor.name());
        }
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        new ProxyCalls((Actor<Object>) actor, type)));
    }

    @Override
    public @Nullable Object invoke(
            Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return ofObject(proxy, method, arguments);
        }
        ProcessFuture<Object> answer =
                actor.ask(
                        new Calling(
                                method.getDeclaringClass(),
                                method.getName(),
                                method.getParameterTypes(),
                                arguments));
        return isPromise(method.getReturnType()) ? answer : answer.result();
    }

    /** Whether a method of this type does not wait. */
    private static boolean isPromise(Class<?> result) {
        return result == CompletableFuture.class
                || result == CompletionStage.class
                || result == Future.class
                || result == ProcessFuture.class;
    }

    /** What a proxy is, is for this process to say. */
    private Object ofObject(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "equals" -> {
                Object other = arguments == null ? null : arguments[0];
                yield other == proxy
                        || other != null
                                && Proxy.isProxyClass(other.getClass())
                                && Proxy.getInvocationHandler(other) instanceof ProxyCalls calls
                                && calls.actor.equals(actor)
                                && calls.type == type;
            }
            case "hashCode" -> actor.hashCode();
            default -> type.getSimpleName() + " of " + actor;
        };
    }

    /** A call on its way to the actor. */
    private record Calling(
            Class<?> type,
            String name,
            Class<?>[] parameters,
            @Nullable Object @Nullable [] arguments)
            implements TaskFunction<Object, Object> {

        @Override
        @SuppressWarnings("NullAway") // a method may well return null
        public Object apply(Object target) throws Exception {
            Object result = call(target);
            return result instanceof Future<?> promise ? valueOf(promise) : result;
        }

        private @Nullable Object call(Object target) throws Exception {
            try {
                if (type.isInstance(target)) {
                    Method method = type.getMethod(name, parameters);
                    method.trySetAccessible(); // the interface need not be public
                    return method.invoke(target, arguments);
                }
                return similar(target);
            } catch (InvocationTargetException e) {
                throw unwrapped(e);
            }
        }

        /** The target does not implement the interface, but may have such a method. */
        private @Nullable Object similar(Object target)
                throws NoSuchMethodException, IllegalAccessException, InvocationTargetException {
            for (Class<?> each = target.getClass(); each != null; each = each.getSuperclass()) {
                try {
                    Method method = each.getDeclaredMethod(name, parameters);
                    method.trySetAccessible();
                    return method.invoke(target, arguments);
                } catch (NoSuchMethodException e) {
                    continue;
                }
            }
            Method method = type.getMethod(name, parameters);
            if (!method.isDefault()) {
                throw new NoSuchMethodException(
                        "actor has no such method: "
                                + target.getClass().getName()
                                + "."
                                + name
                                + Arrays.toString(parameters));
            }
            return byDefault(target, method);
        }

        /** Runs a default method here, in one message; what it calls are methods of the target. */
        private @Nullable Object byDefault(Object target, Method method)
                throws InvocationTargetException {
            InvocationHandler onTarget =
                    (proxy, inner, given) ->
                            new Calling(
                                            inner.getDeclaringClass(),
                                            inner.getName(),
                                            inner.getParameterTypes(),
                                            given)
                                    .call(target);
            InvocationHandler defaults =
                    (proxy, inner, given) ->
                            inner.equals(method)
                                    ? InvocationHandler.invokeDefault(proxy, inner, given)
                                    : onTarget.invoke(proxy, inner, given);
            Object proxy =
                    Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, defaults);
            try {
                return defaults.invoke(proxy, method, arguments);
            } catch (Throwable e) {
                throw new InvocationTargetException(e);
            }
        }

        private static Exception unwrapped(InvocationTargetException e) {
            Throwable cause = e.getCause();
            if (cause instanceof Error error) {
                throw error;
            }
            return cause instanceof Exception exception ? exception : e;
        }

        /** A promise cannot travel: what it promises can. */
        private static @Nullable Object valueOf(Future<?> promise) throws Exception {
            try {
                return promise.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Exception cause ? cause : e;
            }
        }
    }
}
