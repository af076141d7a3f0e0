package io.procession.internal.shm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;

/**
 * A whole file in memory, as buffers that begin every {@link #CHUNK} bytes, since a buffer holds at
 * most 2 GB. Any thread may use the buffers.
 *
 * <p>On JDK 22 and later the file is mapped by an {@code Arena}, which unmaps it when it is closed;
 * before, the collector does that, at some time.
 */
final class Mapping {

    /** Where the next buffer begins, as a power of two. */
    static final int CHUNK_BITS = 30;

    static final long CHUNK = 1L << CHUNK_BITS;

    /** Each buffer reaches into the next one, so that a view may begin anywhere. */
    private static final long LONGEST = 2 * CHUNK - 2 * Long.BYTES;

    private final ByteBuffer[] chunks;
    private final Runnable unmap;

    private Mapping(ByteBuffer[] chunks, Runnable unmap) {
        this.chunks = chunks;
        this.unmap = unmap;
    }

    /** Maps a file; {@code explicit}: to be unmapped by {@link #unmap}, where that is possible. */
    static Mapping of(FileChannel file, long bytes, boolean explicit) throws IOException {
        ByteBuffer[] chunks = new ByteBuffer[(int) ((bytes + CHUNK - 1) >>> CHUNK_BITS)];
        if (Arenas.AVAILABLE) {
            Arenas.Mapped mapped = Arenas.map(file, bytes, explicit);
            for (int i = 0; i < chunks.length; i++) {
                chunks[i] = mapped.slice(i * CHUNK, Math.min(LONGEST, bytes - i * CHUNK));
            }
            return new Mapping(ordered(chunks), mapped::close);
        }
        for (int i = 0; i < chunks.length; i++) {
            MappedByteBuffer chunk =
                    file.map(MapMode.READ_WRITE, i * CHUNK, Math.min(LONGEST, bytes - i * CHUNK));
            chunks[i] = chunk;
        }
        return new Mapping(ordered(chunks), () -> {});
    }

    private static ByteBuffer[] ordered(ByteBuffer[] chunks) {
        for (ByteBuffer chunk : chunks) {
            chunk.order(ByteOrder.nativeOrder());
        }
        return chunks;
    }

    /** The buffers, in order; their positions and limits must not be changed. */
    ByteBuffer[] chunks() {
        return chunks;
    }

    /** Gives the memory back, where that can be done at once; access fails from then on. */
    void unmap() {
        unmap.run();
    }
}
