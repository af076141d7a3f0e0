package io.procession.weaver.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.procession.Task;
import io.procession.weaver.ClassHeader;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import net.bytebuddy.build.BuildLogger;
import net.bytebuddy.build.Plugin;
import net.bytebuddy.description.annotation.AnnotationDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.util.TraceClassVisitor;

/** The build plugin as its hosts use it: by the entry in its file, through Byte Buddy's engine. */
class WeavingPluginTest {

    @TempDir Path classes;

    private final List<String> log = new ArrayList<>();

    /** A plugin of somebody else. */
    private static final class Deprecating implements Plugin {

        @Override
        public boolean matches(TypeDescription type) {
            return true;
        }

        @Override
        public DynamicType.Builder<?> apply(
                DynamicType.Builder<?> builder, TypeDescription type, ClassFileLocator locator) {
            return builder.annotateType(
                    AnnotationDescription.Builder.ofType(Deprecated.class).build());
        }

        @Override
        public void close() {}
    }

    private final class Log extends BuildLogger.Adapter {

        @Override
        public boolean isInfoEnabled() {
            return true;
        }

        @Override
        public void info(String message) {
            log.add("info " + message);
        }

        @Override
        public void warn(String message) {
            log.add("warn " + message);
        }

        @Override
        public void error(String message) {
            log.add("error " + message);
        }
    }

    @BeforeEach
    void compileClasses() throws IOException {
        compile(
                "Base",
                "public abstract class Base { @io.procession.Concurrent abstract int work(int n); }");
        compile("Derived", "public class Derived extends Base { int work(int n) { return n; } }");
        compile(
                "Work",
                "public class Work { @io.procession.Concurrent static int work(int n) { return n; } }");
        compile("Plain", "public class Plain { int work(int n) { return n; } }");
    }

    @Test
    void build_weavesWhatIsAnnotatedOrInherits_andLeavesTheRest() throws Exception {
        Map<String, byte[]> before = classFiles();

        engine().apply(source(), target(), plugin());

        Map<String, byte[]> after = classFiles();
        assertThat(after.keySet()).isEqualTo(before.keySet());
        assertThat(after.entrySet())
                .filteredOn(each -> ClassHeader.of(each.getValue()).isWoven())
                .extracting(Map.Entry::getKey)
                .containsExactly("Base.class", "Derived.class", "Work.class");
        assertThat(after.get("Plain.class")).isEqualTo(before.get("Plain.class"));
        assertThat(log).containsExactly("info procession: 3 classes woven");
    }

    @Test
    void build_givesTheClassFileThatTheWeaverGives() throws Exception {
        FolderWeaver.weave(classes, List.of(core()));
        String direct = membersOfWork();
        compileClasses();

        engine().apply(source(), target(), plugin());

        assertThat(membersOfWork()).isEqualTo(direct);
    }

    @Test
    void build_ofWovenClasses_leavesThem() throws Exception {
        engine().apply(source(), target(), plugin());
        String once = membersOfWork();
        log.clear();

        engine().apply(source(), target(), plugin());

        assertThat(membersOfWork()).isEqualTo(once);
        assertThat(log).containsExactly("info procession: 0 classes woven, 3 woven before");
    }

    @Test
    void build_besideOtherPlugins_keepsTheirWork() throws Exception {
        Plugin.Factory other = new Plugin.Factory.Simple(new Deprecating());

        engine().apply(source(), target(), plugin(), other);
        assertThat(membersOfWork()).contains("work$concurrent", "Deprecated");

        compileClasses();
        engine().apply(source(), target(), other, plugin());
        assertThat(membersOfWork()).contains("work$concurrent", "Deprecated");
    }

    @Test
    void build_inSeveralThreads_weavesAll() throws Exception {
        for (int i = 0; i < 20; i++) {
            compile(
                    "Work" + i,
                    "public class Work"
                            + i
                            + " { @io.procession.Concurrent static void work() {} }");
        }

        engine().withParallelTransformation(4).apply(source(), target(), plugin());

        assertThat(log).containsExactly("info procession: 23 classes woven");
    }

