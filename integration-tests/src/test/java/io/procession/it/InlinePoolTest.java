package io.procession.it;

import io.procession.Backend;

/** The contract of a pool, held by calls on the submitting thread. */
class InlinePoolTest extends PoolContract {

    @Override
    Backend backend() {
        return Backend.INLINE;
    }
}
