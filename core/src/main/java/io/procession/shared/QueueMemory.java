package io.procession.shared;

import io.procession.internal.broker.Home;
import io.procession.internal.shm.SharedFile;
import io.procession.spi.Payload;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a {@link SharedQueue} in a file that its processes have mapped: a ring of
 * records, and one word by which a process has it for itself for a moment.
 *
 * <pre>
 *   0                         limit                       RING
 *   +---------+- - - - - - - -+- - - - - - - - - - - - - -+--------+--------+--------+
 *   | record  | record  ...   |  a hole: not to be touched|  word  | head 0 | head 1 |
 *   +---------+- - - - - - - -+- - - - - - - - - - - - - -+--------+--------+--------+
 *
 *   record:  i32 length, i32 0, i64 number, the bytes, up to a multiple of 8; runs on from the limit to 0
 *   word:    bits 16..63 version, bits 0..15 number of the process that has it, 0 if none
 *   head:    8 x i64, see QueueHead; the valid one is that of the version's lowest bit
 * </pre>
 *
 * <p>All is in the byte order of the machine. Thread-safe only as said; nothing here blocks.
 */
/*
 * free, v  -> held, v    tryLock   compare-and-set, acquire
 * held, v  -> free, v+1  commit    one write, release: what was written to the other head, and to free bytes of the ring, is valid from now on
 * held, v  -> free, v    abandon   nothing has happened; also done by the owner for a process that has died
 *
 * So a process that is killed anywhere in between has done all or nothing, and nothing must be repaired. Whoever holds the word
 * may write the head that is not valid, and bytes of the ring that belong to no record of the valid one: never anything else,
 * but for the owner, whose death ends the queue.
 */
final class QueueMemory {

    /** The number of the process that made it. */
    static final int OWNER = 1;

    /** The greatest number of a process. */
    static final int MOST_NUMBER = 0xffff;

    /** The most that a ring can have. */
    static final long RING = 16 << 20;

    /** A longer element is kept by the owner: nobody should wait while so much is copied. */
    static final long LONGEST = 1 << 16;

    private static final long FIRST_LIMIT = 12 << 10;
    private static final int HEADS = (int) RING + 128;
    private static final int HEAD_BYTES = 8 * Long.BYTES;
    private static final int WORD = (int) RING;
    private static final int END_BYTES = 4 << 10; // the word and the heads, a page
    private static final int RECORD = 2 * Long.BYTES;
    private static final int NUMBER_BITS = 16;

    private static final VarHandle LONGS =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    // For tests: what is called at these points of every operation, with the word held but for the
    // last.
    static final int LOCKED = 0;
    static final int HALF_WRITTEN = 1;
    static final int WRITTEN = 2;
    static final int COMMITTED = 3;
    static @Nullable IntConsumer probe;

    private final SharedFile file;
    private final ByteBuffer memory;
    private final int number;

    private QueueMemory(SharedFile file, int number) {
        this.file = file;
        this.memory = file.chunks()[0];
        this.number = number;
    }

    /** A new one, empty; null where there is no room for it. Runs in the owner. */
    static @Nullable QueueMemory create() throws IOException {
        Home.hasOtherWay();
        SharedFile file = SharedFile.createSparse(RING + END_BYTES, END_BYTES);
        if (file == null) {
            return null;
        }
        if (!file.reserve(0, FIRST_LIMIT)) {
            file.close();
            return null;
        }
        QueueMemory made = new QueueMemory(file, OWNER);
        made.memory.putLong(HEADS + 7 * Long.BYTES, FIRST_LIMIT);
        return made;
    }

    /**
     * The owner's.
     *
     * @param number what the owner calls this process
     */
    static QueueMemory open(Path path, int number) throws IOException {
        Home.hasOtherWay();
        return new QueueMemory(SharedFile.openApart(path, RING + END_BYTES), number);
    }

    SharedFile file() {
        return file;
    }

    // The word.

    private long word() {
        return (long) LONGS.getAcquire(memory, WORD);
    }

    /** Takes the word for the calling thread, if it is free. */
    boolean tryLock() {
        long seen = word();
        boolean taken =
                (seen & MOST_NUMBER) == 0 && LONGS.compareAndSet(memory, WORD, seen, seen | number);
        if (taken && probe != null) {
            probe.accept(LOCKED);
        }
        return taken;
    }

    /** The number of the process that has the word; 0 if none. */
    int holder() {
        return (int) (word() & MOST_NUMBER);
    }

    /** Takes the word from a process that has died. Runs in the owner. */
    void free(int dead) {
        long seen = word();
        if ((seen & MOST_NUMBER) == dead) {
            LONGS.compareAndSet(memory, WORD, seen, seen - dead);
        }
    }

    /** Changes whenever something is done to it. */
    long version() {
        return word() >>> NUMBER_BITS;
    }

    // The head.

    /** What is valid. By the holder of the word. */
    QueueHead head() {
        return read(version());
    }

