package io.procession.internal.channel;

import io.procession.spi.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * How a worker finds its parent: by descriptors 3 and 4, or, where {@link #SOCKET} says so, over a
 * socket that it dials, on which it first sends a token that only its parent can have given to it.
 *
 * <p>All comes by environment variables, never on the command line, which every user of the machine
 * can read. A child of the worker may inherit them: they are of no use to it, since the token is
 * accepted once.
 */
public final class DialBack {

    /**
     * The address to dial: a path (Unix-domain) or {@code 127.0.0.1:port}. Unset: pipes at
     * descriptors 3 and 4.
     */
    public static final String SOCKET = "PROCESSION_SOCKET";

    /** What to send first: 32 characters of ASCII. */
    public static final String TOKEN = "PROCESSION_TOKEN";

    /** The parent process: {@code pid:startMillis}, for the worker's watch over it. */
    public static final String PARENT = "PROCESSION_PARENT";

    /** How many bytes a token has. */
    static final int TOKEN_LENGTH = 32;

    private static final String LOOPBACK = "127.0.0.1:";

    private DialBack() {}

    /** The worker's end. Runs in the worker process. */
    public static Transport toParent() throws IOException {
        String socket = System.getenv(SOCKET);
        return socket == null ? PipeTransport.open() : dial(socket, System.getenv(TOKEN));
    }

    /** Connects, and shows the token. */
    static Transport dial(String socket, @Nullable String token) throws IOException {
        if (token == null) {
            throw new IOException(
                    "the worker has no token: "
                            + TOKEN
                            + " is not set beside "
                            + SOCKET
                            + "="
                            + socket);
        }
        SocketTransport transport = new SocketTransport(SocketChannel.open(address(socket)));
        byte[] bytes = token.getBytes(StandardCharsets.US_ASCII);
        transport.write(bytes, 0, bytes.length);
        return transport;
    }

    /** How an address is told to the worker. */
    static String text(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? LOOPBACK + inet.getPort()
                : address.toString();
    }

    private static SocketAddress address(String text) throws IOException {
        if (!text.startsWith(LOOPBACK)) {
            return UnixDomainSocketAddress.of(text);
        }
        int port = Integer.parseInt(text.substring(LOOPBACK.length()));
        return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    }
}
