package io.procession.benchmarks;

import io.procession.internal.snapshot.GraphCodec;
import io.procession.internal.wire.ByteSource;
import io.procession.spi.Codec.Direction;
import io.procession.spi.Payload;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.apache.fory.Fory;
import org.apache.fory.logging.LoggerFactory;

/** Ways to turn an object into bytes and back. Each is confined to one thread. */
public abstract class Encoding {

    private static final int DEEPEST =
            1 << 17; // what Fory may recurse to; it makes an array of so many

    /** Encodes and decodes once. */
    public abstract Object copy(Object value) throws Exception;

    /** Ours, as the pool uses it. */
    public static Encoding graphCodec() {
        GraphCodec codec =
                new GraphCodec(
                        Encoding.class.getClassLoader(),
                        List.of(),
                        /* filter= */ null,
                        foreign -> new IllegalStateException(foreign.className()));
        return new Encoding() {
            @Override
            public Object copy(Object value) throws Exception {
                Payload encoded = codec.encode(value, Direction.CALL, "value");
                return codec.decode(new ByteSource(encoded), Direction.CALL);
            }
        };
    }

    /** JDK serialisation. */
    public static Encoding jdk() {
        return new Encoding() {
            @Override
            public Object copy(Object value) throws IOException, ClassNotFoundException {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                    out.writeObject(value);
                }
                ByteArrayInputStream source = new ByteArrayInputStream(bytes.toByteArray());
                try (ObjectInputStream in = new ObjectInputStream(source)) {
                    return in.readObject();
                }
            }
        };
    }

    /** Apache Fory for Java, keeping identity as the others do, classes not registered. */
    public static Encoding fory() {
        LoggerFactory.disableLogging();
        Fory fory =
                Fory.builder()
                        .withXlang(false)
                        .withRefTracking(true)
                        .requireClassRegistration(false)
                        .suppressClassRegistrationWarnings(true)
                        .withMaxDepth(DEEPEST)
                        .withAsyncCompilation(false)
                        .build();
        return new Encoding() {
            @Override
            public Object copy(Object value) {
                return fory.deserialize(fory.serialize(value));
            }
        };
    }
}
