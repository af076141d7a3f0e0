package io.procession.internal.broker;

import io.procession.spi.Payload;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;

/**
 * Values that are equal if and only if their encoded bytes are: so the owner of an object compares
 * them without decoding them, runs no code of a user, and need not know their class.
 */
public final class Plain {

    private static final Set<Class<?>> CLASSES =
            Set.of(
                    String.class,
                    Boolean.class,
                    Character.class,
                    Byte.class,
                    Short.class,
                    Integer.class,
                    Long.class,
                    Float.class,
                    Double.class,
                    BigInteger.class,
                    BigDecimal.class,
                    UUID.class,
                    LocalDate.class,
                    LocalDateTime.class,
                    Instant.class,
                    Duration.class);

    private Plain() {}

    /** Whether a value is one: a text, a number, a date, or the constant of an enum. */
    public static boolean is(Object value) {
        return CLASSES.contains(value.getClass()) || value instanceof Enum;
    }

    /** Such a value, encoded, as the key of a map. */
    public static Key key(Payload encoded) {
        byte[] bytes = new byte[Math.toIntExact(encoded.length())];
        int at = 0;
        for (int i = 0; i < encoded.chunkCount(); i++) {
            System.arraycopy(encoded.chunk(i), 0, bytes, at, encoded.chunkLength(i));
            at += encoded.chunkLength(i);
        }
        return new Key(bytes);
    }

    /** Equal to those of equal values. */
    public static final class Key {

        private final byte[] bytes;
        private final int hash;

        private Key(byte[] bytes) {
            this.bytes = bytes;
            this.hash = Arrays.hashCode(bytes);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.hash == hash && Arrays.equals(key.bytes, bytes);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
