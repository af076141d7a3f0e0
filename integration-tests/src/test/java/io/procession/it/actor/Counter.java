package io.procession.it.actor;

import java.util.ArrayList;
import java.util.List;

/** What the actors of these tests are: counts, and keeps a list of what it was told. */
final class Counter implements CounterApi {

    private long value;
    private final List<Integer> seen = new ArrayList<>();

    @Override
    public long increment() {
        return ++value;
    }

    @Override
    public long add(long amount) {
        value += amount;
        return value;
    }

    long value() {
        return value;
    }

    void reset() {
        value = 0;
    }

    void see(int number) {
        seen.add(number);
    }

    List<Integer> seen() {
        return seen;
    }

    long pid() {
        return ProcessHandle.current().pid();
    }

    @Override
    public void refuse(String why) throws java.io.IOException {
        throw new java.io.IOException(why);
    }
}
