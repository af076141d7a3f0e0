package io.procession.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.spi.Transport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Over the pipes of a real child process. */
@EnabledOnOs(OS.LINUX)
@Timeout(
        value = 60,
        threadMode =
                Timeout.ThreadMode.SEPARATE_THREAD) // a read from a pipe does not heed interrupts
class ProcessTransportTest {

    /** Nothing can be opened anew: the streams of the Process serve to the end. */
    @Nested
    class WithoutDescriptors extends TransportContract {

        @Override
        Echo open() throws IOException {
            return new ChildEcho("cat");
        }

        @Override
        Echo openDeaf() throws IOException {
            return new ChildEcho("sleep", "60");
        }
    }

    /** The pipes are at descriptors 3 and 4, and are opened anew after the first bytes. */
    @Nested
    class ToWorker extends TransportContract {

        @Override
        Echo open() throws IOException {
            Echo echo =
                    new ChildEcho(
                            "/bin/sh",
                            "-c",
                            "exec 3<&0 4>&1 </dev/null >&2; echo >&4; exec cat <&3 >&4");
            assertThat(echo.transport().read(new byte[1 << 13], 0, 1 << 13)).isEqualTo(1);
            return echo;
        }

        @Test
        void canRead_onceBytesHaveCome() throws Exception {
            try (Echo echo = open()) {
                Transport transport = echo.transport();
                assertThat(transport.canRead()).isFalse();
                transport.write(new byte[3], 0, 3);
                Awaitility.await().until(transport::canRead);
                assertThat(transport.read(new byte[10], 0, 10)).isEqualTo(3);
                assertThat(transport.canRead()).isFalse();
            }
        }

        @Override
        Echo openDeaf() throws IOException {
            return new ChildEcho("/bin/sh", "-c", "exec sleep 60 3<&0 4>&1 0</dev/null 1>&2");
        }
    }

    @Test
    void read_whileTheStreamIsOpenedAnew_losesNothing() throws Exception {
        for (int round = 0; round < 20; round++) {
            Process process =
                    new ProcessBuilder(
                                    "/bin/sh",
                                    "-c",
                                    "exec 3<&0 4>&1 </dev/null >&2; seq 1 50000 >&4; exec cat <&3")
                            .start();
            Transport transport =
                    new ProcessTransport(process, process.toHandle()::destroyForcibly);
            awaitFull(process);
            StringBuilder expected = new StringBuilder();
            for (int i = 1; i <= 50_000; i++) {
                expected.append(i).append('\n');
            }
            byte[] read =
                    TransportContract.readFully(transport, expected.length(), /* atOnce= */ 70_000);
            assertThat(new String(read, StandardCharsets.US_ASCII)).isEqualTo(expected.toString());
            transport.close();
            process.toHandle().destroyForcibly();
            process.onExit().join();
        }
    }

    /** A first read then gets less than it asks for, and finds more. */
    private static void awaitFull(Process process) throws IOException {
        while (process.getInputStream().available() < 1 << 16) {
            Thread.onSpinWait();
        }
    }

    private static final class ChildEcho implements TransportContract.Echo {

        private final Process process;
        private final Transport transport;

        ChildEcho(String... command) throws IOException {
            process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            transport = new ProcessTransport(process, process.toHandle()::destroyForcibly);
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
