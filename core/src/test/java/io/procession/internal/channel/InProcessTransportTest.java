package io.procession.internal.channel;

import io.procession.spi.Transport;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

class InProcessTransportTest extends TransportContract {

    @Override
    Echo open() {
        InProcessTransport.Pair pair = InProcessTransport.open();
        return new ThreadEcho(pair.parent(), pair.worker(), /* answers= */ true);
    }

    @Override
    Echo openDeaf() {
        InProcessTransport.Pair pair = InProcessTransport.open();
        return new ThreadEcho(pair.parent(), pair.worker(), /* answers= */ false);
    }

    /** An echo that is a thread of this process, at the other end of any transport. */
    static final class ThreadEcho implements Echo {

        private final Transport transport;
        private final Transport other;
        private final CompletableFuture<Void> answering;

        ThreadEcho(Transport transport, Transport other, boolean answers) {
            this.transport = transport;
            this.other = other;
            this.answering =
                    answers
                            ? CompletableFuture.runAsync(this::answer, OWN_THREAD)
                            : CompletableFuture.completedFuture(null);
        }

        private void answer() {
            byte[] buffer = new byte[1 << 16];
            try {
                for (int count; (count = other.read(buffer, 0, buffer.length)) >= 0; ) {
                    other.write(buffer, 0, count);
                }
            } catch (IOException e) {
                return; // the test has closed an end
            } finally {
                other.close();
            }
        }

        @Override
        public Transport transport() {
            return transport;
        }

        @Override
        public void closeOtherEnd() {
            other.close();
        }

        @Override
        public void close() {
            transport.close();
            other.close();
            answering.join();
        }
    }
}
