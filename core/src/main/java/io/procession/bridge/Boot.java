package io.procession.bridge;

import io.procession.Procession;
import io.procession.internal.deferral.Callee;
import io.procession.internal.deferral.Calls;
import io.procession.internal.deferral.EffectMethod;
import io.procession.internal.deferral.Linker;
import io.procession.internal.deferral.Methods;
import io.procession.internal.deferral.Site;
import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Links the call sites of woven code, each once. Not for use by hand.
 *
 * <p>The type of each site is the plain instruction's, with {@link Deferred} where a value is
 * deferred and with the {@link Scope} as last parameter.
 */
public final class Boot {

    static {
        Procession.inWorker(); // installs what submits to the pools
    }

    private Boot() {}

    /**
     * Called by the class initialiser of a woven class in a named module: workers may then call its
     * methods, whatever the module opens.
     */
    public static void register(Lookup lookup) {
        Methods.register(lookup);
    }

    // ---- calls of concurrent methods

    /**
     * A call of a concurrent method in a Synchronized one: {@code (P.., Scope) Deferred}, of an
     * instance method the receiver first.
     */
    public static CallSite submit(
            Lookup lookup,
            String name,
            MethodType type,
            MethodHandle target,
            String file,
            int line,
            String method) {
        MethodHandleInfo info = lookup.revealDirect(target);
        StackTraceElement caller =
                new StackTraceElement(
                        lookup.lookupClass().getName(),
                        method,
                        file.isEmpty() ? null : file,
                        line > 0 ? line : -1);
        Callee callee =
                new Callee(
                        info.getDeclaringClass(),
                        info.getName(),
                        info.getMethodType(),
                        info.getReferenceKind() == MethodHandleInfo.REF_invokeStatic,
                        info.getReferenceKind() == MethodHandleInfo.REF_invokeSpecial,
                        caller);
        Site site;
        try {
            site = Linker.get().link(callee);
        } catch (IllegalArgumentException e) {
            return Handles.refusing(type, e);
        }
        MethodType scopeFirst = Handles.scopeFirst(type);
        MethodHandle plain = Handles.plainCall(target.asFixedArity(), scopeFirst);
        if (site == null) {
            System.getLogger("io.procession")
                    .log(
                            System.Logger.Level.WARNING,
                            callee.label()
                                    + " is not @Concurrent any more: its call at "
                                    + caller
                                    + " runs where it stands; compile the caller again");
            return Handles.scopeLast(
                    MethodHandles.foldArguments(
                            plain,
                            Handles.SYNC.asType(MethodType.methodType(void.class, Scope.class))),
                    type);
        }
        MethodHandle submitting = Handles.collect(Handles.SUBMIT.bindTo(site), scopeFirst);
        return Handles.scopeLast(
                MethodHandles.guardWithTest(Handles.IS_PLAIN, plain, submitting), type);
    }

    /**
     * What is left of a concurrent method itself: {@code (P..) R}. In a call it runs the body, else
     * it submits a call, and waits, unless the result is a future.
     *
     * @param body the method {@code name$concurrent}
     */
    public static CallSite entrance(
            Lookup lookup, String name, MethodType type, MethodHandle body) {
        MethodHandleInfo info = lookup.revealDirect(body);
        boolean isStatic = info.getReferenceKind() == MethodHandleInfo.REF_invokeStatic;
        MethodHandle plain = body.asFixedArity().asType(type);
        Callee callee =
                new Callee(
                        info.getDeclaringClass(),
                        name,
                        info.getMethodType(),
                        isStatic,
                        /* isSpecial= */ !isStatic,
                        /* caller= */ null);
        Site site;
        try {
            site = Linker.get().link(callee);
        } catch (IllegalArgumentException e) {
            return Handles.refusing(type, e);
        }
        if (site == null) {
            return new ConstantCallSite(plain);
        }
        MethodHandle entering = Methods.isFuture(type.returnType()) ? Handles.BEGIN : Handles.CALL;
        MethodHandle calling =
                entering.bindTo(site)
                        .asCollector(Object[].class, type.parameterCount())
                        .asType(type);
        return new ConstantCallSite(
                MethodHandles.guardWithTest(Handles.CALLS_ARE_PLAIN, plain, calling));
    }

    // ---- pure operations on deferred values

    /** A pure method or constructor: {@code (..Deferred.., Scope) Deferred}. */
    public static CallSite lift(Lookup lookup, String name, MethodType type, MethodHandle target) {
        return lifting(target.type().returnType(), target, type);
    }

