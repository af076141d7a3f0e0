package io.procession.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.procession.internal.wire.ByteSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damaged outcomes: refused, or read as something else, but never worse than that. */
class RestoreHostileTest {

    @Test
    void damagedOutcome_isRefused_orApplied() throws Exception {
        int refused = 0;
        for (long seed = 1; seed <= 2000; seed++) {
            List<Object> own = RandomGraph.build(seed);
            EncodedCall call = Calls.CODEC.encodeCall(own, null, "argument");
            byte[] bytes = outcome(call, seed);
            Random random = new Random(seed);
            for (int i = 0; i <= random.nextInt(3); i++) {
                bytes[1 + random.nextInt(bytes.length - 1)] = (byte) random.nextInt(256);
            }
            try {
                ByteSource source = new ByteSource(bytes, 0, bytes.length);
                Calls.CODEC.decodeOutcome(source, call.originals()).apply();
            } catch (IOException | ClassNotFoundException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(200, 2000);
    }

    @Test
    void truncatedOutcome_changesNothing() throws Exception {
        List<Object> own = new ArrayList<>(List.of("a", new ArrayList<>()));
        EncodedCall call = Calls.CODEC.encodeCall(own, null, "argument");
        CallCopy copy = Calls.CODEC.decodeCall(call.payload());
        Shadow shadow = Calls.CODEC.shadow(copy);
        @SuppressWarnings("unchecked")
        List<Object> argument = (List<Object>) Objects.requireNonNull(copy.mayChange());
        argument.set(0, "b");
        argument.add(argument);
        byte[] bytes = Descriptor.bytes(Calls.CODEC.encodeReturned(shadow, "result"));
        for (int length = 0; length < bytes.length; length++) {
            ByteSource source = new ByteSource(bytes, 0, length);
            assertThatThrownBy(() -> Calls.CODEC.decodeOutcome(source, call.originals()))
                    .isInstanceOf(IOException.class);
            assertThat(own).hasSize(2).startsWith("a");
        }
    }

    @SuppressWarnings("unchecked")
    private static byte[] outcome(EncodedCall call, long seed) throws Exception {
        CallCopy copy = Calls.CODEC.decodeCall(call.payload());
        Shadow shadow = Calls.CODEC.shadow(copy);
        Object result;
        try {
            result =
                    RandomGraph.change(
                            (List<Object>) Objects.requireNonNull(copy.mayChange()), seed, 1000);
        } catch (IllegalStateException e) {
            return Descriptor.bytes(Calls.CODEC.encodeThrown(shadow, e));
        }
        return Descriptor.bytes(Calls.CODEC.encodeReturned(shadow, result));
    }
}
