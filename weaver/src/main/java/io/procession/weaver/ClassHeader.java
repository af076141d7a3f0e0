package io.procession.weaver;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the head of a class file tells without its methods being read: enough to see that almost
 * every class is none of the weaver's business. Uses no library.
 *
 * @param majorVersion 52 is Java 8, 61 is Java 17
 * @param name internal, as {@code com/acme/Outer$Inner}
 * @param superName internal; null for Object and for module descriptors
 * @param interfaces internal names
 * @param isAnnotated whether the class file mentions {@code @Concurrent} or {@code @Synchronized}
 * @param isWoven whether it carries the mark of the weaver
 */
public record ClassHeader(
        int majorVersion,
        String name,
        @Nullable String superName,
        List<String> interfaces,
        boolean isAnnotated,
        boolean isWoven) {

    private static final byte[] CONCURRENT = bytes("Lio/procession/Concurrent;");
    private static final byte[] SYNCHRONIZED = bytes("Lio/procession/Synchronized;");
    private static final byte[] WOVEN = bytes("Lio/procession/bridge/Woven;");
    private static final int MAGIC = 0xCAFEBABE;

    /**
     * Reads the head of a class file.
     *
     * @throws IllegalArgumentException if it is none, or cut short
     */
    public static ClassHeader of(byte[] classFile) {
        try {
            return new Reader(classFile).read();
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    "class file is cut short or corrupt: length=" + classFile.length, e);
        }
    }

    private static byte[] bytes(String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
    }

    /** One walk over the constant pool, and the few fields behind it. */
    private static final class Reader {

        private final byte[] file;
        private int position = 8;
        private int[] offsets = {};
        private boolean isAnnotated;
        private boolean isWoven;

        Reader(byte[] file) {
            this.file = file;
        }

        ClassHeader read() {
            if (int4(0) != MAGIC) {
                throw new IllegalArgumentException(
                        "not a class file: it does not begin with CAFEBABE");
            }
            readConstants();
            position += 2; // access flags
            String name = className(next());
            int superClass = next();
            List<String> interfaces = new ArrayList<>();
            for (int count = next(); count > 0; count--) {
                interfaces.add(className(next()));
            }
            return new ClassHeader(
                    int2(6),
                    name,
                    superClass == 0 ? null : className(superClass),
                    interfaces,
                    isAnnotated,
                    isWoven);
        }

        private void readConstants() {
            offsets = new int[next()];
            for (int i = 1; i < offsets.length; i++) {
                offsets[i] = position;
                int tag = file[position];
                position += sizeOfConstant(tag);
                if (tag == 5 || tag == 6) {
                    i++; // a long or a double counts twice
                }
            }
        }

        private int sizeOfConstant(int tag) {
            return switch (tag) {
                case 1 -> sizeOfText();
                case 7, 8, 16, 19, 20 -> 3;
                case 15 -> 4;
                case 3, 4, 9, 10, 11, 12, 17, 18 -> 5;
                case 5, 6 -> 9;
                default ->
                        throw new IllegalArgumentException(
                                "class file is corrupt: constant of unknown kind "
                                        + tag
                                        + " at "
                                        + position);
            };
        }

        private int sizeOfText() {
            int length = int2(position + 1);
            isAnnotated |= isHere(CONCURRENT, length) || isHere(SYNCHRONIZED, length);
            isWoven |= isHere(WOVEN, length);
            return 3 + length;
        }

        private boolean isHere(byte[] text, int length) {
            if (length != text.length) {
                return false;
            }
            for (int i = length - 1; i >= 0; i--) { // names differ at their ends
                if (file[position + 3 + i] != text[i]) {
                    return false;
                }
            }
            return true;
        }

        private String className(int index) {
            int text = offsets[int2(offsets[index] + 1)];
            return new String(file, text + 3, int2(text + 1), StandardCharsets.UTF_8);
        }

        private int next() {
            position += 2;
            return int2(position - 2);
        }

        private int int2(int at) {
            return (file[at] & 0xFF) << 8 | file[at + 1] & 0xFF;
        }

        private int int4(int at) {
            return int2(at) << 16 | int2(at + 2);
        }
    }
}
