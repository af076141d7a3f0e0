package io.procession.it.actor;

import java.io.IOException;

/** A counter as its callers see it. */
interface CounterApi {

    long increment();

    long add(long amount);

    default long addTwice(long amount) {
        add(amount);
        return add(amount);
    }

    void refuse(String why) throws IOException;
}
