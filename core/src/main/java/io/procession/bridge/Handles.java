package io.procession.bridge;

import io.procession.internal.deferral.EffectMethod;
import io.procession.internal.deferral.Effects;
import io.procession.internal.deferral.Guards;
import io.procession.internal.deferral.Site;
import io.procession.internal.deferral.Value;
import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What {@link Boot} builds its call sites from: methods that take their operands in an array. */
final class Handles {

    static final MethodHandle SUBMIT =
            find("submit", Deferred.class, Site.class, Scope.class, Object[].class);
    static final MethodHandle IS_PLAIN = find("isPlain", boolean.class, Scope.class);
    static final MethodHandle SYNC = find("sync", void.class, Scope.class);
    static final MethodHandle LIFT =
            find(
                    "lift",
                    Deferred.class,
                    Class.class,
                    MethodHandle.class,
                    Scope.class,
                    Object[].class);
    static final MethodHandle OPERATE =
            find("operate", Deferred.class, int.class, Scope.class, Object[].class);
    static final MethodHandle CAST = find("cast", Object.class, Class.class, Object.class);
    static final MethodHandle PUT_FIELD = effect("putField", String.class);
    static final MethodHandle PUT_STATIC = effect("putStatic", String.class);
    static final MethodHandle EFFECT = effect("effect", EffectMethod.class);
    static final MethodHandle EFFECT_OF_ENTRY = effect("effectOfEntry", EffectMethod.class);
    static final MethodHandle ALL_KNOWN =
            find("allKnown", Object[].class, Scope.class, Object[].class);
    static final MethodHandle CHECK =
            find(
                    "check",
                    void.class,
                    int.class,
                    String.class,
                    Object.class,
                    Object.class,
                    Scope.class);
    static final MethodHandle CALLS_ARE_PLAIN = find(Boot.class, "callsArePlain", boolean.class);
    static final MethodHandle CALL =
            find(Boot.class, "call", Object.class, Site.class, Object[].class);
    static final MethodHandle BEGIN =
            find(Boot.class, "begin", Object.class, Site.class, Object[].class);
    private static final MethodHandle KNOWN = find("known", Deferred.class, Object.class);
    private static final MethodHandle REFUSE = find("refuse", Object.class, String.class);

    private Handles() {}

    private static MethodHandle effect(String name, Class<?> what) {
        return find(name, void.class, MethodHandle.class, what, Scope.class, Object[].class);
    }

    private static MethodHandle find(String name, Class<?> result, Class<?>... parameters) {
        return find(Handles.class, name, result, parameters);
    }

