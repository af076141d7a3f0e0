package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSource;
import io.procession.spi.Codec;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.StreamCorruptedException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Finds the plan that belongs to a descriptor from the stream, and keeps it. Thread-safe; one a
 * codec.
 */
final class Descriptors {

    private static final int KEPT = 1 << 13; // more come from an attack only
    private static final Class<?>[] PRIMITIVES = {
        void.class,
        boolean.class,
        byte.class,
        short.class,
        char.class,
        int.class,
        long.class,
        float.class,
        double.class
    };

    private final ConcurrentHashMap<Descriptor, ReadPlan> plans = new ConcurrentHashMap<>();
    private final ClassLoader loader;
    private final Filters filters;
    private final Function<ForeignThrowable, Throwable> standIn;
    private final ReadPlan userCodec;

    Descriptors(
            ClassLoader loader,
            List<Codec> codecs,
            Filters filters,
            Function<ForeignThrowable, Throwable> standIn) {
        this.loader = loader;
        this.filters = filters;
        this.standIn = standIn;
        this.userCodec = new CodecReader(codecs);
    }

    ClassLoader loader() {
        return loader;
    }

    Filters filters() {
        return filters;
    }

    ReadPlan userCodec() {
        return userCodec;
    }

    Throwable standIn(ForeignThrowable foreign) {
        return standIn.apply(foreign);
    }

    /** Finds a class without initialising it. */
    Class<?> find(String name) throws IOException, ClassNotFoundException {
        if (Gadgets.refuse(name)) {
            throw new InvalidClassException(
                    name,
                    "refused: known from attacks by deserialisation; register a Codec for it");
        }
        return Class.forName(name, false, loader);
    }

    /**
     * Reads a descriptor. Where {@code lenient}, one that means nothing here gives a plan that
     * reads past the object.
     */
    ReadPlan read(Decoder in, boolean lenient) throws IOException, ClassNotFoundException {
        filters.askAgain();
        Descriptor descriptor = readBytes(in);
        ReadPlan found = plans.get(descriptor);
        if (found != null) {
            if (found.filteredType() != null && filters.areSet()) {
                in.check(found.filteredType(), -1);
            }
            return found;
        }
        return resolveNew(in, new Descriptor(descriptor.bytes), descriptor.hash, lenient);
    }

    private static Descriptor readBytes(Decoder in) throws IOException {
        int length = in.readCount();
        long hash = in.source().getLong();
        byte[] bytes = new byte[length];
        in.source().getBytes(bytes, 0, length);
        return new Descriptor(bytes, hash);
    }

    private ReadPlan resolveNew(
            Decoder in, Descriptor descriptor, long claimedHash, boolean lenient)
            throws IOException, ClassNotFoundException {
        if (descriptor.hash != claimedHash || descriptor.bytes.length == 0) {
            throw new StreamCorruptedException(
                    "descriptor is damaged: bytes=" + descriptor.bytes.length);
        }
        try {
            ReadPlan plan = resolve(in, descriptor);
            if (plans.size() < KEPT) {
                plans.put(descriptor, plan);
            }
            return plan;
        } catch (ClassNotFoundException
                | InvalidClassException
                | InvalidObjectException
                | LinkageError e) {
            if (!lenient) {
                throw e;
            }
            Exception why =
                    e instanceof Exception exception
                            ? exception
                            : new ClassNotFoundException(e.toString(), e);
            return AbsentPlan.of(descriptor, new Absent(why));
        }
    }

    private ReadPlan resolve(Decoder in, Descriptor descriptor)
            throws IOException, ClassNotFoundException {
        ByteSource bytes = new ByteSource(descriptor.bytes, 0, descriptor.bytes.length);
        int kind = bytes.getByte();
        switch (kind) {
            case Descriptor.LAMBDA:
                return lambda(in, bytes);
            case Descriptor.PROXY:
                return proxy(in, bytes);
            case Descriptor.CLASS:
                return classObject(in, bytes.getString());
            default:
        }
        Class<?> type = find(bytes.getString());
        in.check(type, -1); // before anything initialises the class
        if (kind == Descriptor.ENUM_CONSTANT) {
            return enumConstant(type, bytes.getString());
        }
        ClassPlan here = Plans.builtIn(type);
        if (here instanceof DescribedPlan described) {
            return described.matching(descriptor);
        }
        throw new InvalidClassException(type.getName(), "travels otherwise here: " + here);
    }

    private ReadPlan lambda(Decoder in, ByteSource bytes)
            throws IOException, ClassNotFoundException {
        Class<?> capturing = find(bytes.getString());
        in.check(capturing, -1);
        String[] texts = new String[8];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = bytes.getString();
        }
        return new LambdaSite(capturing, texts);
    }

    private ReadPlan proxy(Decoder in, ByteSource bytes)
            throws IOException, ClassNotFoundException {
        List<Class<?>> interfaces = new ArrayList<>();
        while (bytes.remaining() > 0) {
            Class<?> each = find(bytes.getString());
            in.check(each, -1);
            interfaces.add(each);
        }
        return new ProxyPlan(Proxy.class, interfaces.toArray(new Class<?>[0]));
    }

    private ReadPlan classObject(Decoder in, String name)
            throws IOException, ClassNotFoundException {
        for (Class<?> each : PRIMITIVES) {
            if (each.getName().equals(name)) {
                return new ConstantPlan(each, each);
            }
        }
        Class<?> named = find(name);
        in.check(named, -1);
        return new ConstantPlan(named, named);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static ReadPlan enumConstant(Class<?> type, String name) throws IOException {
        if (!type.isEnum()) {
            throw new InvalidClassException(type.getName(), "is not an enum here");
        }
        try {
            return new ConstantPlan(Enum.valueOf((Class) type, name), type);
        } catch (IllegalArgumentException e) {
            throw new InvalidObjectException(
                    "no such constant here: enum="
                            + type.getName()
                            + ", constant="
                            + name
                            + "; run both processes with the same class path");
        }
    }
}
