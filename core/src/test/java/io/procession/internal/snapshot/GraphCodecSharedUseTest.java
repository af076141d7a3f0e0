package io.procession.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.procession.internal.wire.ByteSource;
import io.procession.spi.Codec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** One codec used by many threads, and together with codecs of the user. */
class GraphCodecSharedUseTest {

    record Row(int id, String name, List<Integer> parts) {}

    /** Adds 5 to what is sent, and multiplies by 7 what comes back. */
    static final class Numbers implements Codec {
        @Override
        public boolean handles(Class<?> type) {
            return type == Integer.class;
        }

        @Override
        public void encode(Object value, DataOutput out, Direction direction) throws IOException {
            int number = (Integer) value;
            out.writeInt(direction == Direction.CALL ? number + 5 : number * 7);
        }

        @Override
        public Object decode(Class<?> type, DataInput in, Direction direction) throws IOException {
            return in.readInt();
        }
    }

    /** Reads less than it wrote. */
    static final class Careless implements Codec {
        @Override
        public boolean handles(Class<?> type) {
            return type == Thread.class;
        }

        @Override
        public void encode(Object value, DataOutput out, Direction direction) throws IOException {
            out.writeUTF("a thread");
        }

        @Override
        public Object decode(Class<?> type, DataInput in, Direction direction) {
            return "nothing read";
        }
    }

    @Test
    void travel_inEightThreads_isRightInEach() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Boolean>> all = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                int thread = t;
                all.add(threads.submit(() -> travelMany(thread)));
            }
            for (Future<Boolean> each : all) {
                assertThat(each.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static boolean travelMany(int thread) throws Exception {
        for (int i = 0; i < 2_000; i++) {
            Row row = new Row(i, "t" + thread, List.of(i, thread));
            if (!Codecs.travel(row).equals(row)) {
                return false;
            }
        }
        return true;
    }

    @Test
    void travel_withACodecOfTheUser_goesByIt() throws Exception {
        GraphCodec codec = Codecs.with(List.of(new Numbers()));
        Object sent = pass(codec, 1, Codec.Direction.CALL);
        assertThat(sent).isEqualTo(6);
        assertThat(pass(codec, sent, Codec.Direction.RESULT)).isEqualTo(42);
        assertThat(pass(codec, List.of(1, "a", Map.of("k", 2)), Codec.Direction.CALL))
                .isEqualTo(List.of(6, "a", Map.of("k", 7)));
        assertThat(Codecs.travel(1)).isEqualTo(1);
    }

    @Test
    void travel_objectOfAUsersCodec_keepsItsIdentity() throws Exception {
        GraphCodec codec = Codecs.with(List.of(new Numbers()));
        Integer number = 5_000;
        Object[] back = (Object[]) pass(codec, new Object[] {number, number}, Codec.Direction.CALL);
        assertThat(back[1]).isSameAs(back[0]).isEqualTo(5_005);
    }

    @Test
    void decode_codecThatLeavesBytes_isToldSo() {
        GraphCodec codec = Codecs.with(List.of(new Careless()));
        assertThatThrownBy(() -> pass(codec, Thread.currentThread(), Codec.Direction.CALL))
                .hasMessageContaining("codec must read all that it wrote")
                .hasMessageContaining("left=9 bytes");
    }

    @Test
    void encode_codecThatFails_isRefusedWithThePath() {
        Codec failing =
                new Codec() {
                    @Override
                    public boolean handles(Class<?> type) {
                        return type == Thread.class;
                    }

                    @Override
                    public void encode(Object value, DataOutput out, Direction direction)
                            throws IOException {
                        throw new IOException("no way");
                    }

                    @Override
                    public Object decode(Class<?> type, DataInput in, Direction direction) {
                        return "";
                    }
                };
        GraphCodec codec = Codecs.with(List.of(failing));
        assertThatThrownBy(() ->
                        codec.encode(
                                List.of(1, Thread.currentThread()), Codec.Direction.CALL, "list"))
                .isInstanceOf(CannotTravelException.class)
                .hasMessage(
                        "list[1] is a java.lang.Thread; it could not be captured: java.io.IOException: no way");
    }

    private static Object pass(GraphCodec codec, Object value, Codec.Direction direction)
            throws Exception {
        ByteSource bytes = new ByteSource(codec.encode(value, direction, "value"));
        return Objects.requireNonNull(codec.decode(bytes, direction));
    }
}
