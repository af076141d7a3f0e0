package io.procession.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.procession.spi.Payload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damaged bases, and calls on them: refused, or read as something else, but never worse. */
class BaseHostileTest {

    private static final RestoringCodec CODEC = Calls.CODEC;

    @Test
    void damagedBaseOrCall_isRefused_orRead() throws Exception {
        int refused = 0;
        for (long seed = 1; seed <= 1000; seed++) {
            List<Object> shared = RandomGraph.build(seed);
            List<Object> own = RandomGraph.buildOn(shared, seed, 1000);
            EncodedBase base = CODEC.encodeBase(shared, own, "base");
            EncodedCall call =
                    Objects.requireNonNull(CODEC.encodeCall(base.base(), shared, own, "argument"));
            Random random = new Random(seed);
            boolean isBase = random.nextBoolean();
            try {
                BaseCopy copy =
                        CODEC.decodeBase(isBase ? damaged(base.payload(), random) : base.payload());
                CallCopy callCopy =
                        CODEC.decodeCall(
                                isBase ? call.payload() : damaged(call.payload(), random), copy);
                assertThat(CODEC.shadow(callCopy).known().size()).isNotNegative();
            } catch (IOException | ClassNotFoundException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(100, 1000);
    }

    private static Payload damaged(Payload payload, Random random) {
        byte[] bytes = Descriptor.bytes(payload);
        for (int i = 0; i <= random.nextInt(3); i++) {
            bytes[1 + random.nextInt(bytes.length - 1)] = (byte) random.nextInt(256);
        }
        return Payload.of(bytes);
    }

    @Test
    void truncatedBaseOrCall_isRefused() throws Exception {
        List<Object> shared = new ArrayList<>(List.of("a", new int[3]));
        EncodedBase base = CODEC.encodeBase(shared, null, "base");
        EncodedCall call =
                Objects.requireNonNull(
                        CODEC.encodeCall(base.base(), new Object[] {shared}, "b", "argument"));
        BaseCopy copy = CODEC.decodeBase(base.payload());
        byte[] bytes = Descriptor.bytes(base.payload());
        for (int i = 0; i < bytes.length; i++) {
            Payload part = Payload.of(Arrays.copyOf(bytes, i));
            assertThatThrownBy(() -> CODEC.decodeBase(part)).isInstanceOf(IOException.class);
        }
        byte[] ofCall = Descriptor.bytes(call.payload());
        for (int i = 0; i < ofCall.length; i++) {
            Payload part = Payload.of(Arrays.copyOf(ofCall, i));
            assertThatThrownBy(() -> CODEC.decodeCall(part, copy)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void call_asAnotherKind_isRefused() throws Exception {
        List<Object> shared = new ArrayList<>(List.of("a"));
        EncodedBase base = CODEC.encodeBase(shared, null, "base");
        EncodedCall onBase =
                Objects.requireNonNull(CODEC.encodeCall(base.base(), shared, null, "argument"));
        assertThatThrownBy(() -> CODEC.decodeCall(onBase.payload()))
                .isInstanceOf(IOException.class)
                .hasMessage("of another kind: format=99, wanted=67");
        assertThatThrownBy(() -> CODEC.decodeBase(onBase.payload()))
                .isInstanceOf(IOException.class);
        BaseCopy other = CODEC.decodeBase(CODEC.encodeBase(null, null, "base").payload());
        assertThatThrownBy(() -> CODEC.decodeCall(onBase.payload(), other))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("unknown object");
    }
}