    private QueueHead read(long version) {
        int at = headAt(version);
        QueueHead head = new QueueHead();
        head.first = memory.getLong(at);
        head.used = memory.getLong(at + 8);
        head.count = memory.getLong(at + 16);
        head.behind = memory.getLong(at + 24);
        head.lastNumber = memory.getLong(at + 32);
        head.unfinished = memory.getLong(at + 40);
        head.flags = memory.getLong(at + 48);
        head.limit = memory.getLong(at + 56);
        return head;
    }

    private static int headAt(long version) {
        return HEADS + (int) (version & 1) * HEAD_BYTES;
    }

    /** What is valid at this moment, by anybody. */
    QueueHead look() {
        for (; ; ) {
            long version = version();
            QueueHead head = read(version);
            VarHandle.acquireFence(); // it was not written to while it was read
            if (version() == version) {
                return head;
            }
            Thread.onSpinWait();
        }
    }

    /** Makes a head, and what was written to the ring, valid, and lets go of the word. */
    void commit(QueueHead head) {
        long next = version() + 1;
        int at = headAt(next);
        memory.putLong(at, head.first);
        memory.putLong(at + 8, head.used);
        memory.putLong(at + 16, head.count);
        memory.putLong(at + 24, head.behind);
        if (probe != null) {
            probe.accept(WRITTEN);
        }
        memory.putLong(at + 32, head.lastNumber);
        memory.putLong(at + 40, head.unfinished);
        memory.putLong(at + 48, head.flags);
        memory.putLong(at + 56, head.limit);
        LONGS.setRelease(memory, WORD, next << NUMBER_BITS);
        if (probe != null) {
            probe.accept(COMMITTED);
        }
    }

    /** Lets go of the word: nothing has happened. */
    void abandon() {
        LONGS.setRelease(memory, WORD, version() << NUMBER_BITS);
    }

    // Records. All by the holder of the word; what they change is the copy of the head.

    private static long recordBytes(long length) {
        return RECORD + (length + 7 & ~7L);
    }

    /** Whether there is room for an element, as the ring is. */
    static boolean fits(QueueHead head, long length) {
        return head.used + recordBytes(length) <= head.limit;
    }

    /** Adds an element as the last one; it must fit. */
    void append(QueueHead head, long elementNumber, Payload value) {
        long at = wrapped(head, head.first + head.used);
        write(head, at, elementNumber, value);
        head.used += recordBytes(value.length());
        head.count++;
    }

    /** Adds an element before the first; it must fit. Runs in the owner. */
    void prepend(QueueHead head, long elementNumber, Payload value) {
        long at = wrapped(head, head.first - recordBytes(value.length()) + head.limit);
        write(head, at, elementNumber, value);
        head.first = at;
        head.used += recordBytes(value.length());
        head.count++;
    }

    private void write(QueueHead head, long start, long elementNumber, Payload value) {
        memory.putLong((int) start, value.length());
        if (probe != null) {
            probe.accept(HALF_WRITTEN);
        }
        memory.putLong((int) wrapped(head, start + Long.BYTES), elementNumber);
        long at = wrapped(head, start + RECORD);
        for (int i = 0; i < value.chunkCount(); i++) {
            int length = value.chunkLength(i);
            int before = (int) Math.min(length, head.limit - at);
            memory.put((int) at, value.chunk(i), 0, before);
            memory.put(0, value.chunk(i), before, length - before);
            at = wrapped(head, at + length);
        }
    }

    private static long wrapped(QueueHead head, long at) {
        return at >= head.limit ? at - head.limit : at;
    }

    /** The number of the first element; there must be one. */
    long firstNumber(QueueHead head) {
        return memory.getLong((int) wrapped(head, head.first + Long.BYTES));
    }

    /** A copy of the first element; there must be one. */
    Payload first(QueueHead head) {
        int length = (int) memory.getLong((int) head.first);
        byte[] bytes = new byte[length];
        long at = wrapped(head, head.first + RECORD);
        int before = (int) Math.min(length, head.limit - at);
        memory.get((int) at, bytes, 0, before);
        memory.get(0, bytes, before, length - before);
        return Payload.of(bytes);
    }

    /** Removes the first element. */
    void removeFirst(QueueHead head) {
        long length = recordBytes(memory.getLong((int) head.first));
        head.used -= length;
        head.count--;
        // an empty ring begins anew, with bytes that the processor has at hand
        head.first = head.used == 0 ? 0 : wrapped(head, head.first + length);
    }

    /** Makes memory of more of the file; false if there is no room. Without the word. Blocks. */
    boolean reserve(long limit, long newLimit) throws IOException {
        return file.reserve(limit, newLimit);
    }

    /** Has the ring reach to a limit that is reserved. Runs in the owner. */
    void extend(QueueHead head, long newLimit) {
        long end = head.first + head.used;
        if (end > head.limit) { // what lies at 0 runs on at the old limit
            int length = (int) (end - head.limit);
            memory.put((int) head.limit, memory, 0, length);
        }
        head.limit = newLimit;
    }
}
