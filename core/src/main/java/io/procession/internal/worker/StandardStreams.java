package io.procession.internal.worker;

import io.procession.internal.channel.Channel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The standard streams of a worker process: System.out and System.err as frames, System.in empty.
 */
final class StandardStreams {

    /** Leaves the streams of this process alone. */
    static final StandardStreams NONE = new StandardStreams(null, null);

    private final @Nullable PrintedLines out;
    private final @Nullable PrintedLines err;

    private StandardStreams(@Nullable PrintedLines out, @Nullable PrintedLines err) {
        this.out = out;
        this.err = err;
    }

    /** Replaces the streams of this process. */
    static StandardStreams install(Channel channel, CurrentCall current) {
        PrintedLines out = new PrintedLines(PrintedLines.OUT, channel, current);
        PrintedLines err = new PrintedLines(PrintedLines.ERR, channel, current);
        System.setOut(out.asPrintStream());
        System.setErr(err.asPrintStream());
        System.setIn(new ByteArrayInputStream(new byte[0]));
        return new StandardStreams(out, err);
    }

    /** Sends lines that were begun: a call's prints arrive before its answer. */
    void flush() throws IOException {
        if (out != null && err != null) {
            out.flush();
            err.flush();
        }
    }
}
