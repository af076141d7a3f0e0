package io.procession.it.weave.program;

import io.procession.Concurrent;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object that concurrent methods change, some of them its own. */
@SuppressWarnings("serial") // its fields hold what can travel
public final class Part extends Piece {

    private static final long serialVersionUID = 1;

    private int hidden = 2;
    private final Object[] held = new Object[World.PLACES];
    public final Map<Integer, Integer> map = new HashMap<>();
    public @Nullable Part next;
    public @Nullable String f4 = "f4";
    public boolean f5;
    public long f6;
    public @Nullable Integer f7 = 7;
    public byte f8;
    public char f9 = 'c';
    public short f10;
    public float f11;
    public volatile int f12;

    public Part(int v) {
        f6 = v;
    }

    /** Changes this, in places of the call's own. */
    @Concurrent
    public int turn(int k, int v) {
        note(k, v);
        held[k] = this;
        map.put(k, v + own[100]);
        return v * 2;
    }

    /** Gives itself. */
    @Concurrent
    public Part self(int k, int v) {
        own[k] += v;
        held[k] = log;
        return this;
    }

    /** Changes all that is private; fails late. */
    @Concurrent
    public void secret(int k, int v) throws Unlucky {
        hide(v);
        hidden -= v;
        held[k] = new int[] {v};
        if (v % 6 == 5) {
            throw new Unlucky("secret " + v);
        }
    }

    public int weight() {
        return hidden() + hidden + log.size();
    }

    public @Nullable Object held(int k) {
        return held[k];
    }
}
