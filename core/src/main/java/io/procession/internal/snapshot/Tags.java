package io.procession.internal.snapshot;

/**
 * The first byte of each value in the stream.
 *
 * <pre>
 *   0        null
 *   1        seen before: number (var-int)
 *   2        descriptor follows: length (var-int), hash (8), bytes; then the object by it
 *   3        descriptor used before: its number (var-int); then the object by it
 *   4        by a codec of the user: index of the codec, class, length (4), bytes
 *   5        string
 *   6..13    cached boxes, which need no number: true, false, Integer, Long, Short, Character, Byte
 *   16..127  JDK type with a plan of its own: {@link Builtin}, by its place in the table
 *   128..255 descriptor used before, its number being tag - 128
 * </pre>
 */
final class Tags {

    static final int NULL = 0;
    static final int SEEN = 1;
    static final int DESCRIPTOR = 2;
    static final int KNOWN = 3;
    static final int CODEC = 4;
    static final int STRING = 5;
    static final int TRUE = 6;
    static final int FALSE = 7;
    static final int CACHED_INTEGER = 8;
    static final int CACHED_LONG = 9;
    static final int CACHED_SHORT = 10;
    static final int CACHED_CHARACTER = 11;
    static final int CACHED_BYTE = 12;
    static final int BUILTIN = 16;
    static final int KNOWN_SHORT = 128;
    static final int KNOWN_SHORT_COUNT = 128;

    private Tags() {}
}