    @Test
    void warning_isLoggedAsACompilerTellsIt() throws Exception {
        compile(
                "Locked",
                "public class Locked {\n @io.procession.Concurrent static synchronized void work() {}\n }");

        engine().apply(source(), target(), plugin());

        assertThat(log).hasSize(2);
        assertThat(log.get(0))
                .startsWith("warn Locked.java:2: warning: work is synchronized: each worker")
                .endsWith("[Locked.work]");
        assertThat(log.get(1)).isEqualTo("info procession: 4 classes woven, warnings: 1");
    }

    @Test
    void errors_failTheBuildWhenAllWereSeen() throws Exception {
        for (String name : List.of("First", "Second")) {
            compile(
                    name,
                    "public class "
                            + name
                            + " { @io.procession.Concurrent static void go() {} void go$concurrent() {} }");
        }

        assertThatThrownBy(() ->
                        engine().withErrorHandlers(Plugin.Engine.ErrorHandler.Failing.FAIL_FAST)
                                .apply(source(), target(), plugin()))
                .hasRootCauseMessage(
                        "procession cannot weave First.go and 1 more; the errors are logged above");
        assertThat(log)
                .filteredOn(line -> line.startsWith("error"))
                .hasSize(2)
                .allMatch(line -> line.contains(".java:1: error: go$concurrent exists already"));
    }

    @Test
    void classesOfAModule_registerThemselves() throws Exception {
        assertThat(membersOfWork()).doesNotContain("register");
        Files.write(
                classes.resolve("module-info.class"), new byte[0]); // looked for, never read here

        engine().apply(source(), target(), plugin());

        assertThat(membersOfWork()).contains("register", "<clinit>");
    }

    private Plugin.Engine engine() {
        return new Plugin.Engine.Default()
                .with(
                        new ClassFileLocator.Compound(
                                new ClassFileLocator.ForFolder(classes.toFile()),
                                ClassFileLocator.ForClassLoader.of(getClass().getClassLoader())));
    }

    /** Only real classes: what else is in the folder the hosts do not hand over. */
    private Plugin.Engine.Source source() {
        return new Plugin.Engine.Source.Filtering(
                new Plugin.Engine.Source.ForFolder(classes.toFile()),
                element -> !element.getName().equals("module-info.class"));
    }

    private Plugin.Engine.Target target() {
        return new Plugin.Engine.Target.ForFolder(classes.toFile());
    }

    /** Made as the Maven and the Gradle plugin make it. */
    private Plugin.Factory plugin() throws Exception {
        String name;
        InputStream entries =
                Objects.requireNonNull(
                        getClass().getResourceAsStream("/" + Plugin.Engine.PLUGIN_FILE));
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(entries, StandardCharsets.UTF_8))) {
            name = lines.readLine();
        }
        return new Plugin.Factory.UsingReflection(Class.forName(name).asSubclass(Plugin.class))
                .with(
                        Plugin.Factory.UsingReflection.ArgumentResolver.ForType.of(
                                File.class, classes.toFile()),
                        Plugin.Factory.UsingReflection.ArgumentResolver.ForType.of(
                                BuildLogger.class, new Log()));
    }

    private String membersOfWork() throws IOException {
        StringWriter text = new StringWriter();
        new ClassReader(Files.readAllBytes(classes.resolve("Work.class")))
                .accept(new TraceClassVisitor(new PrintWriter(text)), 0);
        return text.toString();
    }

    private Map<String, byte[]> classFiles() throws IOException {
        Map<String, byte[]> all = new TreeMap<>();
        try (Stream<Path> files = Files.list(classes)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                all.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return all;
    }

    private static Path core() throws Exception {
        return Path.of(Task.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private void compile(String name, String source) throws IOException {
        Path file = Files.writeString(classes.resolve(name + ".java"), source);
        int result =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-proc:none",
                                "-cp",
                                classes
                                        + File.pathSeparator
                                        + System.getProperty("java.class.path"),
                                "-d",
                                classes.toString(),
                                file.toString());
        assertThat(result).isZero();
        Files.delete(file);
    }
}
