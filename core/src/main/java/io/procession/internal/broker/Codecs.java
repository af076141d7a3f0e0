package io.procession.internal.broker;

import io.procession.internal.snapshot.ForeignThrowable;
import io.procession.internal.snapshot.GraphCodec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The codec by which this process encodes and decodes what it puts into shared objects. */
public final class Codecs {

    private record Known(@Nullable ClassLoader loader, GraphCodec codec) {}

    private static volatile @Nullable Known last;

    private Codecs() {}

    /** The codec for the classes that the calling thread sees. */
    public static GraphCodec current() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        Known known = last;
        if (known == null || known.loader != loader) {
            GraphCodec codec =
                    GraphCodec.ofParent(
                            loader != null ? loader : ClassLoader.getSystemClassLoader(),
                            List.of(),
                            null,
                            Codecs::standIn);
            known = new Known(loader, codec);
            last = known;
        }
        return known.codec;
    }

    /** For an exception in a value whose class cannot be rebuilt here. */
    private static Throwable standIn(ForeignThrowable original) {
        RuntimeException error =
                new RuntimeException(
                        original.className()
                                + ": "
                                + original.message()
                                + " ("
                                + original.whyNotRebuilt()
                                + ")",
                        original.cause());
        error.setStackTrace(original.stackTrace().toArray(new StackTraceElement[0]));
        return error;
    }
}
