package io.procession.weaver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Source text, compiled in memory: the class files by their internal names. */
final class CompiledSource {

    private final Map<String, byte[]> classFiles = new LinkedHashMap<>();

    private CompiledSource() {}

    /** Compiles the text as the file {@code Sample.java}, against this test's class path. */
    static Map<String, byte[]> of(String source, String... options) throws IOException {
        CompiledSource compiled = new CompiledSource();
        compiled.compile(source, List.of(options));
        return compiled.classFiles;
    }

    /** The class {@code Sample} of the text. */
    static byte[] sampleOf(String source) throws IOException {
        return Objects.requireNonNull(of(source).get("Sample"), "class Sample");
    }

    private void compile(String source, List<String> options) throws IOException {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        StringWriter words = new StringWriter();
        List<String> all = new ArrayList<>(List.of("-proc:none", "-g", "-parameters", "-nowarn"));
        all.addAll(options);
        try (JavaFileManager files = new InMemory(javac.getStandardFileManager(null, null, null))) {
            boolean isCompiled =
                    javac.getTask(words, files, null, all, null, List.of(new Source(source)))
                            .call();
            assertThat(isCompiled).as(words.toString()).isTrue();
        }
    }

    private static final class Source extends SimpleJavaFileObject {

        private final String text;

        Source(String text) {
            super(URI.create("string:///Sample.java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public boolean isNameCompatible(String simpleName, Kind kind) {
            return kind == Kind.SOURCE; // whatever public class is in it
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {

        InMemory(JavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            String internalName = name.replace('.', '/');
            URI uri = URI.create("memory:///" + internalName + ".class");
            return new SimpleJavaFileObject(uri, kind) {
                @Override
                public OutputStream openOutputStream() {
                    return new ByteArrayOutputStream() {
                        @Override
                        public void close() {
                            classFiles.put(internalName, toByteArray());
                        }
                    };
                }
            };
        }
    }
}
