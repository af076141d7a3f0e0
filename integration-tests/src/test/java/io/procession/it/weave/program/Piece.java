package io.procession.it.weave.program;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What parts have of their superclass: fields that are private, and final ones. */
@SuppressWarnings("serial") // its fields hold what can travel
public class Piece implements Serializable {

    private static final long serialVersionUID = 1;

    private int hidden = 1; // Part has one of this name, too
    public final int[] own = new int[World.PLACES];
    public final List<Integer> log = new ArrayList<>();
    public @Nullable Object f1;
    public int f2;
    public double f3;

    /** Changes what only this class sees. */
    public final void hide(int v) {
        hidden += v;
    }

    /** A place of its own, and an append. */
    public final void note(int k, int v) {
        own[k] = v;
        log.add(v);
    }

    public final int hidden() {
        return hidden;
    }
}
