package io.procession.it;

import io.procession.Backend;

/** The contract of a pool, held by worker processes. */
class ProcessesPoolTest extends PoolContract {

    @Override
    Backend backend() {
        return Backend.PROCESSES;
    }
}
