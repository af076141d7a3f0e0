package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSink;
import io.procession.internal.wire.ByteSource;
import io.procession.spi.Codec;
import io.procession.spi.Payload;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/*
 * encode: Encoder walks the graph by the ClassPlan of each class (Plans chooses and keeps it), numbers objects in its IdentityTable and
 * writes tags (Tags), Descriptors and values. decode: Decoder makes the same walk from the bytes by ReadPlans, which
 * Descriptors finds by content.
 *
 *   kind of class                                     plan
 *   a user's codec handles it                         CodecPlan
 *   JDK type with enough public API                   BoxPlan, ValuePlan, CollectionPlan, MapPlan, HolderPlan (table: Builtin)
 *   array, enum, Class, record, lambda, proxy         ArrayPlan, EnumPlan, ClassObjectPlan, RecordPlan, LambdaPlan, ProxyPlan
 *   exception                                         ThrowablePlan, or ForeignPlan where something in it cannot travel
 *   writeReplace; writeObject, Externalizable, ...    ReplacedPlan; ProtocolPlan: its methods are given streams of ours
 *   the same, but its fields are closed to us         IslandPlan: JDK serialisation of that object alone
 *   any other whose fields are open to us             InstancePlan
 *   what belongs to its process, or is closed         RefusedPlan (table: Refusals)
 *
 * Encoders and decoders are used again, by whichever thread comes; none is tied to a thread, so that no thread keeps one alive.
 * Not promised: that an object changed by another thread meanwhile is captured as of one moment.
 */
/**
 * Turns object graphs into bytes and back: iterative, with identity. Thread-safe; one a pool, and
 * one a worker.
 */
public final class GraphCodec {

    private static final int STRIPES = 16;
    private static final int DEMOTIONS = 100;

    private final Plans plans;
    private final Descriptors descriptors;
    private final AtomicReferenceArray<@Nullable Encoder> encoders =
            new AtomicReferenceArray<>(STRIPES);
    private final AtomicReferenceArray<@Nullable Decoder> decoders =
            new AtomicReferenceArray<>(STRIPES);

    /**
     * @param loader where the classes of decoded objects are looked up
     * @param codecs the user's own, asked first
     * @param filter what may be decoded, beside the built-in refusals; null for no more than those
     * @param standIn makes the exception that stands in for one that cannot be rebuilt here
     */
    public GraphCodec(
            ClassLoader loader,
            List<Codec> codecs,
            @Nullable ObjectInputFilter filter,
            Function<ForeignThrowable, Throwable> standIn) {
        this(loader, codecs, new Filters(filter, /* heedsProgram= */ false), standIn);
    }

    private GraphCodec(
            ClassLoader loader,
            List<Codec> codecs,
            Filters filters,
            Function<ForeignThrowable, Throwable> standIn) {
        List<Codec> asked = List.copyOf(codecs);
        plans = new Plans(asked);
        descriptors = new Descriptors(loader, asked, filters, standIn);
    }

    /**
     * A codec of the process that workers answer to: it also heeds the filter that the program set
     * by {@code ObjectInputFilter.Config.setSerialFilter}.
     */
    public static GraphCodec ofParent(
            ClassLoader loader,
            List<Codec> codecs,
            @Nullable ObjectInputFilter filter,
            Function<ForeignThrowable, Throwable> standIn) {
        return new GraphCodec(
                loader, codecs, new Filters(filter, /* heedsProgram= */ true), standIn);
    }

    /**
     * Captures a value as it is now. {@code subject} names the root in the path of a refusal, such
     * as "argument of Blur.run".
     */
    public Payload encode(@Nullable Object root, Codec.Direction direction, String subject)
            throws CannotTravelException {
        int stripe = stripe();
        Encoder encoder = takeEncoder(stripe);
        try {
            return Objects.requireNonNull(
                    encoder.encode(root, direction, subject, null), "no probe");
        } finally {
            encoders.lazySet(stripe, encoder);
        }
    }

    /** The same, under the eyes of a probe; null if that stopped it. */
    public @Nullable Payload encode(
            @Nullable Object root, Codec.Direction direction, String subject, Probe probe)
            throws CannotTravelException {
        int stripe = stripe();
        Encoder encoder = takeEncoder(stripe);
        try {
            return encoder.encode(root, direction, subject, probe);
        } finally {
            encoders.lazySet(stripe, encoder);
        }
    }

    /**
     * Encodes an exception: its class, message, fields, causes, suppressed ones and trace; never
     * fails.
     */
    public Payload encodeThrowable(Throwable error, Codec.Direction direction) {
        int stripe = stripe();
        Encoder encoder = takeEncoder(stripe);
        Demotions demotions = new Demotions();
        try {
            for (; ; ) {
                int before = demotions.size();
                try {
                    return encoder.encodeThrowable(error, direction, demotions);
                } catch (CannotTravelException e) {
                    if (demotions.size() == before || before >= DEMOTIONS) {
                        return inWords(error, e);
                    }
                }
            }
        } finally {
            encoders.lazySet(stripe, encoder);
        }
    }

    /**
     * Rebuilds a value. Hostile bytes give an exception: never more memory than they are long,
     * never a class that the filter refuses.
     *
     * @throws IOException if the bytes are damaged, a filter refuses a class, or a class has
     *     another shape here
     */
    public @Nullable Object decode(ByteSource in, Codec.Direction direction)
            throws IOException, ClassNotFoundException {
        int stripe = stripe();
        Decoder decoder = decoders.getAndSet(stripe, null);
        if (decoder == null) {
            decoder = new Decoder(descriptors);
        }
        try {
            return decoder.decode(in, direction);
        } finally {
            decoders.lazySet(stripe, decoder);
        }
    }

    /** An encoder for one use by one thread; give it back. */
    Encoder lendEncoder() {
        return takeEncoder(stripe());
    }

    /** How objects of a class travel. */
    ClassPlan planOf(Class<?> type) {
        return plans.of(type);
    }

    void takeBack(Encoder encoder) {
        encoders.lazySet(stripe(), encoder);
    }

    /** A decoder that is nobody else's. */
    Decoder newDecoder() {
        return new Decoder(descriptors);
    }

    private Encoder takeEncoder(int stripe) {
        Encoder encoder = encoders.getAndSet(stripe, null);
        return encoder == null ? new Encoder(plans) : encoder;
    }

    private static int stripe() {
        return (int) Thread.currentThread().getId() & STRIPES - 1;
    }

    /** The last resort: class, message and trace of the exception alone. */
    private static Payload inWords(Throwable error, CannotTravelException why) {
        ForeignThrowable foreign = ForeignPlan.describe(error, String.valueOf(why.getMessage()));
        ByteSink sink = new ByteSink();
        sink.putByte(Decoder.THROWABLE);
        ForeignPlan.writeAlone(foreign, sink);
        return sink.toPayload();
    }
}
