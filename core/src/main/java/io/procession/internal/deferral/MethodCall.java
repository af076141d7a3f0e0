package io.procession.internal.deferral;

import io.procession.internal.worker.Invocation;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A call of a concurrent method, as it travels to a worker.
 *
 * @param owner the class that declares the method
 * @param method its name and descriptor, such as {@code work(ID)D}, behind one letter that tells
 *     how it is called: see {@link Methods}
 * @param arguments the receiver first, if there is one
 */
public record MethodCall(Class<?> owner, String method, @Nullable Object[] arguments)
        implements Invocation {

    /** The call of a callee with these arguments. */
    public static MethodCall of(Callee callee, @Nullable Object[] arguments) {
        return new MethodCall(callee.owner(), Methods.key(callee), arguments);
    }

    /** Whether no argument can be changed by anybody. */
    boolean hasOnlyValues() {
        for (Object argument : arguments) {
            if (!Known.isValue(argument)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public @Nullable Object invoke() throws Throwable {
        MethodHandle handle = Methods.find(owner, method);
        try {
            Object result = (Object) handle.invokeExact(arguments);
            return result instanceof Future || result instanceof CompletionStage
                    ? whatComesOf(result)
                    : result;
        } catch (Throwable e) {
            CallTraces.clean(e);
            throw e;
        }
    }

    /** The future itself cannot travel: waits for it, here where the work is done. */
    private @Nullable Object whatComesOf(Object result) throws Throwable {
        if (!Methods.returnsFuture(method)) {
            return result;
        }
        Future<?> future =
                result instanceof Future<?> known
                        ? known
                        : ((CompletionStage<?>) result).toCompletableFuture();
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