    private static MethodHandle find(
            Class<?> owner, String name, Class<?> result, Class<?>... parameters) {
        try {
            return MethodHandles.lookup()
                    .findStatic(owner, name, MethodType.methodType(result, parameters));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    // ---- shapes

    /** As {@code (Object[]) Object}, for operands in boxes that need not fit to the letter. */
    static MethodHandle loose(MethodHandle target) {
        MethodHandle fixed = target.asFixedArity();
        return MethodHandles.explicitCastArguments(fixed, fixed.type().generic())
                .asSpreader(Object[].class, fixed.type().parameterCount());
    }

    /** The type of a site with its scope moved to the front. */
    static MethodType scopeFirst(MethodType type) {
        int last = type.parameterCount() - 1;
        return type.dropParameterTypes(last, last + 1).insertParameterTypes(0, Scope.class);
    }

    /** A site of a handle that takes the scope first. */
    static CallSite scopeLast(MethodHandle scopeFirst, MethodType type) {
        int[] order = new int[type.parameterCount()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i == 0 ? order.length - 1 : i - 1;
        }
        return new ConstantCallSite(MethodHandles.permuteArguments(scopeFirst, type, order));
    }

    /** A handle {@code (Scope, Object[])} with its operands apart. */
    static MethodHandle collect(MethodHandle collecting, MethodType scopeFirst) {
        MethodHandle apart =
                collecting.asCollector(Object[].class, scopeFirst.parameterCount() - 1);
        return MethodHandles.explicitCastArguments(
                apart.asType(scopeFirst.changeReturnType(apart.type().returnType())), scopeFirst);
    }

    /** A site of a handle {@code (Scope, Object[])}. */
    static CallSite collecting(MethodHandle collecting, MethodType type) {
        return scopeLast(collect(collecting, scopeFirst(type)), type);
    }

    /** The plain call, whose result is known. */
    static MethodHandle plainCall(MethodHandle target, MethodType scopeFirst) {
        MethodHandle boxed =
                target.asType(scopeFirst.dropParameterTypes(0, 1).changeReturnType(Object.class));
        MethodHandle known = MethodHandles.filterReturnValue(boxed, KNOWN);
        return MethodHandles.dropArguments(known, 0, Scope.class);
    }

    /** A check {@code (Object, Object, Scope)} with all parameters of a site. */
    static MethodHandle checkOf(MethodHandle check, MethodType type, int compared) {
        int last = type.parameterCount() - 1;
        MethodHandle some =
                compared < 0 ? MethodHandles.insertArguments(check, 1, (Object) null) : check;
        int[] order = compared < 0 ? new int[] {0, last} : new int[] {0, compared, last};
        Class<?>[] taken = Arrays.stream(order).mapToObj(type::parameterType).toArray(Class[]::new);
        return MethodHandles.permuteArguments(
                some.asType(MethodType.methodType(void.class, taken)),
                type.changeReturnType(void.class),
                order);
    }

    /**
     * A site that throws: what is wrong with the annotation, and not an error of the JVM that says
     * so in its cause.
     */
    static CallSite refusing(MethodType type, IllegalArgumentException error) {
        MethodHandle thrower =
                REFUSE.bindTo(String.valueOf(error.getMessage()))
                        .asType(MethodType.methodType(type.returnType()));
        return new ConstantCallSite(MethodHandles.dropArguments(thrower, 0, type.parameterList()));
    }

    // ---- what the handles do

    static Object refuse(String message) {
        throw new IllegalArgumentException(message);
    }

    static boolean isPlain(Scope scope) {
        return scope.isPlain;
    }

    static void sync(Scope scope) {
        scope.sync();
    }

    static Deferred known(@Nullable Object value) {
        return new Deferred(Value.of(value));
    }

    static Deferred submit(Site site, Scope scope, @Nullable Object[] arguments) {
        return new Deferred(scope.queue.call(site, arguments));
    }

    static Deferred lift(
            Class<?> type, MethodHandle operation, Scope scope, @Nullable Object[] operands) {
        return new Deferred(scope.queue.lift(type, operation, values(operands)));
    }

    @SuppressWarnings("NullAway") // operands of instructions on numbers are boxes
    static Deferred operate(int opcode, Scope scope, @Nullable Object[] operands) {
        values(operands);
        Object right = operands.length > 1 ? operands[1] : null;
        return new Deferred(scope.queue.operate(opcode, operands[0], right));
    }

    static @Nullable Object cast(Class<?> wanted, @Nullable Object value) {
        if (value != null && !wanted.isInstance(value)) {
            throw new ClassCastException(
                    "class "
                            + value.getClass().getName()
                            + " cannot be cast to class "
                            + wanted.getName());
        }
        return value;
    }

    static void putField(
            MethodHandle setter, String field, Scope scope, @Nullable Object[] operands) {
        Effects.field(scope.queue, setter, field, values(operands));
    }

    static void putStatic(
            MethodHandle setter, String field, Scope scope, @Nullable Object[] operands) {
        Effects.staticField(scope.queue, setter, field, values(operands));
    }

    static void effect(
            MethodHandle target, EffectMethod method, Scope scope, @Nullable Object[] operands) {
        Effects.call(scope.queue, target, method, values(operands), null);
    }

    static void effectOfEntry(
            MethodHandle target, EffectMethod method, Scope scope, @Nullable Object[] operands) {
        int last = operands.length - 1;
        @Nullable Object[] own = Arrays.copyOf(operands, last);
        Effects.call(scope.queue, target, method, values(own), operands[last]);
    }

    static @Nullable Object[] allKnown(Scope scope, @Nullable Object[] operands) {
        scope.sync();
        Value.resolve(values(operands));
        return operands;
    }

    static void check(
            int kind,
            String method,
            @Nullable Object receiver,
            @Nullable Object argument,
            Scope scope) {
        Guards.call(scope.queue, kind, method, receiver, argument);
    }

    private static @Nullable Object[] values(@Nullable Object[] operands) {
        for (int i = 0; i < operands.length; i++) {
            if (operands[i] instanceof Deferred deferred) {
                operands[i] = deferred.value;
            }
        }
        return operands;
    }
}
