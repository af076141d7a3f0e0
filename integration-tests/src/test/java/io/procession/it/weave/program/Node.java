package io.procession.it.weave.program;

import io.procession.Concurrent;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** An object with a field of each kind; nodes form cycles. */
public class Node implements Serializable {

    private static final long serialVersionUID = 1;

    public final int id;
    public int i;
    public int kept; // written by no effect that can be told from any other
    public long j;
    public double d;
    public float f;
    public byte b;
    public short h;
    public char c;
    public boolean z;
    public String s = "n";
    public @Nullable Integer x = 1;
    public volatile int v;
    public int[] data;
    public Node next = this;

    public Node(int id, int[] data) {
        this.id = id;
        this.data = data;
    }

    /** Reads what the caller may have changed a moment ago. */
    @Concurrent
    public int heavy(int salt, int a) {
        return Helpers.mix(salt, a, i, id, j, s);
    }

    /** The same name as methods of programs. */
    @Concurrent
    public static int c0(int salt, int a) {
        return Helpers.mix(salt ^ 64, a);
    }

    public int weight() {
        return id * 3;
    }

    public int read() {
        return i + (int) j;
    }

    public void write(int value) {
        i = value;
    }

    public void keep(int value) {
        kept += value;
    }

    @Override
    public String toString() {
        return id + "/" + i + "/" + j;
    }

    public Node with(int value) {
        i += value;
        return this;
    }
}
