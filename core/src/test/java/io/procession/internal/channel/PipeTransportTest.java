package io.procession.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.spi.Transport;
import java.io.IOException;
import java.util.function.Function;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Over the pipes of a real child process. */
@DisabledOnOs(OS.WINDOWS)
class PipeTransportTest {

    @Nested
    class ToProcess extends TransportContract {

        @Override
        Echo open() throws IOException {
            return new ChildEcho(PipeTransport::toProcess, "cat");
        }

        @Override
        Echo openDeaf() throws IOException {
            return new ChildEcho(PipeTransport::toProcess, "sleep", "60");
        }
    }

    /** The pipes are at descriptors 3 and 4, and are opened anew after the first bytes. */
    @Nested
    class ToWorker extends TransportContract {

        @Override
        Echo open() throws IOException {
            Echo echo = new ChildEcho(PipeTransport::toWorker, "/bin/sh", "-c", "exec 3<&0 4>&1 </dev/null >&2; echo >&4; exec cat <&3 >&4");
            assertThat(echo.transport().read(new byte[1 << 13], 0, 1 << 13)).isEqualTo(1);
            return echo;
        }

        @Override
        Echo openDeaf() throws IOException {
            return new ChildEcho(PipeTransport::toWorker, "/bin/sh", "-c", "exec sleep 60 3<&0 4>&1 0</dev/null 1>&2");
        }
    }

    private static final class ChildEcho implements TransportContract.Echo {

        private final Process process;
        private final Transport transport;

        ChildEcho(Function<Process, Transport> connect, String... command) throws IOException {
            process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            transport = connect.apply(process);
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
