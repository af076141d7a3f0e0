package io.procession.internal.snapshot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The objects of calls that are run again, one after the other, where each sees what the earlier
 * ones did: one shared world, as the serial program has it. What a call may change and an earlier
 * one may change too travels once, as the earlier one was given it; what a call cannot change
 * travels with it, as it is then. Belongs to the caller's process; confined to one thread.
 *
 * <p>The calls' own changes are not brought back: {@link RestoringCodec#decodeWorld} gives a
 * replica of what they lead to, to be compared.
 */
public final class World implements ObjectsByNumber, Numbering {

    private final List<Object> all = new ArrayList<>(); // by number
    private final IdentityTable tracked = new IdentityTable();
    private int[] numbers = new int[16]; // of tracked ones, in the order of their table
    private int calls;

    /** An empty world. */
    public World() {}

    /** How many objects all calls together came with. */
    @Override
    public int size() {
        return all.size();
    }

    @Override
    public Object get(int number) {
        return all.get(number);
    }

    @Override
    public int numberOf(Object object) {
        int found = tracked.numberOf(object);
        return found < 0 ? -1 : numbers[found];
    }

    /** How many calls were encoded. */
    public int calls() {
        return calls;
    }

    /** Adds what only the next call came with; the first so many of it are those it may change. */
    void add(IdentityTable objects, int trackedCount) {
        for (int i = 0; i < objects.size(); i++) {
            Object each = objects.get(i);
            if (i < trackedCount) {
                track(each, all.size());
            }
            all.add(each);
        }
        calls++;
    }

    private void track(Object object, int number) {
        if (tracked.numberOrAdd(object) >= 0) {
            return;
        }
        if (tracked.size() > numbers.length) {
            numbers = Arrays.copyOf(numbers, numbers.length * 2);
        }
        numbers[tracked.size() - 1] = number;
    }
}
