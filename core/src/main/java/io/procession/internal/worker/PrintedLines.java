package io.procession.internal.worker;

import io.procession.internal.channel.Channel;
import io.procession.internal.wire.FrameType;
import io.procession.spi.Payload;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * What a worker prints to one of its standard streams, on its way to the parent: whole lines at
 * once, the rest when it is flushed or when the call ends. A flood is held back by the channel
 * alone.
 */
final class PrintedLines extends OutputStream {

    static final byte OUT = 1;
    static final byte ERR = 2;

    /** A line that is longer goes in parts. */
    private static final int LONGEST = 1 << 13;

    private final Channel channel;
    private final CurrentCall current;
    private final byte[] frame = new byte[1 + LONGEST]; // this and below: @GuardedBy("this")
    private int end = 1;

    PrintedLines(byte stream, Channel channel, CurrentCall current) {
        this.channel = channel;
        this.current = current;
        frame[0] = stream;
    }

    /** A stream for {@code System.setOut} or {@code setErr}; a task that closes it does no harm. */
    PrintStream asPrintStream() {
        return new PrintStream(this, /* autoFlush= */ false, StandardCharsets.UTF_8) {
            @Override
            public void close() {
                flush();
            }
        };
    }

    @Override
    public synchronized void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] source, int offset, int length) throws IOException {
        int from = offset;
        int limit = offset + length;
        while (from < limit) {
            int part = Math.min(limit - from, frame.length - end);
            System.arraycopy(source, from, frame, end, part);
            end += part;
            from += part;
            sendUpTo(lastCut(end - part));
        }
    }

    @Override
    public synchronized void flush() throws IOException {
        sendUpTo(end);
    }

    /**
     * Behind the last line end at or after {@code added}, or, if the frame is full without one,
     * behind its last whole character; else 1.
     */
    private int lastCut(int added) {
        for (int i = end - 1; i >= added; i--) {
            if (frame[i] == '\n') {
                return i + 1;
            }
        }
        return end < frame.length ? 1 : lastCharacterStart();
    }

    private int lastCharacterStart() {
        int cut = end - 1;
        while (cut > end - 4 && (frame[cut] & 0xc0) == 0x80) {
            cut--; // a byte that goes on with a character of UTF-8
        }
        return cut;
    }

    private void sendUpTo(int cut) throws IOException {
        if (cut <= 1) {
            return;
        }
        byte[] body = java.util.Arrays.copyOf(frame, cut);
        System.arraycopy(frame, cut, frame, 1, end - cut);
        end -= cut - 1;
        channel.send(FrameType.PRINTED, current.id(), Payload.of(body));
    }
}
