package io.procession.weaver.build;

import io.procession.weaver.ClassFiles;
import io.procession.weaver.Finding;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import net.bytebuddy.build.BuildLogger;
import net.bytebuddy.build.Plugin;
import net.bytebuddy.description.annotation.AnnotationList;
import net.bytebuddy.description.type.TypeDefinition;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import org.jspecify.annotations.Nullable;

/**
 * Weaves the classes of a Maven or Gradle build. Made, and found by its entry in {@code
 * META-INF/net.bytebuddy/build.plugins}, by {@code byte-buddy-maven-plugin} and {@code
 * byte-buddy-gradle-plugin}: they need no configuration but this artifact among their dependencies.
 *
 * <p>Logs one line for each folder of classes, and every warning. What cannot be woven is logged
 * with its file and line, and fails the build when all classes were seen.
 */
/*
 * Byte Buddy finds the classes, gives them, and writes them back; its own means of rewriting are not used. What its other plugins
 * made of a class so far is gathered as a class file, woven, and fed back (ReplacingVisitor). So the plugin works with every
 * entry point and beside every other plugin.
 */
public final class WeavingPlugin implements Plugin {

    private static final String CONCURRENT = "io.procession.Concurrent";
    private static final String SYNCHRONIZED = "io.procession.Synchronized";

    private final BuildLogger log;
    private final File classes;
    private @Nullable Batch batch;

    /**
     * Called by Byte Buddy.
     *
     * @param classes the folder of class files
     */
    public WeavingPlugin(BuildLogger log, File classes) {
        this.log = log;
        this.classes = classes;
    }

    /** Whether a class may have something to weave: it, or what it inherits from, is annotated. */
    @Override
    public boolean matches(@Nullable TypeDescription type) {
        Deque<TypeDefinition> open = new ArrayDeque<>();
        if (type != null) {
            open.add(type);
        }
        while (!open.isEmpty()) {
            TypeDescription next = open.remove().asErasure();
            if (next.getName().startsWith("java.")) {
                continue;
            }
            if (isAnnotated(next)) {
                return true;
            }
            addSupertypes(next, open);
        }
        return false;
    }

    @Override
    public DynamicType.Builder<?> apply(
            DynamicType.Builder<?> builder, TypeDescription type, ClassFileLocator locator) {
        Batch woven = batch(locator);
        return builder.visit(
                new ReplacingVisitor(classFile -> woven.weave(type.getName(), classFile)));
    }

    /**
     * Called by Byte Buddy when all classes were seen.
     *
     * @throws IOException if some could not be woven: the build fails
     */
    @Override
    public void close() throws IOException {
        Report report = report();
        report.errors().forEach(each -> log.error(ReportText.line(each)));
        report.warnings().forEach(each -> log.warn(ReportText.line(each)));
        log.info(summary(report));
        List<Finding> errors = report.errors();
        if (!errors.isEmpty()) {
            throw new IOException(
                    "procession cannot weave "
                            + errors.get(0).className()
                            + "."
                            + errors.get(0).method()
                            + (errors.size() > 1 ? " and " + (errors.size() - 1) + " more" : "")
                            + "; the errors are logged above");
        }
    }

    private static String summary(Report report) {
        int deferred = report.count(Finding.Kind.DEFERRED);
        int atOnce = report.count(Finding.Kind.AT_ONCE);
        return "procession: "
                + report.woven()
                + (report.woven() == 1 ? " class woven" : " classes woven")
                + (report.before() > 0 ? ", " + report.before() + " woven before" : "")
                + (deferred > 0 ? ", " + deferred + " calls deferred" : "")
                + (atOnce > 0 ? ", " + atOnce + " waited for at once" : "")
                + (report.warnings().isEmpty() ? "" : ", warnings: " + report.warnings().size())
                + (report.errors().isEmpty() ? "" : ", errors: " + report.errors().size());
    }

    private synchronized Report report() {
        return batch == null ? new Report(0, 0, 0, List.of()) : batch.report();
    }

    private synchronized Batch batch(ClassFileLocator locator) {
        if (batch == null) {
            batch = new Batch(classFiles(locator), FolderWeaver.mode(classes.toPath()));
        }
        return batch;
    }

    private static ClassFiles classFiles(ClassFileLocator locator) {
        return internalName -> {
            try {
                ClassFileLocator.Resolution found = locator.locate(internalName.replace('/', '.'));
                return found.isResolved() ? found.resolve() : null;
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read class " + internalName, e);
            }
        };
    }

    private static boolean isAnnotated(TypeDescription type) {
        return type.getDeclaredMethods().stream()
                .anyMatch(method -> isAnnotated(method.getDeclaredAnnotations()));
    }

    private static boolean isAnnotated(AnnotationList annotations) {
        return annotations.stream()
                .map(each -> each.getAnnotationType().getName())
                .anyMatch(name -> name.equals(CONCURRENT) || name.equals(SYNCHRONIZED));
    }

    private static void addSupertypes(TypeDescription type, Deque<TypeDefinition> open) {
        try {
            if (type.getSuperClass() != null) {
                open.add(type.getSuperClass());
            }
            open.addAll(type.getInterfaces());
        } catch (RuntimeException e) {
            return; // one that is not on the class path: it cannot be seen whether it is annotated
        }
    }
}
