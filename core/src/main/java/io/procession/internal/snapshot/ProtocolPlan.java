package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSource;
import java.io.Externalizable;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object whose class speaks for itself ({@code writeObject}, {@code readObject}, {@code
 * Externalizable}), where its fields are open to us: its methods are given streams of ours, so that
 * what they write becomes members of our own walk.
 *
 * <pre>
 *   head     descriptor; of each slot: bytes of data, number of members; the data
 *   members  what was written as an object, in order
 * </pre>
 */
final class ProtocolPlan extends DescribedPlan {

    private final ProtocolSlot[] slots;
    private final Constructor<?> maker;
    private final boolean isExternal;
    private final Resolution resolution;

    ProtocolPlan(Class<?> type) {
        this(type, ProtocolSlot.of(type));
    }

    private ProtocolPlan(Class<?> type, ProtocolSlot[] slots) {
        super(type, Descriptor.PROTOCOL, fields(slots));
        this.slots = slots;
        this.isExternal = Externalizable.class.isAssignableFrom(type);
        this.maker = isExternal ? constructor(type) : Reflection.allocator(type);
        this.resolution = Resolution.of(type);
    }

    private static List<FieldSlot> fields(ProtocolSlot[] slots) {
        List<FieldSlot> all = new ArrayList<>();
        for (ProtocolSlot each : slots) {
            all.addAll(each.fields());
        }
        return all;
    }

    private static Constructor<?> constructor(Class<?> type) {
        try {
            Constructor<?> found = type.getConstructor();
            found.setAccessible(true);
            return found;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(
                    "Externalizable needs a public constructor without parameters: class="
                            + type.getName(),
                    e);
        }
    }

    @Override
    boolean callsMembers() {
        return true; // readObject may do anything
    }

    @Override
    void write(Encoder out, Object value) throws IOException {
        ProtocolOutput protocol = new ProtocolOutput(value);
        int slotCount = isExternal ? 1 : slots.length;
        int[] bounds = new int[2 * slotCount];
        for (int i = 0; i < slotCount; i++) {
            long bytesBefore = protocol.data().length();
            int membersBefore = protocol.members().size();
            if (isExternal) {
                ((Externalizable) value).writeExternal(protocol);
            } else {
                protocol.write(slots[i]);
            }
            bounds[2 * i] = Math.toIntExact(protocol.data().length() - bytesBefore);
            bounds[2 * i + 1] = protocol.members().size() - membersBefore;
        }
        out.putDescriptor(descriptor());
        out.sink.putVarInt(bounds.length);
        for (int each : bounds) {
            out.sink.putVarInt(each);
        }
        out.sink.putPayload(protocol.data().toPayload());
        out.members(this, value, protocol.members().toArray());
    }

    @Override
    String place(Object owner, @Nullable Object @Nullable [] gathered, int index) {
        for (ProtocolSlot slot : slots) {
            for (FieldSlot each : slot.fields()) {
                if (gathered != null && !each.isPrimitive() && each.get(owner) == gathered[index]) {
                    return "." + each.name;
                }
            }
        }
        return ".(written " + index + ")";
    }

    @Override
    @Nullable Object read(Decoder in) throws IOException, ClassNotFoundException {
        int[] bounds = new int[in.readCount()];
        if (bounds.length != 2 * (isExternal ? 1 : slots.length)) {
            throw new StreamCorruptedException(
                    "not the slots of a class: class=" + type().getName());
        }
        int members = readBounds(in, bounds);
        byte[] data = new byte[sum(bounds, 0)];
        in.source().getBytes(data, 0, data.length);
        Object early = resolution.isNone() ? Reflection.newInstance(maker) : null;
        return in.gather(this, early, members, new Object[] {data, bounds});
    }

    private static int readBounds(Decoder in, int[] bounds) throws IOException {
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = in.readCount();
        }
        in.source().requireAtLeast((long) sum(bounds, 0) + sum(bounds, 1));
        return sum(bounds, 1);
    }

    private static int sum(int[] bounds, int from) throws IOException {
        long sum = 0;
        for (int i = from; i < bounds.length; i += 2) {
            sum += bounds[i];
        }
        if (sum > Integer.MAX_VALUE) {
            throw new StreamCorruptedException("too long: bytes=" + sum);
        }
        return (int) sum;
    }

    @Override
    Object complete(Decoder in, @Nullable Object early, @Nullable Object[] members)
            throws IOException, ClassNotFoundException {
        Object value = early == null ? Reflection.newInstance(maker) : early;
        int count = members.length - 2;
        byte[] data = (byte[]) head(members, count);
        int[] bounds = (int[]) head(members, count + 1);
        List<@Nullable Object> written = Arrays.asList(members).subList(0, count);
        int bytesAt = 0;
        int membersAt = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            ByteSource slotData = new ByteSource(data, bytesAt, bounds[i]);
            bytesAt += bounds[i];
            List<@Nullable Object> slotMembers =
                    written.subList(membersAt, membersAt + bounds[i + 1]);
            membersAt += bounds[i + 1];
            readSlot(value, i / 2, new ProtocolInput(value, slotData, slotMembers));
        }
        return resolution.resolve(value);
    }

    private void readSlot(Object value, int index, ProtocolInput protocol)
            throws IOException, ClassNotFoundException {
        if (isExternal) {
            ((Externalizable) value).readExternal(protocol);
        } else {
            protocol.read(slots[index]);
        }
        protocol.validate();
    }
}
