package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSource;
import java.io.IOException;
import java.io.InvalidClassException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * The place in the source where a lambda is made: rebuilds it by the capturing class's own {@code
 * $deserializeLambda$}.
 */
final class LambdaSite extends ReadPlan {

    private static final @Nullable Object[] NOTHING = new @Nullable Object[0];

    private final Class<?> capturing;
    private final String[] texts;
    private final @Nullable Method deserialize; // null: in a module that is closed to us
    private volatile @Nullable Object
            constant; // of a lambda that captures nothing: one object, as where it came from

    LambdaSite(Class<?> capturing, String[] texts) throws InvalidClassException {
        this.capturing = capturing;
        this.texts = texts;
        this.deserialize = Plans.isOpen(capturing) ? deserializer(capturing) : null;
    }

    private static Method deserializer(Class<?> capturing) throws InvalidClassException {
        try {
            Method found =
                    capturing.getDeclaredMethod("$deserializeLambda$", SerializedLambda.class);
            found.setAccessible(true);
            return found;
        } catch (NoSuchMethodException e) {
            throw new InvalidClassException(
                    capturing.getName(),
                    "has no Serializable lambda here; run both processes with the same class path");
        }
    }

    /** The kind of method that a lambda's descriptor tells. */
    static int implementationKind(Descriptor site) {
        try {
            ByteSource texts = new ByteSource(site.bytes, 1, site.bytes.length - 1);
            for (int i = 0; i < 4; i++) {
                texts.getString();
            }
            return Integer.parseInt(texts.getString());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    Class<?> filteredType() {
        return capturing;
    }

    @Override
    @Nullable Object read(Decoder in) throws IOException, ClassNotFoundException {
        int count = in.readCount();
        if (count > 0) {
            return in.gather(this, null, count);
        }
        Object made = constant;
        if (made == null) {
            made = make(NOTHING);
            constant = made;
        }
        return made;
    }

    @Override
    Object complete(Decoder in, @Nullable Object early, @Nullable Object[] members)
            throws IOException {
        return make(members);
    }

    private Object make(@Nullable Object[] captured) throws IOException {
        SerializedLambda lambda =
                new SerializedLambda(
                        capturing,
                        texts[0],
                        texts[1],
                        texts[2],
                        Integer.parseInt(texts[3]),
                        texts[4],
                        texts[5],
                        texts[6],
                        texts[7],
                        captured);
        try {
            return deserialize == null ? Closed.resolve(lambda) : deserialize.invoke(null, lambda);
        } catch (InvocationTargetException e) {
            throw mismatch(e.getCause());
        } catch (Throwable e) {
            throw mismatch(e);
        }
    }

    private InvalidClassException mismatch(@Nullable Throwable cause) {
        InvalidClassException mismatch =
                new InvalidClassException(
                        capturing.getName(),
                        "has no such lambda here: method="
                                + texts[5]
                                + "; run both processes with the same class path");
        mismatch.initCause(cause);
        return mismatch;
    }

    /** For lambdas of the JDK's own classes; loaded only where one comes. */
    private static final class Closed {
        private static final MethodHandle RESOLVE =
                Reflection.hook("readResolveForSerialization", SerializedLambda.class)
                        .asType(MethodType.methodType(Object.class, Object.class));

        static Object resolve(SerializedLambda lambda) throws Throwable {
            return (Object) RESOLVE.invokeExact((Object) lambda);
        }
    }
}
