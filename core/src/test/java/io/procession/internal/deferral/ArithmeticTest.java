package io.procession.internal.deferral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That each instruction does what the JVM does. */
class ArithmeticTest {

    private static final int[] INTS = {0, 1, -1, 7, -13, 33, 40_000, Integer.MIN_VALUE};
    private static final long[] LONGS = {0, 1, -1, 9, -70, 1L << 40, Long.MIN_VALUE};
    private static final double[] DOUBLES = {
        0.0, -0.0, 1.5, -2.25, 1e300, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE
    };

    @Test
    void instructions_onInts_areTheLanguagesOwn() {
        for (int a : INTS) {
            for (int b : INTS) {
                assertInts(a, b, a + b, 0x60);
                assertInts(a, b, a - b, 0x64);
                assertInts(a, b, a * b, 0x68);
                assertInts(a, b, a << b, 0x78);
                assertInts(a, b, a >> b, 0x7a);
                assertInts(a, b, a >>> b, 0x7c);
                assertInts(a, b, a & b, 0x7e);
                assertInts(a, b, a | b, 0x80);
                assertInts(a, b, a ^ b, 0x82);
                if (b != 0) {
                    assertInts(a, b, a / b, 0x6c);
                    assertInts(a, b, a % b, 0x70);
                }
            }
            assertThat(Arithmetic.compute(0x74, a, null)).isEqualTo(-a);
            assertThat(Arithmetic.compute(0x85, a, null)).isEqualTo((long) a);
            assertThat(Arithmetic.compute(0x86, a, null)).isEqualTo((float) a);
            assertThat(Arithmetic.compute(0x87, a, null)).isEqualTo((double) a);
            assertThat(Arithmetic.compute(0x91, a, null)).isEqualTo((int) (byte) a);
            assertThat(Arithmetic.compute(0x92, a, null)).isEqualTo((int) (char) a);
            assertThat(Arithmetic.compute(0x93, a, null)).isEqualTo((int) (short) a);
        }
    }

    private static void assertInts(int a, int b, int expected, int opcode) {
        assertThat(Arithmetic.compute(opcode, a, b)).isEqualTo(expected);
    }

    @Test
    void instructions_onLongs_areTheLanguagesOwn() {
        for (long a : LONGS) {
            for (long b : LONGS) {
                assertThat(Arithmetic.compute(0x61, a, b)).isEqualTo(a + b);
                assertThat(Arithmetic.compute(0x65, a, b)).isEqualTo(a - b);
                assertThat(Arithmetic.compute(0x69, a, b)).isEqualTo(a * b);
                assertThat(Arithmetic.compute(0x7f, a, b)).isEqualTo(a & b);
                assertThat(Arithmetic.compute(0x81, a, b)).isEqualTo(a | b);
                assertThat(Arithmetic.compute(0x83, a, b)).isEqualTo(a ^ b);
                assertThat(Arithmetic.compute(0x94, a, b)).isEqualTo(Long.compare(a, b));
                if (b != 0) {
                    assertThat(Arithmetic.compute(0x6d, a, b)).isEqualTo(a / b);
                    assertThat(Arithmetic.compute(0x71, a, b)).isEqualTo(a % b);
                }
            }
            for (int b : INTS) {
                assertThat(Arithmetic.compute(0x79, a, b)).isEqualTo(a << b);
                assertThat(Arithmetic.compute(0x7b, a, b)).isEqualTo(a >> b);
                assertThat(Arithmetic.compute(0x7d, a, b)).isEqualTo(a >>> b);
            }
            assertThat(Arithmetic.compute(0x75, a, null)).isEqualTo(-a);
            assertThat(Arithmetic.compute(0x88, a, null)).isEqualTo((int) a);
            assertThat(Arithmetic.compute(0x89, a, null)).isEqualTo((float) a);
            assertThat(Arithmetic.compute(0x8a, a, null)).isEqualTo((double) a);
        }
    }

    @Test
    void instructions_onDoubles_areTheLanguagesOwn() {
        for (double a : DOUBLES) {
            for (double b : DOUBLES) {
                assertThat(Arithmetic.compute(0x63, a, b)).isEqualTo(a + b);
                assertThat(Arithmetic.compute(0x67, a, b)).isEqualTo(a - b);
                assertThat(Arithmetic.compute(0x6b, a, b)).isEqualTo(a * b);
                assertThat(Arithmetic.compute(0x6f, a, b)).isEqualTo(a / b);
                assertThat(Arithmetic.compute(0x73, a, b)).isEqualTo(a % b);
                int order = a > b ? 1 : a == b ? 0 : -1;
                boolean ordered = !Double.isNaN(a) && !Double.isNaN(b);
                assertThat(Arithmetic.compute(0x97, a, b)).isEqualTo(ordered ? order : -1);
                assertThat(Arithmetic.compute(0x98, a, b)).isEqualTo(ordered ? order : 1);
            }
            assertThat(Arithmetic.compute(0x77, a, null)).isEqualTo(-a);
            assertThat(Arithmetic.compute(0x8e, a, null)).isEqualTo((int) a);
            assertThat(Arithmetic.compute(0x8f, a, null)).isEqualTo((long) a);
            assertThat(Arithmetic.compute(0x90, a, null)).isEqualTo((float) a);
        }
    }

    @Test
    void instructions_onFloats_areTheLanguagesOwn() {
        for (double first : DOUBLES) {
            float a = (float) first;
            for (double second : DOUBLES) {
                float b = (float) second;
                assertThat(Arithmetic.compute(0x62, a, b)).isEqualTo(a + b);
                assertThat(Arithmetic.compute(0x66, a, b)).isEqualTo(a - b);
                assertThat(Arithmetic.compute(0x6a, a, b)).isEqualTo(a * b);
                assertThat(Arithmetic.compute(0x6e, a, b)).isEqualTo(a / b);
                assertThat(Arithmetic.compute(0x72, a, b)).isEqualTo(a % b);
                int order = a > b ? 1 : a == b ? 0 : -1;
                boolean ordered = !Float.isNaN(a) && !Float.isNaN(b);
                assertThat(Arithmetic.compute(0x95, a, b)).isEqualTo(ordered ? order : -1);
                assertThat(Arithmetic.compute(0x96, a, b)).isEqualTo(ordered ? order : 1);
            }
            assertThat(Arithmetic.compute(0x76, a, null)).isEqualTo(-a);
            assertThat(Arithmetic.compute(0x8b, a, null)).isEqualTo((int) a);
            assertThat(Arithmetic.compute(0x8c, a, null)).isEqualTo((long) a);
            assertThat(Arithmetic.compute(0x8d, a, null)).isEqualTo((double) a);
        }
    }

    @Test
    void anInt_onTheStack_mayBeAnySmallThing() {
        assertThat(Arithmetic.compute(0x60, 'a', true)).isEqualTo(98);
        assertThat(Arithmetic.compute(0x60, (byte) 1, (short) 2)).isEqualTo(3);
        assertThat(Arithmetic.compute(0x82, true, 1)).isEqualTo(0);
    }

    @ParameterizedTest
    @CsvSource({"0x6c", "0x70"})
    void division_byZero_throws(String opcode) {
        assertThatThrownBy(() -> Arithmetic.compute(Integer.decode(opcode), 1, 0))
                .isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x84, 0xa7})
    void instruction_thatIsNoArithmetic_isRefused(int opcode) {
        assertThatThrownBy(() -> Arithmetic.compute(opcode, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("opcode=0x" + Integer.toHexString(opcode));
    }
}
