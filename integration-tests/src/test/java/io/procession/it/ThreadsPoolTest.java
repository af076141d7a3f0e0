package io.procession.it;

import io.procession.Backend;

/** The contract of a pool, held by threads of this JVM. */
class ThreadsPoolTest extends PoolContract {

    @Override
    Backend backend() {
        return Backend.THREADS;
    }
}
