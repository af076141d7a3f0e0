package io.procession.internal.launch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The last lines of a stream: at most so many, and of at most so many characters together.
 * Thread-safe.
 */
final class LastLines {

    static final int MOST_LINES = 40;
    static final int MOST_CHARACTERS = 16 << 10;

    private final Deque<String> lines = new ArrayDeque<>(); // guarded by this
    private int characters; // guarded by this

    synchronized void add(String line) {
        lines.addLast(line);
        characters += line.length();
        while (lines.size() > MOST_LINES || characters > MOST_CHARACTERS) {
            characters -= lines.removeFirst().length();
        }
    }

    /** The lines, oldest first. */
    synchronized List<String> toList() {
        return List.copyOf(lines);
    }
}
