package org.example.woven;

import io.procession.bridge.Boot;
import io.procession.bridge.Deferred;
import io.procession.bridge.Scope;
import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;

/** Call sites as woven code has them, made by hand: each linked once, then invoked at will. */
public final class Linked {

    private final Lookup lookup;

    public Linked(Lookup lookup) {
        this.lookup = lookup;
    }

    /** The call of a concurrent method, at a line of the class whose lookup this is. */
    public MethodHandle submit(MethodHandle target, int line, String method) {
        MethodType type =
                target.type().appendParameterTypes(Scope.class).changeReturnType(Deferred.class);
        String file = lookup.lookupClass().getSimpleName() + ".java";
        return Boot.submit(lookup, "work", type, target, file, line, method).dynamicInvoker();
    }

    public MethodHandle submitStatic(String name, Class<?> result, Class<?>... parameters) {
        return submit(staticMethod(name, result, parameters), 10, "serial");
    }

    public MethodHandle staticMethod(String name, Class<?> result, Class<?>... parameters) {
        try {
            return lookup.findStatic(
                    lookup.lookupClass(), name, MethodType.methodType(result, parameters));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** A method of a library class. */
    public static MethodHandle virtual(
            Class<?> owner, String name, Class<?> result, Class<?>... parameters) {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(owner, name, MethodType.methodType(result, parameters));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    public static MethodHandle staticOf(
            Class<?> owner, String name, Class<?> result, Class<?>... parameters) {
        try {
            return MethodHandles.publicLookup()
                    .findStatic(owner, name, MethodType.methodType(result, parameters));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** An effect; {@code deferred} are the operands that are. */
    public MethodHandle effect(MethodHandle target, int... deferred) {
        MethodType type = withDeferred(target.type(), deferred).changeReturnType(void.class);
        return invoker(
                Boot.effect(lookup, "effect", type.appendParameterTypes(Scope.class), target, 0));
    }

    public MethodHandle lift(MethodHandle target, int... deferred) {
        MethodType type = withDeferred(target.type(), deferred).changeReturnType(Deferred.class);
        return invoker(Boot.lift(lookup, "lift", type.appendParameterTypes(Scope.class), target));
    }

    public MethodHandle operation(int opcode, Class<?>... operands) {
        MethodType type = MethodType.methodType(Deferred.class, operands);
        return invoker(Boot.liftOp(lookup, "op", type.appendParameterTypes(Scope.class), opcode));
    }

    public MethodHandle now(MethodHandle target, int... deferred) {
        MethodType type = withDeferred(target.type(), deferred);
        return invoker(Boot.now(lookup, "now", type.appendParameterTypes(Scope.class), target));
    }

    public MethodHandle guard(MethodHandle target, int kind) {
        MethodType type = target.type().appendParameterTypes(Scope.class);
        return invoker(Boot.guard(lookup, "guard", type, target, kind));
    }

    public Lookup lookup() {
        return lookup;
    }

    private static MethodType withDeferred(MethodType type, int... deferred) {
        MethodType changed = type;
        for (int each : deferred) {
            changed = changed.changeParameterType(each, Deferred.class);
        }
        return changed;
    }

    private static MethodHandle invoker(CallSite site) {
        return site.dynamicInvoker();
    }
}
