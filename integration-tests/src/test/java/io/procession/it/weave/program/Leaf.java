package io.procession.it.weave.program;

import io.procession.Synchronized;

/**
 * Overrides a concurrent method, without saying that it is one, and calls that of its superclass.
 */
public final class Leaf extends Node {

    private static final long serialVersionUID = 1;

    public Leaf(int id, int[] data) {
        super(id, data);
    }

    @Override
    public int heavy(int salt, int a) {
        return Helpers.mix(salt, id, a, "leaf");
    }

    /** Calls both. */
    @Synchronized
    public int both(int salt, int a) {
        int up = super.heavy(salt, a);
        int own = heavy(salt, a + 1);
        i += up;
        return up * 3 + own;
    }
}
