package io.procession.it.weave;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.internal.deferral.Lazy;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A small program by hand. Its class is {@code gen.T}, or what it is called, with {@code static
 * Object main()}; beside its own members it has
 *
 * <pre>{@code
 * @Concurrent static int work(int i)          i * i + 1; fails with Boom below -9
 * static int ran                              how many calls of work have run by now
 * static int twice(int i)                     pure
 * static void unknown()                       whatever it does: everything is waited for
 * static List<Object> log
 * }</pre>
 */
public final class Sample {

    private static final String FRAME =
            """
            package gen;

            import io.procession.*;
            import io.procession.it.weave.program.*;
            import java.io.*;
            import java.util.*;
            import java.util.concurrent.*;
            import java.util.concurrent.atomic.*;
            import java.util.function.*;
            import java.util.stream.*;

            public class T implements Serializable {
                private static final long serialVersionUID = 1;
                static transient int ran;
                static List<Object> log = new ArrayList<>();

                @Concurrent
                static int work(int i) {
                    ran++;
                    if (i < -9) {
                        throw new Boom("boom " + i);
                    }
                    return i * i + 1;
                }

                static int twice(int i) {
                    return i * 2;
                }

                static void unknown() {
                    log.add("u");
                }

                static <X> X tell(X x) {
                    log.add("" + x);
                    return x;
                }

            BODY
            }
            """;

    private final String name;
    private final String source;
    private final Map<String, byte[]> plain;
    private final Weaving weaving;

    /** What became of a run: what main gave, as text, or what it threw; and all of its statics. */
    public record Run(
            String result, @Nullable Throwable failure, String statics, int most, int calls) {}

    private Sample(String name, String source, Map<String, byte[]> plain) {
        this.name = name;
        this.source = source;
        this.plain = plain;
        this.weaving = Weaving.of(plain);
    }

    /** Members of the class, and types of its file behind a line of equal signs. */
    static Sample of(String body) {
        return of("T", body);
    }

    /** The same with another name in place of T; one that can be in a file with others. */
    public static Sample of(String name, String body) {
        String[] parts = body.split("\n====\n");
        String text = FRAME.replace("BODY", parts[0]) + (parts.length > 1 ? parts[1] : "");
        String source = text.replaceAll("\\bT\\b", name);
        Map<String, byte[]> plain = new TreeMap<>(Classes.support());
        plain.putAll(Compiler.compile(Map.of("gen." + name, source), "-g", "-parameters"));
        return new Sample(name, source, plain);
    }

    public Map<String, byte[]> woven() {
        return weaving.files();
    }

    /** Its class, without the package. */
    public String name() {
        return name;
    }

    public String source() {
        return source;
    }

    Weaving weaving() {
        return weaving;
    }

    /** Loads its woven classes. */
    public ClassLoader loader() {
        assertThat(weaving.problems()).as(source).isEmpty();
        return Classes.loader(weaving.files());
    }

    /** Runs it as it is. */
    public Run serial() {
        return run(Classes.loader(plain), name);
    }

    /** Runs it woven, each call when it is waited for. */
    public Run lazily() {
        assertThat(weaving.problems()).as(source).isEmpty();
        try (Lazy lazy = Lazy.install()) {
            Run run = run(Classes.loader(weaving.files()), name);
            return new Run(
                    run.result, run.failure, run.statics, lazy.mostOutstanding(), lazy.calls());
        }
    }

    /** Runs main of a class of this loader, in this thread. */
    public static Run run(ClassLoader loader, String name) {
        try {
            Class<?> type = loader.loadClass("gen." + name);
            Object result = null;
            Throwable failure = null;
            try {
                var main = type.getDeclaredMethod("main");
                main.setAccessible(true);
                result = main.invoke(null);
            } catch (InvocationTargetException e) {
                failure = e.getCause();
            }
            return new Run(Picture.of(result), failure, Picture.ofStatics(type), 0, 0);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("sample cannot be run", e);
        }
    }

    /** The same result, exception and statics as unwoven; gives the woven run. */
    Run same() {
        Run serial = serial();
        Run woven = lazily();
        assertThat(text(woven)).as("%s%s", source, weaving.findings()).isEqualTo(text(serial));
        return woven;
    }

    public static String text(Run run) {
        return run.result + run.statics + (run.failure == null ? "" : "\n" + run.failure);
    }

    /** The same as unwoven, and at some time at least so many calls were outstanding. */
    static void parallel(int least, String body) {
        Sample sample = of(body);
        Run woven = sample.same();
        assertThat(woven.most())
                .as("calls outstanding in\n%s\n%s", body, sample.weaving.findings())
                .isGreaterThanOrEqualTo(least);
    }

    /**
     * What main gives, woven: it looks at {@code ran} here and there, which the plain program would
     * see otherwise.
     */
    static void waits(String expected, String body) {
        Sample sample = of(body);
        assertThat(sample.lazily().result())
                .as("%s\n%s", body, sample.weaving.findings())
                .isEqualTo(expected);
    }
}
