package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSink;
import io.procession.internal.wire.ByteSource;
import io.procession.spi.Payload;
import java.io.IOException;
import java.io.InvalidClassException;
import java.util.Arrays;

/**
 * What the receiver must know of a class (or lambda site, or enum constant), as bytes that are made
 * once and then copied. Both sides find what belongs to it by content, so that nothing is parsed or
 * reflected twice.
 */
final class Descriptor {

    /** Kinds of descriptor: its first byte. */
    static final int INSTANCE = 1;

    static final int RECORD = 2;
    static final int ARRAY = 3;
    static final int ENUM_CONSTANT = 4;
    static final int CLASS = 5;
    static final int LAMBDA = 6;
    static final int ISLAND = 7;
    static final int PROTOCOL = 8;
    static final int PROXY = 9;
    static final int THROWABLE = 10;
    static final int THROWABLE_ISLAND = 11;
    static final int REPLACED = 12;

    private static final String[] KINDS = {
        "?",
        "object",
        "record",
        "array",
        "constant",
        "class",
        "lambda",
        "island",
        "protocol",
        "proxy",
        "exception",
        "exception",
        "replaced"
    };

    final byte[] bytes;
    final long hash;

    Descriptor(byte[] bytes) {
        this.bytes = bytes;
        this.hash = hash(bytes);
    }

    /** One from the stream, with the hash that the sender told: good for looking it up only. */
    Descriptor(byte[] bytes, long hash) {
        this.bytes = bytes;
        this.hash = hash;
    }

    /** A descriptor of a kind and some texts. */
    static Descriptor of(int kind, String... texts) {
        ByteSink sink = new ByteSink(256);
        sink.putByte(kind);
        for (String each : texts) {
            sink.putString(each);
        }
        return new Descriptor(bytes(sink.toPayload()));
    }

    static byte[] bytes(Payload payload) {
        byte[] all = new byte[Math.toIntExact(payload.length())];
        int at = 0;
        for (int i = 0; i < payload.chunkCount(); i++) {
            System.arraycopy(payload.chunk(i), 0, all, at, payload.chunkLength(i));
            at += payload.chunkLength(i);
        }
        return all;
    }

    /** Refuses a class that has another shape in the other process. */
    void mustEqual(Descriptor there, Class<?> type) throws IOException {
        if (!equals(there)) {
            throw new InvalidClassException(
                    type.getName(),
                    "differs between the processes: here="
                            + text()
                            + ", there="
                            + there.text()
                            + "; run both with the same class path");
        }
    }

    private String text() throws IOException {
        ByteSource texts = new ByteSource(bytes, 0, bytes.length);
        StringBuilder text = new StringBuilder(KINDS[Math.floorMod(texts.getByte(), KINDS.length)]);
        texts.getString();
        int count = texts.remaining() == 0 ? 0 : texts.getVarInt();
        for (int i = 0; i < count; i++) {
            String name = texts.getString();
            text.append(i == 0 ? "{" : ", ").append(texts.getString()).append(' ').append(name);
        }
        return text.append(count == 0 ? "" : "}").toString();
    }

    private static long hash(byte[] bytes) {
        long hash = bytes.length;
        for (byte each : bytes) {
            hash = (hash ^ each) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Descriptor descriptor
                && descriptor.hash == hash
                && Arrays.equals(descriptor.bytes, bytes);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(hash);
    }
}
