package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSink;
import io.procession.internal.wire.ByteSource;
import java.io.File;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.BitSet;
import java.util.Collections;
import java.util.Date;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/** JDK types that hold no other objects: written and read at once. */
final class ValuePlan extends ClassPlan {

    private final Builtin kind;

    ValuePlan(Builtin kind) {
        this.kind = kind;
    }

    @Override
    Class<?> type() {
        return kind.type();
    }

    /** Whether its objects can be changed. */
    boolean isMutable() {
        return switch (kind) {
            case DATE,
                    BIT_SET,
                    STRING_BUILDER,
                    STRING_BUFFER,
                    ATOMIC_BOOLEAN,
                    ATOMIC_INTEGER,
                    ATOMIC_LONG,
                    OBJECT ->
                    true;
            default -> false;
        };
    }

    @Override
    void write(Encoder out, Object value) {
        ByteSink sink = out.sink;
        sink.putByte(kind.tag());
        switch (kind) {
            case BIG_INTEGER -> putBytes(sink, ((BigInteger) value).toByteArray());
            case BIG_DECIMAL -> {
                sink.putInt(((BigDecimal) value).scale());
                putBytes(sink, ((BigDecimal) value).unscaledValue().toByteArray());
            }
            case UUID -> {
                sink.putLong(((UUID) value).getMostSignificantBits());
                sink.putLong(((UUID) value).getLeastSignificantBits());
            }
            case URI, ZONE_REGION, STRING_BUILDER, STRING_BUFFER, PATH ->
                    sink.putString(value.toString());
            case FILE -> sink.putString(((File) value).getPath());
            case CHARSET -> sink.putString(((Charset) value).name());
            case PATTERN -> {
                sink.putInt(((Pattern) value).flags());
                sink.putString(((Pattern) value).pattern());
            }
            case BIT_SET -> putBytes(sink, ((BitSet) value).toByteArray());
            case ATOMIC_BOOLEAN -> sink.putByte(((AtomicBoolean) value).get() ? 1 : 0);
            case ATOMIC_INTEGER -> sink.putInt(((AtomicInteger) value).get());
            case ATOMIC_LONG -> sink.putLong(((AtomicLong) value).get());
            case OPTIONAL_INT, OPTIONAL_LONG, OPTIONAL_DOUBLE -> putOptional(sink, value);
            case OBJECT, EMPTY_LIST, EMPTY_SET, EMPTY_MAP -> {}
            default -> putTime(sink, value);
        }
    }

    private void putOptional(ByteSink sink, Object value) {
        if (value instanceof OptionalInt optional) {
            sink.putByte(optional.isPresent() ? 1 : 0);
            sink.putInt(optional.orElse(0));
        } else if (value instanceof OptionalLong optional) {
            sink.putByte(optional.isPresent() ? 1 : 0);
            sink.putLong(optional.orElse(0));
        } else {
            OptionalDouble optional = (OptionalDouble) value;
            sink.putByte(optional.isPresent() ? 1 : 0);
            sink.putDouble(optional.orElse(0));
        }
    }

    private void putTime(ByteSink sink, Object value) {
        switch (kind) {
            case DATE -> sink.putLong(((Date) value).getTime());
            case LOCAL_DATE -> sink.putLong(((LocalDate) value).toEpochDay());
            case LOCAL_TIME -> sink.putLong(((LocalTime) value).toNanoOfDay());
            case LOCAL_DATE_TIME -> putDateTime(sink, (LocalDateTime) value);
            case INSTANT -> {
                sink.putLong(((Instant) value).getEpochSecond());
                sink.putInt(((Instant) value).getNano());
            }
            case DURATION -> {
                sink.putLong(((Duration) value).getSeconds());
                sink.putInt(((Duration) value).getNano());
            }
            case PERIOD -> {
                sink.putInt(((Period) value).getYears());
                sink.putInt(((Period) value).getMonths());
                sink.putInt(((Period) value).getDays());
            }
            case ZONE_OFFSET -> sink.putInt(((ZoneOffset) value).getTotalSeconds());
            case ZONED_DATE_TIME -> {
                putDateTime(sink, ((ZonedDateTime) value).toLocalDateTime());
                sink.putInt(((ZonedDateTime) value).getOffset().getTotalSeconds());
                sink.putString(((ZonedDateTime) value).getZone().getId());
            }
            case OFFSET_DATE_TIME -> {
                putDateTime(sink, ((OffsetDateTime) value).toLocalDateTime());
                sink.putInt(((OffsetDateTime) value).getOffset().getTotalSeconds());
            }
            default -> throw new AssertionError(kind);
        }
    }

