package io.procession.internal.launch;

import io.procession.spi.Transport;
import java.io.IOException;
import java.io.InputStream;

/** What comes over a transport, as a stream. */
final class TransportInput extends InputStream {

    private final Transport transport;

    TransportInput(Transport transport) {
        this.transport = transport;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return transport.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return length == 0 ? 0 : transport.read(target, offset, length);
    }
}
