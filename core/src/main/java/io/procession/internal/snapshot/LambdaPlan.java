package io.procession.internal.snapshot;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;

/**
 * A Serializable lambda or method reference: its site in the source (constant, kept as a
 * descriptor) and what it captured. Read by {@link LambdaSite}.
 */
final class LambdaPlan extends ClassPlan {

    private final Class<?> type;
    private final MethodHandle writeReplace;
    private volatile @Nullable Descriptor descriptor;

    LambdaPlan(Class<?> type) {
        this.type = type;
        this.writeReplace =
                Reflection.hook("writeReplaceForSerialization", type)
                        .asType(MethodType.methodType(Object.class, Object.class));
    }

    @Override
    Class<?> type() {
        return type;
    }

    @Override
    void write(Encoder out, Object value) throws IOException, CannotTravelException {
        if (!(replacement(value) instanceof SerializedLambda lambda)) {
            throw out.refuse(value, Refusals.hiddenClass(type));
        }
        Descriptor site = descriptor;
        if (site == null) {
            site = describe(lambda);
            descriptor = site;
        }
        out.putDescriptor(site);
        @Nullable Object[] captured = new @Nullable Object[lambda.getCapturedArgCount()];
        for (int i = 0; i < captured.length; i++) {
            captured[i] = lambda.getCapturedArg(i);
        }
        out.sink.putVarInt(captured.length);
        out.members(this, value, captured);
    }

    private Object replacement(Object value) throws IOException {
        try {
            return (Object) writeReplace.invokeExact(value);
        } catch (Throwable e) {
            throw Reflection.invalid(type, e);
        }
    }

    private static Descriptor describe(SerializedLambda lambda) {
        return Descriptor.of(
                Descriptor.LAMBDA,
                lambda.getCapturingClass().replace('/', '.'),
                lambda.getFunctionalInterfaceClass(),
                lambda.getFunctionalInterfaceMethodName(),
                lambda.getFunctionalInterfaceMethodSignature(),
                Integer.toString(lambda.getImplMethodKind()),
                lambda.getImplClass(),
                lambda.getImplMethodName(),
                lambda.getImplMethodSignature(),
                lambda.getInstantiatedMethodType());
    }

    @Override
    String place(Object owner, @Nullable Object @Nullable [] gathered, int index) {
        return index == 0 && isBound() ? ".this" : ".captured[" + index + "]";
    }

    /**
     * Whether the first captured object is the receiver of the lambda's body, or of the method
     * referred to.
     */
    private boolean isBound() {
        Descriptor site = descriptor;
        return site != null
                && LambdaSite.implementationKind(site) != MethodHandleInfo.REF_invokeStatic;
    }

    @Override
    Object read(Decoder in) {
        throw new AssertionError("read by LambdaSite");
    }
}