    private static void putDateTime(ByteSink sink, LocalDateTime value) {
        sink.putLong(value.toLocalDate().toEpochDay());
        sink.putLong(value.toLocalTime().toNanoOfDay());
    }

    private static void putBytes(ByteSink sink, byte[] bytes) {
        sink.putVarInt(bytes.length);
        sink.putBytes(bytes, 0, bytes.length);
    }

    @Override
    Object read(Decoder in) throws IOException {
        ByteSource source = in.source();
        return switch (kind) {
            case OBJECT -> new Object();
            case BIG_INTEGER -> new BigInteger(getBytes(in));
            case BIG_DECIMAL -> {
                int scale = source.getInt();
                yield new BigDecimal(new BigInteger(getBytes(in)), scale);
            }
            case UUID -> new UUID(source.getLong(), source.getLong());
            case URI -> URI.create(source.getString());
            case ZONE_REGION -> ZoneId.of(source.getString());
            case STRING_BUILDER -> new StringBuilder(source.getString());
            case STRING_BUFFER -> new StringBuffer(source.getString());
            case PATH -> Path.of(source.getString());
            case FILE -> new File(source.getString());
            case CHARSET -> Charset.forName(source.getString());
            case PATTERN -> {
                int flags = source.getInt();
                yield Pattern.compile(source.getString(), flags);
            }
            case BIT_SET -> BitSet.valueOf(getBytes(in));
            case ATOMIC_BOOLEAN -> new AtomicBoolean(source.getByte() != 0);
            case ATOMIC_INTEGER -> new AtomicInteger(source.getInt());
            case ATOMIC_LONG -> new AtomicLong(source.getLong());
            case OPTIONAL_INT, OPTIONAL_LONG, OPTIONAL_DOUBLE -> readOptional(source);
            case EMPTY_LIST -> Collections.EMPTY_LIST;
            case EMPTY_SET -> Collections.EMPTY_SET;
            case EMPTY_MAP -> Collections.EMPTY_MAP;
            default -> readTime(source);
        };
    }

    private Object readOptional(ByteSource source) throws IOException {
        boolean isPresent = source.getByte() != 0;
        if (kind == Builtin.OPTIONAL_INT) {
            int value = source.getInt();
            return isPresent ? OptionalInt.of(value) : OptionalInt.empty();
        }
        if (kind == Builtin.OPTIONAL_LONG) {
            long value = source.getLong();
            return isPresent ? OptionalLong.of(value) : OptionalLong.empty();
        }
        double value = source.getDouble();
        return isPresent ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    private Object readTime(ByteSource source) throws IOException {
        return switch (kind) {
            case DATE -> new Date(source.getLong());
            case LOCAL_DATE -> LocalDate.ofEpochDay(source.getLong());
            case LOCAL_TIME -> LocalTime.ofNanoOfDay(source.getLong());
            case LOCAL_DATE_TIME -> getDateTime(source);
            case INSTANT -> Instant.ofEpochSecond(source.getLong(), source.getInt());
            case DURATION -> Duration.ofSeconds(source.getLong(), source.getInt());
            case PERIOD -> Period.of(source.getInt(), source.getInt(), source.getInt());
            case ZONE_OFFSET -> ZoneOffset.ofTotalSeconds(source.getInt());
            case ZONED_DATE_TIME -> {
                LocalDateTime local = getDateTime(source);
                ZoneOffset offset = ZoneOffset.ofTotalSeconds(source.getInt());
                yield ZonedDateTime.ofLocal(local, ZoneId.of(source.getString()), offset);
            }
            case OFFSET_DATE_TIME ->
                    OffsetDateTime.of(
                            getDateTime(source), ZoneOffset.ofTotalSeconds(source.getInt()));
            default -> throw new AssertionError(kind);
        };
    }

    private static LocalDateTime getDateTime(ByteSource source) throws IOException {
        return LocalDateTime.of(
                LocalDate.ofEpochDay(source.getLong()), LocalTime.ofNanoOfDay(source.getLong()));
    }

    private static byte[] getBytes(Decoder in) throws IOException {
        byte[] bytes = new byte[in.readCount()];
        in.source().getBytes(bytes, 0, bytes.length);
        return bytes;
    }
}
