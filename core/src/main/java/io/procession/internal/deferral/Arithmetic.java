package io.procession.internal.deferral;

import org.jspecify.annotations.Nullable;

/** The arithmetic instructions of the JVM, on boxed operands. */
final class Arithmetic {

    private Arithmetic() {}

    /** What an int on the stack stands for: a number that fits, a character, or a truth value. */
    static int intOf(Object box) {
        if (box instanceof Number number) {
            return number.intValue();
        }
        if (box instanceof Boolean truth) {
            return truth ? 1 : 0;
        }
        return (Character) box;
    }

    /**
     * @param opcode as in the class file
     * @param right null for an instruction of one operand
     */
    static Object compute(int opcode, Object left, @Nullable Object right) {
        if (right == null) {
            return convert(opcode, left);
        }
        return switch (opcode) {
            case 0x60, 0x64, 0x68, 0x6c, 0x70, 0x78, 0x7a, 0x7c, 0x7e, 0x80, 0x82 ->
                    ints(opcode, intOf(left), intOf(right));
            case 0x79, 0x7b, 0x7d -> shift(opcode, (Long) left, intOf(right));
            case 0x61, 0x65, 0x69, 0x6d, 0x71, 0x7f, 0x81, 0x83, 0x94 ->
                    longs(opcode, (Long) left, (Long) right);
            case 0x62, 0x66, 0x6a, 0x6e, 0x72, 0x95, 0x96 ->
                    floats(opcode, (Float) left, (Float) right);
            case 0x63, 0x67, 0x6b, 0x6f, 0x73, 0x97, 0x98 ->
                    doubles(opcode, (Double) left, (Double) right);
            default -> throw unknown(opcode);
        };
    }

    private static Object convert(int opcode, Object value) {
        return switch (opcode) {
            case 0x74 -> -intOf(value);
            case 0x75 -> -(Long) value;
            case 0x76 -> -(Float) value;
            case 0x77 -> -(Double) value;
            case 0x85 -> (long) intOf(value);
            case 0x86 -> (float) intOf(value);
            case 0x87 -> (double) intOf(value);
            case 0x88 -> ((Long) value).intValue();
            case 0x89 -> ((Long) value).floatValue();
            case 0x8a -> ((Long) value).doubleValue();
            case 0x8b -> ((Float) value).intValue();
            case 0x8c -> ((Float) value).longValue();
            case 0x8d -> ((Float) value).doubleValue();
            case 0x8e -> ((Double) value).intValue();
            case 0x8f -> ((Double) value).longValue();
            case 0x90 -> ((Double) value).floatValue();
            case 0x91 -> (int) (byte) intOf(value);
            case 0x92 -> (int) (char) intOf(value);
            case 0x93 -> (int) (short) intOf(value);
            default -> throw unknown(opcode);
        };
    }

    private static int ints(int opcode, int a, int b) {
        return switch (opcode) {
            case 0x60 -> a + b;
            case 0x64 -> a - b;
            case 0x68 -> a * b;
            case 0x6c -> a / b;
            case 0x70 -> a % b;
            case 0x78 -> a << b;
            case 0x7a -> a >> b;
            case 0x7c -> a >>> b;
            case 0x7e -> a & b;
            case 0x80 -> a | b;
            default -> a ^ b;
        };
    }

    private static long shift(int opcode, long a, int b) {
        return switch (opcode) {
            case 0x79 -> a << b;
            case 0x7b -> a >> b;
            default -> a >>> b;
        };
    }

    private static Object longs(int opcode, long a, long b) {
        return switch (opcode) {
            case 0x61 -> a + b;
            case 0x65 -> a - b;
            case 0x69 -> a * b;
            case 0x6d -> a / b;
            case 0x71 -> a % b;
            case 0x7f -> a & b;
            case 0x81 -> a | b;
            case 0x83 -> a ^ b;
            default -> Long.compare(a, b);
        };
    }

    private static Object floats(int opcode, float a, float b) {
        return switch (opcode) {
            case 0x62 -> a + b;
            case 0x66 -> a - b;
            case 0x6a -> a * b;
            case 0x6e -> a / b;
            case 0x72 -> a % b;
            case 0x95 -> compare(a, b, -1);
            default -> compare(a, b, 1);
        };
    }

    private static Object doubles(int opcode, double a, double b) {
        return switch (opcode) {
            case 0x63 -> a + b;
            case 0x67 -> a - b;
            case 0x6b -> a * b;
            case 0x6f -> a / b;
            case 0x73 -> a % b;
            case 0x97 -> compare(a, b, -1);
            default -> compare(a, b, 1);
        };
    }

    /** As the instruction, which knows no order of zeros. */
    private static int compare(double a, double b, int ofNaN) {
        return a > b ? 1 : a == b ? 0 : a < b ? -1 : ofNaN;
    }

    private static IllegalArgumentException unknown(int opcode) {
        return new IllegalArgumentException(
                "not an arithmetic instruction: opcode=0x" + Integer.toHexString(opcode));
    }
}
