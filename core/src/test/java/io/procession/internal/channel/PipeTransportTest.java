package io.procession.internal.channel;

import io.procession.spi.Transport;
import java.io.IOException;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Over the pipes of a real child process. */
@DisabledOnOs(OS.WINDOWS)
class PipeTransportTest extends TransportContract {

    @Override
    Echo open() throws IOException {
        return new ChildEcho(new ProcessBuilder("cat"));
    }

    @Override
    Echo openDeaf() throws IOException {
        return new ChildEcho(new ProcessBuilder("sleep", "60"));
    }

    private static final class ChildEcho implements Echo {

        private final Process process;
        private final Transport transport;

        ChildEcho(ProcessBuilder command) throws IOException {
            process = command.start();
            transport = PipeTransport.toProcess(process);
        }

        @Override
        public Transport transport() {
            return transport;
        }

        @Override
        public void closeOtherEnd() {
            process.toHandle().destroyForcibly();
            process.onExit().join();
        }

        @Override
        public void close() {
            transport.close();
            process.toHandle().destroyForcibly();
            process.onExit().join();
        }
    }
}
