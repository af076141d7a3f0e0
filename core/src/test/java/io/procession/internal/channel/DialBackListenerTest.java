package io.procession.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.procession.spi.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Timeout(30)
@DisabledOnOs(OS.WINDOWS)
class DialBackListenerTest {

    @Test
    void accept_removesTheSocketAndItsDirectory() throws Exception {
        DialBackListener listener = DialBackListener.open();
        Path socket = Path.of(SocketTransportTest.get(listener.environment(), DialBack.SOCKET));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())))
                .isEqualTo("rwx------");
        CompletableFuture<Transport> worker =
                dial(
                        socket.toString(),
                        SocketTransportTest.get(listener.environment(), DialBack.TOKEN));
        Transport parent = listener.accept(Duration.ofSeconds(10), () -> true);
        assertThat(socket.getParent()).doesNotExist();
        worker.get().close();
        parent.close();
    }

    @Test
    void accept_ofAWrongToken_hangsUpAndWaitsOn() throws Exception {
        DialBackListener listener = DialBackListener.open();
        String socket = SocketTransportTest.get(listener.environment(), DialBack.SOCKET);
        CompletableFuture<Transport> impostor = dial(socket, "0".repeat(DialBack.TOKEN_LENGTH));
        CompletableFuture<Integer> answer =
                impostor.thenApplyAsync(
                        DialBackListenerTest::readOne, TransportContract.OWN_THREAD);
        CompletableFuture<Transport> worker =
                answer.thenCompose(ignored -> tokenOf(listener, socket));
        Transport parent = listener.accept(Duration.ofSeconds(10), () -> true);
        assertThat(answer.get()).isEqualTo(-1);
        parent.write(new byte[] {5}, 0, 1);
        byte[] read = new byte[1];
        assertThat(worker.get().read(read, 0, 1)).isEqualTo(1);
        assertThat(read).containsExactly(5);
        impostor.get().close();
        worker.get().close();
        parent.close();
    }

    @Test
    void accept_whenNobodyComesInTime_throwsAndLeavesNothing() throws Exception {
        DialBackListener listener = DialBackListener.open();
        Path socket = Path.of(SocketTransportTest.get(listener.environment(), DialBack.SOCKET));
        assertThatThrownBy(() -> listener.accept(Duration.ofMillis(100), () -> true))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("did not dial back in time");
        assertThat(socket.getParent()).doesNotExist();
    }

    @Test
    void accept_whenTheWorkerDies_throwsBeforeTheDeadline() throws Exception {
        DialBackListener listener = DialBackListener.openLoopback();
        assertThatThrownBy(() -> listener.accept(Duration.ofHours(1), () -> false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("died before it dialled back");
    }

    @Test
    void accept_byAnInterruptedThread_waitsAndKeepsTheFlag() throws Exception {
        DialBackListener listener = DialBackListener.open();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> listener.accept(Duration.ofMillis(100), () -> true))
                .hasMessageContaining("did not dial back in time");
        assertThat(Thread.interrupted()).isTrue();
    }

    private static CompletableFuture<Transport> tokenOf(DialBackListener listener, String socket) {
        try {
            return dial(socket, SocketTransportTest.get(listener.environment(), DialBack.TOKEN));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static int readOne(Transport transport) {
        try {
            return transport.read(new byte[1], 0, 1);
        } catch (IOException e) {
            return -1; // the connection was reset: hung up on, too
        }
    }

    private static CompletableFuture<Transport> dial(String socket, String token) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return DialBack.dial(socket, token);
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                },
                TransportContract.OWN_THREAD);
    }
}
