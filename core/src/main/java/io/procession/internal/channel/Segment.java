package io.procession.internal.channel;

import io.procession.internal.shm.SharedFile;
import io.procession.internal.wire.SegmentOffer;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A mapped file through which the large bodies of one direction go, slot by slot.
 *
 * <pre>
 *   0             8          4096           4096 + slotBytes
 *   +-------------+- - - - - +--------------+--------------+- - - - -
 *   | given back  |  unused  |    slot 0    |    slot 1    |   ...
 *   |    i64      |          |              |              |
 *   +-------------+- - - - - +--------------+--------------+- - - - -
 * </pre>
 *
 * <p>Slots are used in turn. The sender counts those that it has filled, and tells of each in a
 * frame; the receiver counts in the file those that it has emptied. Numbers are in native order:
 * both sides are processes of one machine.
 *
 * <p>The parent owns it: it makes the file, removes its name when the worker has mapped it, and
 * unmaps it when the channel closes. {@link #close} is for any thread; whoever is at the memory
 * then is the last.
 */
final class Segment {

    /** How many slots there are. More of them, or longer ones, were not measurably faster. */
    static final int SLOTS = 4;

    /** The length of a slot: all slots together stay in the processor's caches. */
    static final int SLOT_BYTES = 1 << 18;

    private static final int GIVEN_BACK = 0;
    private static final int FIRST_SLOT = 1 << 12;

    private final SharedFile file;
    private final ByteBuffer memory;
    private final int slots;
    private final int slotBytes;
    private final ReentrantLock access = new ReentrantLock(); // its holder is at the memory
    private volatile boolean closed;

    private Segment(SharedFile file, int slots, int slotBytes) {
        this.file = file;
        this.memory = file.chunks()[0];
        this.slots = slots;
        this.slotBytes = slotBytes;
    }

    /** A new one, or null where there is no room for it. Runs in the parent. */
    static @Nullable Segment create() throws IOException {
        SharedFile file = SharedFile.createReserved(length(SLOTS, SLOT_BYTES));
        return file == null ? null : new Segment(file, SLOTS, SLOT_BYTES);
    }

    /** The parent's. Runs in the worker. */
    static Segment open(SegmentOffer offer) throws IOException {
        int length = length(offer.slots(), offer.slotBytes());
        SharedFile file = SharedFile.openApart(Path.of(offer.path()), length);
        return new Segment(file, offer.slots(), offer.slotBytes());
    }

    private static int length(int slots, int slotBytes) {
        return Math.addExact(FIRST_SLOT, Math.multiplyExact(slots, slotBytes));
    }

    SegmentOffer offer(int direction) {
        return new SegmentOffer(direction, slots, slotBytes, file.path().toString());
    }

    int slots() {
        return slots;
    }

    int slotBytes() {
        return slotBytes;
    }

    /** The worker has mapped it: nobody needs its name any more. */
    void unlink() {
        file.unlink();
    }

    /** To be called before the memory is touched, and {@link #leave} afterwards. */
    void enter() throws IOException {
        access.lock();
        if (closed) {
            leave();
            throw new IOException("channel is closed");
        }
    }

    void leave() {
        access.unlock();
        freeIfDue();
    }

    /** How many slots the receiver has emptied, as it says. Entered. */
    long givenBack() {
        long count = memory.getLong(GIVEN_BACK);
        VarHandle.acquireFence(); // the receiver has read a slot before it is written anew
        return count;
    }

    /** Entered. */
    void giveBack(long count) {
        VarHandle.releaseFence();
        memory.putLong(GIVEN_BACK, count);
    }

    /** Entered. */
    void put(int slot, int at, byte[] source, int offset, int length) {
        memory.put(start(slot) + at, source, offset, length);
    }

    /** Entered. */
    void get(int slot, int at, byte[] target, int offset, int length) {
        memory.get(start(slot) + at, target, offset, length);
    }

    private int start(int slot) {
        return FIRST_SLOT + slot * slotBytes;
    }

    void close() {
        closed = true;
        freeIfDue();
    }

    private void freeIfDue() {
        if (closed && access.tryLock()) {
            try {
                file.close();
            } finally {
                access.unlock();
            }
        }
    }
}
