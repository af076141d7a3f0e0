package io.procession;

import io.procession.internal.worker.Invocation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** What travels to a worker to be run there. */
final class Invocations {

    private Invocations() {}

    /** A task with a result. */
    record Calling(Callable<?> task) implements Invocation {
        @Override
        public @Nullable Object invoke() throws Exception {
            return task.call();
        }
    }

    /** A task without a result. */
    record Running(Runnable task) implements Invocation {
        @Override
        public @Nullable Object invoke() {
            task.run();
            return null;
        }
    }

    /**
     * A static method, by name. The overload is chosen by the arguments' classes, in the worker.
     */
    record Named(String className, String methodName, Object[] arguments) implements Invocation {

        @Override
        public @Nullable Object invoke() throws Throwable {
            Class<?> type =
                    Class.forName(className, true, Thread.currentThread().getContextClassLoader());
            Method method = theOneThatFits(type);
            method.setAccessible(true);
            try {
                return method.invoke(
                        null, method.isVarArgs() ? Varargs.gather(method, arguments) : arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        private Method theOneThatFits(Class<?> type) throws NoSuchMethodException {
            List<Method> fitting = new ArrayList<>();
            for (Method method : type.getDeclaredMethods()) {
                boolean candidate =
                        method.getName().equals(methodName)
                                && Modifier.isStatic(method.getModifiers())
                                && !method.isSynthetic();
                if (candidate && Varargs.fits(method, arguments)) {
                    fitting.add(method);
                }
            }
            Method best = Varargs.mostSpecific(fitting);
            if (best == null) {
                throw new NoSuchMethodException(
                        (fitting.isEmpty() ? "no static method fits" : "several methods fit")
                                + ": "
                                + className
                                + "."
                                + methodName
                                + Varargs.typesOf(arguments));
            }
            return best;
        }
    }

    /** A part of a map's inputs, packed. */
    record Chunk(TaskFunction<@Nullable Object, @Nullable Object> function, Object inputs)
            implements Invocation {
        @Override
        public Object invoke() {
            long start = System.nanoTime();
            int length = Packing.length(inputs);
            @Nullable Object[] results = new Object[length];
            for (int i = 0; i < length; i++) {
                try {
                    results[i] = function.apply(Packing.get(inputs, i));
                } catch (Throwable e) { // the answer says which element threw what
                    return new ChunkResult(
                            Packing.pack(Arrays.copyOf(results, i)), e, System.nanoTime() - start);
                }
            }
            return new ChunkResult(Packing.pack(results), null, System.nanoTime() - start);
        }
    }

    /**
     * What a chunk came to: the results, packed, then perhaps what the next element threw.
     *
     * @param nanos how long the elements took
     */
    record ChunkResult(Object results, @Nullable Throwable error, long nanos) {}

    /** One element of a lazy map. */
    record Applying(
            TaskFunction<@Nullable Object, @Nullable Object> function, @Nullable Object input)
            implements Invocation {
        @Override
        public @Nullable Object invoke() throws Exception {
            return function.apply(input);
        }
    }
}
