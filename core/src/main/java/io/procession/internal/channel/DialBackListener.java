package io.procession.internal.channel;

import io.procession.spi.Transport;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where one worker dials its parent, once: a Unix-domain socket in a directory that only this user
 * can enter, or loopback TCP where there are none. Runs in the parent process; confined to one
 * thread, except {@link #close}.
 *
 * <pre>
 *   open ─► environment() into the worker's environment, start it ─► accept(deadline, isAlive) ─► close
 * </pre>
 *
 * Whoever connects without the token is hung up on, and the wait goes on. {@link #close} removes
 * the socket's file and directory.
 */
public final class DialBackListener implements Closeable {

    /**
     * A path must fit into the kernel's sockaddr_un: 108 bytes on Linux, 104 elsewhere, with a zero
     * at the end.
     */
    private static final int LONGEST_PATH = 100;

    /** How long somebody who connected may take to show the token. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** How often the wait looks whether the worker is still alive. */
    private static final Duration GLANCE = Duration.ofMillis(50);

    private final ServerSocketChannel server;
    private final @Nullable Path directory;
    private final String token = newToken();

    private DialBackListener(ServerSocketChannel server, @Nullable Path directory) {
        this.server = server;
        this.directory = directory;
    }

    /**
     * Listens on a Unix-domain socket if the system has them and the temporary directory's path is
     * short enough, else on loopback.
     */
    public static DialBackListener open() throws IOException {
        Path directory = privateDirectory();
        if (directory != null) {
            try {
                return new DialBackListener(
                        listen(UnixDomainSocketAddress.of(directory.resolve("s"))), directory);
            } catch (IOException | UnsupportedOperationException e) {
                Files.deleteIfExists(directory);
            }
        }
        return openLoopback();
    }

    /** Listens on a free TCP port of the loopback interface. */
    static DialBackListener openLoopback() throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        return new DialBackListener(listen(new InetSocketAddress(loopback, 0)), null);
    }

    /** What to add to the worker's environment. */
    public Map<String, String> environment() throws IOException {
        return Map.of(
                DialBack.SOCKET, DialBack.text(server.getLocalAddress()), DialBack.TOKEN, token);
    }

    /**
     * Waits for the worker, and closes this listener, whatever comes of it. Interrupts do not end
     * the wait; their flag is kept.
     *
     * @param isAlive whether the worker's process still runs: there is no point in waiting for a
     *     dead one
     * @throws IOException if it did not come in time, or died
     */
    public Transport accept(Duration deadline, BooleanSupplier isAlive) throws IOException {
        long end = System.nanoTime() + deadline.toNanos();
        try (this) {
            while (true) {
                await(server, SelectionKey.OP_ACCEPT, end, isAlive);
                SocketChannel guest = server.accept();
                if (guest != null && isWelcome(guest, end, isAlive)) {
                    return new SocketTransport(guest);
                }
            }
        }
    }

    /** Closes the listener, and removes the socket's file and directory. */
    @Override
    public void close() throws IOException {
        server.close();
        if (directory != null) {
            Files.deleteIfExists(directory.resolve("s"));
            Files.deleteIfExists(directory);
        }
    }

    private static ServerSocketChannel listen(SocketAddress address) throws IOException {
        ServerSocketChannel server =
                address instanceof InetSocketAddress
                        ? ServerSocketChannel.open()
                        : ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.configureBlocking(false);
            server.bind(address);
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static @Nullable Path privateDirectory() throws IOException {
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            return null; // its access cannot be restricted in one step
        }
        Path directory;
        try {
            directory =
                    Files.createTempDirectory(
                            "procession-",
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            return null; // the disk is full, or there is no such place
        }
        if (directory.toString().length() + 2 > LONGEST_PATH) {
            Files.delete(directory);
            return null;
        }
        return directory;
    }

    private static String newToken() {
        byte[] random = new byte[DialBack.TOKEN_LENGTH / 2];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** Whether a guest shows the token; one who does not is hung up on. */
    private boolean isWelcome(SocketChannel guest, long end, BooleanSupplier isAlive)
            throws IOException {
        guest.configureBlocking(false);
        ByteBuffer shown = ByteBuffer.allocate(DialBack.TOKEN_LENGTH);
        try {
            long patience = Math.min(end, System.nanoTime() + PATIENCE.toNanos());
            while (shown.hasRemaining() && guest.read(shown) >= 0) {
                if (shown.hasRemaining()) {
                    await(guest, SelectionKey.OP_READ, patience, isAlive);
                }
            }
        } catch (IOException e) {
            guest.close();
            return false;
        }
        if (!MessageDigest.isEqual(shown.array(), token.getBytes(StandardCharsets.US_ASCII))) {
            guest.close();
            return false;
        }
        return true;
    }

    private static void await(
            SelectableChannel channel, int operation, long end, BooleanSupplier isAlive)
            throws IOException {
        boolean interrupted = false;
        try (Selector selector = Selector.open()) {
            channel.register(selector, operation);
            while (selector.select(GLANCE.toMillis()) == 0) {
                interrupted |= Thread.interrupted();
                requireHope(end, isAlive);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void requireHope(long end, BooleanSupplier isAlive) throws IOException {
        if (!isAlive.getAsBoolean()) {
            throw new IOException("the worker died before it dialled back");
        }
        if (System.nanoTime() - end > 0) {
            throw new IOException("the worker did not dial back in time");
        }
    }
}
