package io.procession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VarargsTest {

    @SuppressWarnings("unused") // called by name
    static final class Overloads {

        static String of() {
            return "none";
        }

        static String of(int number) {
            return "int";
        }

        static String of(long number) {
            return "long";
        }

        static String of(Object any) {
            return "object";
        }

        static String of(CharSequence text) {
            return "text";
        }

        static String of(int first, String... rest) {
            return "int and " + rest.length;
        }

        static String ambiguous(Integer a, Object b) {
            return "left";
        }

        static String ambiguous(Object a, Integer b) {
            return "right";
        }

        private static String hidden() {
            return "private";
        }
    }

    @ParameterizedTest
    @CsvSource({
        "int,int",
        "short,int",
        "long,long",
        "double,object",
        "text,text",
        "null,ambiguity",
        "none,none"
    })
    void invoke_overloads_choosesAsTheCompilerWould(String argument, String expected)
            throws Throwable {
        Object[] arguments =
                switch (argument) {
                    case "int" -> new Object[] {1};
                    case "short" -> new Object[] {(short) 1};
                    case "long" -> new Object[] {1L};
                    case "double" -> new Object[] {1.0};
                    case "text" -> new Object[] {"x"};
                    case "null" -> new Object[] {null};
                    default -> new Object[0];
                };

        // null fits Object and CharSequence; CharSequence is the narrower one
        assertThat(call("of", arguments))
                .isEqualTo(expected.equals("ambiguity") ? "text" : expected);
    }

    @Test
    void invoke_moreArgumentsThanParameters_gathersThemInAnArray() throws Throwable {
        assertThat(call("of", 1, "a", "b")).isEqualTo("int and 2");
    }

    @Test
    void invoke_twoThatFitEquallyWell_isRefusedWithTheTypes() {
        assertThatThrownBy(() -> call("ambiguous", 1, 2))
                .isInstanceOf(NoSuchMethodException.class)
                .hasMessageContaining("several methods fit")
                .hasMessageContaining("ambiguous(java.lang.Integer, java.lang.Integer)");
    }

    @Test
    void invoke_privateMethod_isCalled() throws Throwable {
        assertThat(call("hidden")).isEqualTo("private");
    }

    @Test
    void invoke_missingMethod_saysWhichAndWithWhat() {
        assertThatThrownBy(() -> call("nothing", "a"))
                .isInstanceOf(NoSuchMethodException.class)
                .hasMessageContaining("no static method fits")
                .hasMessageContaining("Overloads.nothing(java.lang.String)");
    }

    private static @Nullable Object call(String method, Object... arguments) throws Throwable {
        return new Invocations.Named(Overloads.class.getName(), method, arguments).invoke();
    }
}
