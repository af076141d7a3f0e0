package io.procession.internal.snapshot;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import org.jspecify.annotations.Nullable;

/** Reads what {@link IslandOutput} wrote, filtered, with the members put back into their slots. */
final class IslandInput extends ObjectInputStream {

    private static final int DEEPEST = 100;
    private static final int SHORT_ARRAY = 64;

    private final @Nullable Object[] members;
    private final int memberCount;
    private final Descriptors classes;
    private @Nullable Object
            put; // the member just put into its slot: not read here, so not to be filtered here

    private IslandInput(
            byte[] bytes, @Nullable Object[] members, int memberCount, Descriptors classes)
            throws IOException {
        super(new ByteArrayInputStream(bytes));
        this.members = members;
        this.memberCount = memberCount;
        this.classes = classes;
        enableResolveObject(true);
    }

    /**
     * An island: since its members are slots it is flat, and its arrays are no longer than its
     * bytes.
     */
    static IslandInput of(
            byte[] bytes, @Nullable Object[] members, int memberCount, Descriptors classes)
            throws IOException {
        IslandInput island = new IslandInput(bytes, members, memberCount, classes);
        island.setObjectInputFilter(
                new ObjectInputFilter() {
                    @Override
                    public Status checkInput(FilterInfo info) {
                        return island.allows(info, Math.max(bytes.length, SHORT_ARRAY))
                                ? Status.UNDECIDED
                                : Status.REJECTED;
                    }
                });
        return island;
    }

    /** A stack trace, which travels whatever a user's filter allows. */
    static IslandInput ofTrace(byte[] bytes, Descriptors classes) throws IOException {
        IslandInput island = new IslandInput(bytes, new @Nullable Object[0], 0, classes);
        island.setObjectInputFilter(
                new ObjectInputFilter() {
                    @Override
                    public Status checkInput(FilterInfo info) {
                        Class<?> type = info.serialClass();
                        boolean isOfTrace =
                                type == null
                                        || type == StackTraceElement.class
                                        || type == StackTraceElement[].class;
                        return isOfTrace && info.arrayLength() <= bytes.length
                                ? Status.UNDECIDED
                                : Status.REJECTED;
                    }
                });
        return island;
    }

    private boolean allows(ObjectInputFilter.FilterInfo info, int longestArray) {
        Class<?> type = info.serialClass();
        if (put != null && type == put.getClass()) {
            put = null;
            return true;
        }
        boolean isTooMuch = info.arrayLength() > longestArray || info.depth() > DEEPEST;
        return !isTooMuch
                && (type == null || type == Slot.class || classes.filters().allow(type, info));
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass described)
            throws IOException, ClassNotFoundException {
        return described.getName().equals(Slot.class.getName())
                ? Slot.class
                : classes.find(described.getName());
    }

    @Override
    protected @Nullable Object resolveObject(Object object) throws IOException {
        if (!(object instanceof Slot slot)) {
            return object;
        }
        if (slot.index < 0 || slot.index >= memberCount) {
            throw new InvalidObjectException(
                    "no such slot: index=" + slot.index + ", members=" + memberCount);
        }
        put = members[slot.index];
        return put;
    }
}
