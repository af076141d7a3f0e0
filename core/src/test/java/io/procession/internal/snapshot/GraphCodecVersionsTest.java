package io.procession.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.procession.internal.wire.ByteSource;
import io.procession.spi.Codec;
import java.io.IOException;
import java.io.InvalidClassException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.spi.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The other process has another version of a class, or none. */
class GraphCodecVersionsTest {

    @TempDir Path directory;

    private static final String LAMBDA =
            "public interface Task extends Runnable, java.io.Serializable {}";

    /** Compiles one class into a loader of its own. */
    private URLClassLoader loader(String folder, String name, String source) throws IOException {
        Path target = Files.createDirectories(directory.resolve(folder));
        Path file = target.resolve(name + ".java");
        Files.writeString(file, source);
        ToolProvider compiler = ToolProvider.findFirst("javac").orElseThrow();
        assertThat(compiler.run(System.out, System.err, "-d", target.toString(), file.toString()))
                .isZero();
        return new URLClassLoader(new URL[] {target.toUri().toURL()}, null);
    }

    private static GraphCodec codec(ClassLoader loader) {
        return new GraphCodec(loader, List.of(), null, Codecs.StandIn::new);
    }

    private static @Nullable Object pass(Object value, ClassLoader to) throws Exception {
        byte[] bytes = Codecs.encode(value);
        return codec(to).decode(new ByteSource(bytes, 0, bytes.length), Codec.Direction.CALL);
    }

    private static Object newInstance(ClassLoader loader, String name) throws Exception {
        return loader.loadClass(name).getConstructor().newInstance();
    }

    @Test
    void decode_classOfAnotherShape_saysBothShapes() throws Exception {
        try (URLClassLoader one =
                        loader("one", "Thing", "public class Thing { int a; String b; }");
                URLClassLoader two =
                        loader("two", "Thing", "public class Thing { long a; String b; }")) {
            Object thing = newInstance(one, "Thing");
            assertThatThrownBy(() -> pass(thing, two))
                    .isInstanceOf(InvalidClassException.class)
                    .hasMessage(
                            "Thing; differs between the processes: here=object{long a, java.lang.String b},"
                                    + " there=object{int a, java.lang.String b}; run both with the same class path");
            assertThat(pass(thing, one)).hasSameClassAs(thing);
        }
    }

    @Test
    void decode_recordAndEnumOfAnotherVersion_areRefused() throws Exception {
        String one =
                "public enum Colour { RED, GREEN; public static Object get() { return GREEN; } }";
        try (URLClassLoader first = loader("one", "Colour", one);
                URLClassLoader second = loader("two", "Colour", "public enum Colour { RED }")) {
            Object green = first.loadClass("Colour").getMethod("get").invoke(null);
            assertThatThrownBy(() -> pass(green, second))
                    .hasMessageContaining("no such constant here: enum=Colour, constant=GREEN");
        }
        try (URLClassLoader first =
                        loader(
                                "three",
                                "Rec",
                                "public record Rec(int a) { public Rec() { this(1); } }");
                URLClassLoader second = loader("four", "Rec", "public class Rec { int a; }")) {
            assertThatThrownBy(() -> pass(newInstance(first, "Rec"), second))
                    .hasMessageContaining("here=object{int a}, there=record{int a}");
        }
    }

    @Test
    void decode_missingClass_isNotFound() throws Exception {
        try (URLClassLoader one = loader("one", "Gone", "public class Gone { int a; }")) {
            assertThatThrownBy(() ->
                            pass(
                                    new Object[] {newInstance(one, "Gone")},
                                    getClass().getClassLoader()))
                    .isInstanceOf(ClassNotFoundException.class)
                    .hasMessageContaining("Gone");
        }
    }

    @Test
    void decode_class_isNotInitialised() throws Exception {
        String source =
                "public class Loud { static { System.setProperty(\"loud.initialised\", \"yes\"); } }";
        try (URLClassLoader one = loader("one", "Loud", source)) {
            Object type = pass(one.loadClass("Loud"), one);
            assertThat((Class<?>) type).hasToString("class Loud");
            assertThat(System.getProperty("loud.initialised")).isNull();
        }
    }

    @Test
    void decode_exceptionOfMissingClass_givesAStandInAndKeepsTheOthers() throws Exception {
        String source =
                "public class Odd extends RuntimeException { int a = 1; Object b = new int[] {2}; Odd c = this;"
                        + " public Odd() { super(\"odd\", new IllegalStateException(\"inner\")); } }";
        try (URLClassLoader one = loader("one", "Odd", source)) {
            Throwable error = new IOException("outer", (Throwable) newInstance(one, "Odd"));
            error.addSuppressed(new Error("beside"));
            Throwable back = Codecs.travelThrown(error);
            assertThat(back).isInstanceOf(IOException.class).hasMessage("outer");
            assertThat(back.getSuppressed()[0]).hasMessage("beside");
            ForeignThrowable foreign = Codecs.foreign(back.getCause());
            assertThat(foreign.className()).isEqualTo("Odd");
            assertThat(foreign.message()).isEqualTo("odd");
            assertThat(foreign.whyNotRebuilt()).isEqualTo("class not found: Odd");
            assertThat(foreign.stackTraceText()).startsWith("Odd: odd\n\tat ");
            assertThat(foreign.cause())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("inner");
        }
    }

    @Test
    void decode_exceptionThatHoldsAMissingClass_givesAStandIn() throws Exception {
        String source =
                "public class Part implements java.util.concurrent.Callable<Throwable> { int a; Part p = this;"
                        + " public Throwable call() { return new Holder(this); }"
                        + " public static class Holder extends RuntimeException { Object part;"
                        + " Holder(Object o) { super(\"holds\"); part = o; } } }";
        try (URLClassLoader one = loader("one", "Part", source)) {
            Callable<?> part = (Callable<?>) newInstance(one, "Part");
            Throwable back = Codecs.travelThrown((Throwable) part.call());
            assertThat(back).isInstanceOf(Codecs.StandIn.class).hasMessage("Part$Holder: holds");
        }
    }

    @Test
    void decode_lambdaThatIsNotThere_saysSo() throws Exception {
        String with =
                "public class Site { "
                        + LAMBDA
                        + " public static Object get() { return (Task) () -> {}; } }";
        String without = "public class Site { " + LAMBDA + " }";
        try (URLClassLoader one = loader("one", "Site", with);
                URLClassLoader two = loader("two", "Site", without)) {
            Object task = one.loadClass("Site").getMethod("get").invoke(null);
            assertThat(pass(task, one)).isInstanceOf(Runnable.class);
            assertThatThrownBy(() -> pass(task, two))
                    .isInstanceOf(InvalidClassException.class)
                    .hasMessage(
                            "Site; has no Serializable lambda here; run both processes with the same class path");
        }
    }
}
