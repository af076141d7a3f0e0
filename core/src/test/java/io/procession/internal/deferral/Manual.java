package io.procession.internal.deferral;

import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A site whose calls return their argument, or throw it, and tell what became of them. */
final class Manual implements Site {

    final List<String> log = new ArrayList<>();
    final long bytes;
    boolean isDone;
    int outstanding;

    Manual() {
        this(0);
    }

    Manual(long bytes) {
        this.bytes = bytes;
    }

    @Override
    public Callee callee() {
        MethodType type = MethodType.methodType(Object.class, Object.class);
        return new Callee(Manual.class, "call", type, true, false, null);
    }

    @Override
    public CalleeEffects effects(@Nullable Object[] arguments) {
        return CalleeEffects.unknown(callee());
    }

    @Override
    public Task start(@Nullable Object[] arguments, @Nullable Queue pending) {
        outstanding++;
        return new Call(arguments[0]);
    }

    @Override
    public CompletableFuture<?> begin(@Nullable Object[] arguments) {
        throw new UnsupportedOperationException();
    }

    private final class Call implements Task {

        private final @Nullable Object result;

        Call(@Nullable Object result) {
            this.result = result;
        }

        @Override
        public boolean isDone() {
            return isDone;
        }

        @Override
        public @Nullable Object await() throws Throwable {
            outstanding--;
            log.add("await " + result);
            if (result instanceof Throwable error) {
                throw error;
            }
            return result;
        }

        @Override
        public void cancel() {
            log.add("cancel " + result);
        }

        @Override
        public long bytes() {
            return bytes;
        }
    }
}
