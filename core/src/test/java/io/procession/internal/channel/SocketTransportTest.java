package io.procession.internal.channel;

import io.procession.spi.Transport;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;

class SocketTransportTest {

    @Nested
    class UnixDomain extends TransportContract {

        @Override
        Echo open() throws Exception {
            return connect(DialBackListener.open(), /* answers= */ true);
        }

        @Override
        Echo openDeaf() throws Exception {
            return connect(DialBackListener.open(), /* answers= */ false);
        }
    }

    @Nested
    class Loopback extends TransportContract {

        @Override
        Echo open() throws Exception {
            return connect(DialBackListener.openLoopback(), /* answers= */ true);
        }

        @Override
        Echo openDeaf() throws Exception {
            return connect(DialBackListener.openLoopback(), /* answers= */ false);
        }
    }

    private static TransportContract.Echo connect(DialBackListener listener, boolean answers)
            throws Exception {
        Map<String, String> environment = listener.environment();
        CompletableFuture<Transport> worker =
                CompletableFuture.supplyAsync(
                        () -> dial(environment), TransportContract.OWN_THREAD);
        Transport parent = listener.accept(Duration.ofSeconds(10), () -> true);
        return new InProcessTransportTest.ThreadEcho(parent, worker.get(), answers);
    }

    static String get(Map<String, String> environment, String name) {
        return Objects.requireNonNull(environment.get(name), name);
    }

    private static Transport dial(Map<String, String> environment) {
        try {
            return DialBack.dial(
                    get(environment, DialBack.SOCKET), get(environment, DialBack.TOKEN));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