    /** An arithmetic instruction. */
    public static CallSite liftOp(Lookup lookup, String name, MethodType type, int opcode) {
        MethodHandle operation = MethodHandles.insertArguments(Handles.OPERATE, 0, opcode);
        return Handles.collecting(operation, type);
    }

    /** A cast. */
    public static CallSite liftCast(Lookup lookup, String name, MethodType type, Class<?> wanted) {
        return lifting(wanted, Handles.CAST.bindTo(wanted), type);
    }

    /**
     * A pure invokedynamic, such as the concatenation of strings.
     *
     * @param original its type
     * @param bootstrap its bootstrap method
     * @param arguments and that one's static arguments
     */
    public static CallSite liftIndy(
            Lookup lookup,
            String name,
            MethodType type,
            MethodType original,
            MethodHandle bootstrap,
            Object... arguments)
            throws Throwable {
        List<Object> all = new ArrayList<>(List.of(lookup, name, original));
        all.addAll(List.of(arguments));
        CallSite linked = (CallSite) bootstrap.invokeWithArguments(all);
        return lifting(original.returnType(), linked.dynamicInvoker(), type);
    }

    private static CallSite lifting(Class<?> result, MethodHandle target, MethodType type) {
        MethodHandle lift =
                MethodHandles.insertArguments(Handles.LIFT, 0, result, Handles.loose(target));
        return Handles.collecting(lift, type);
    }

    // ---- what is done with deferred values

    /**
     * A write of a field, or a call whose result nobody wants: {@code (..Deferred.., [Object
     * source,] Scope) void}.
     *
     * @param kind 1 if the map follows whose entry is the receiver
     */
    public static CallSite effect(
            Lookup lookup, String name, MethodType type, MethodHandle target, int kind) {
        MethodHandleInfo info = lookup.revealDirect(target);
        MethodHandle loose = Handles.loose(target);
        MethodHandle effect =
                switch (info.getReferenceKind()) {
                    case MethodHandleInfo.REF_putField ->
                            MethodHandles.insertArguments(
                                    Handles.PUT_FIELD, 0, loose, info.getName());
                    case MethodHandleInfo.REF_putStatic ->
                            MethodHandles.insertArguments(
                                    Handles.PUT_STATIC, 0, loose, info.getName());
                    default ->
                            MethodHandles.insertArguments(
                                    kind == 1 ? Handles.EFFECT_OF_ENTRY : Handles.EFFECT,
                                    0,
                                    loose,
                                    effectMethod(info, target));
                };
        return Handles.collecting(effect, type);
    }

    private static EffectMethod effectMethod(MethodHandleInfo info, MethodHandle target) {
        int kind = info.getReferenceKind();
        return EffectMethod.of(
                info.getName(),
                target.type(),
                kind == MethodHandleInfo.REF_invokeStatic
                        || kind == MethodHandleInfo.REF_newInvokeSpecial);
    }

    /** A call that waits for everything, and is then made: {@code (..Deferred.., Scope) R}. */
    public static CallSite now(Lookup lookup, String name, MethodType type, MethodHandle target) {
        // no frame of ours lies between the caller's and the target's
        return Handles.collecting(
                MethodHandles.filterReturnValue(Handles.ALL_KNOWN, Handles.loose(target)), type);
    }

    /**
     * A plain call of a library method that may look at what is pending: {@code (receiver, P..,
     * Scope) R}.
     *
     * @param kind 0 by its name, 1 all of the receiver, 2 which elements the receiver has
     */
    public static CallSite guard(
            Lookup lookup, String name, MethodType type, MethodHandle target, int kind) {
        String method = lookup.revealDirect(target).getName();
        MethodHandle plain = target.asFixedArity();
        int arguments = type.parameterCount() - 1;
        plain = plain.asType(type.dropParameterTypes(arguments, arguments + 1));
        MethodHandle check = MethodHandles.insertArguments(Handles.CHECK, 0, kind, method);
        return new ConstantCallSite(
                MethodHandles.foldArguments(
                        MethodHandles.dropArguments(plain, arguments, Scope.class),
                        Handles.checkOf(check, type, compared(method, arguments))));
    }

    /** Which argument a library method compares or prints: the first, but of insert the second. */
    private static int compared(String method, int arguments) {
        int index = method.equals("insert") ? 2 : 1;
        return index < arguments ? index : -1;
    }

    /** Whether calls of concurrent methods are plain calls here: the test of every entrance. */
    static boolean callsArePlain() {
        return Calls.arePlain();
    }

    static @Nullable Object call(Site site, @Nullable Object[] arguments) throws Throwable {
        return Calls.start(site, arguments, null).await();
    }

    static Object begin(Site site, @Nullable Object[] arguments) {
        return Calls.begin(site, arguments);
    }
}
