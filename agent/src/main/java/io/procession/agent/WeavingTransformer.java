package io.procession.agent;

import io.procession.weaver.ClassHeader;
import io.procession.weaver.Concerned;
import io.procession.weaver.Finding;
import io.procession.weaver.WeaveMode;
import io.procession.weaver.Weaver;
import io.procession.weaver.WovenClass;
import java.io.PrintStream;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Weaves a class when the JVM defines it. Thread-safe: classes are loaded by many threads at once.
 */
/*
 * Called for every class of the program, so what costs comes last: the name is looked at, then the constant pool
 * (ClassHeader, Concerned), and only a class that may have something to weave makes the JVM load the weaver and ASM.
 *
 * The JVM swallows what a transformer throws, and loads the class as it is. So everything is caught here, and told.
 *
 * What is run for every class uses no lambdas and no streams: linking the first of them would cost a small program more than all else
 * here.
 *
 * While a class is being transformed the class files of others are read through its loader. That may load classes of the loader's
 * own, for which the JVM calls here again, in the same thread; they are the business of nobody here and pass.
 */
final class WeavingTransformer implements ClassFileTransformer {

    private static final String OWN = "io/procession/";
    private static final String[] OWN_PACKAGES = {
        "actor/",
        "agent/",
        "bridge/",
        "cli/",
        "cluster/",
        "internal/",
        "shared/",
        "space/",
        "spi/",
        "weaver/"
    };
    private static final String[] LIBRARIES = {
        "com/intellij/",
        "net/bytebuddy/",
        "org/apache/maven/",
        "org/gradle/",
        "org/jacoco/",
        "org/junit/",
        "org/objectweb/",
        "org/slf4j/"
    };

    private final AgentOptions options;
    private final BiConsumer<Module, ClassLoader> letRead;
    private final PrintStream err;
    private final Map<ClassLoader, LoaderClasses> loaders =
            new WeakHashMap<>(); // guarded by itself

    /**
     * A transformer.
     *
     * @param letRead lets a named module read what its woven classes call
     * @param err where it tells of what is not woven
     */
    WeavingTransformer(
            AgentOptions options, BiConsumer<Module, ClassLoader> letRead, PrintStream err) {
        this.options = options;
        this.letRead = letRead;
        this.err = err;
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable Module module,
            @Nullable ClassLoader loader,
            @Nullable String name,
            @Nullable Class<?> loaded,
            @Nullable ProtectionDomain domain,
            byte[] classFile) {
        if (module == null || loader == null || name == null || !looksAt(name)) {
            return null;
        }
        try {
            LoaderClasses classes = classesOf(loader);
            ClassHeader header = ClassHeader.of(classFile);
            return classes.isConcerned(header)
                    ? weave(module, loader, name, loaded, classFile)
                    : null;
        } catch (Throwable e) {
            tellNotWoven(name.replace('/', '.'), e);
            return null;
        }
    }

    /** Whether a class is looked at at all, by its internal name. */
    boolean looksAt(String name) {
        return !Concerned.isOfLibrary(name)
                && !isOwn(name)
                && !startsWithAny(name, 0, LIBRARIES)
                && options.include(name);
    }

    LoaderClasses classesOf(ClassLoader loader) {
        synchronized (loaders) {
            LoaderClasses classes = loaders.get(loader);
            if (classes == null) {
                classes = new LoaderClasses(loader);
                loaders.put(loader, classes);
            }
            return classes;
        }
    }

    /** Tells of a class that runs as it is. */
    void tellNotWoven(String className, Throwable reason) {
        tellNotWoven(className, reason.toString());
    }

    private void tellNotWoven(String className, String reason) {
        err.println("procession: NOT woven: " + className + ": " + reason);
    }

    private static boolean isOwn(String name) {
        return name.startsWith(OWN)
                && (name.indexOf('/', OWN.length()) < 0
                        || startsWithAny(name, OWN.length(), OWN_PACKAGES));
    }

    private static boolean startsWithAny(String name, int from, String[] prefixes) {
        for (String prefix : prefixes) {
            if (name.startsWith(prefix, from)) {
                return true;
            }
        }
        return false;
    }

    private byte @Nullable [] weave(
            Module module,
            ClassLoader loader,
            String name,
            @Nullable Class<?> loaded,
            byte[] classFile) {
        LoaderClasses classes = classesOf(loader);
        if (!classes.hasBridge()) {
            tellNotWoven(
                    name.replace('/', '.'),
                    "its class loader does not find procession-core; put that on the class path");
            return null;
        }
        WeaveMode mode = mode(module, name, loaded, classes);
        WovenClass woven = new Weaver(classes).weave(classFile, mode);
        tell(woven, mode);
        if (!woven.changed()) {
            return null;
        }
        if (module.isNamed()) {
            letRead.accept(module, loader);
        }
        if (loaded == null) {
            classes.noteWovenAtLoad(name);
        }
        return woven.bytes();
    }

    /** A class that changes when it is loaded keeps the methods that it got, and gets no others. */
    private static WeaveMode mode(
            Module module, String name, @Nullable Class<?> loaded, LoaderClasses classes) {
        if (loaded != null && !classes.wasWovenAtLoad(name)) {
            return WeaveMode.LOADED;
        }
        return module.isNamed() ? WeaveMode.MODULE : WeaveMode.BUILD;
    }

    private void tell(WovenClass woven, WeaveMode mode) {
        for (Finding finding : woven.findings()) {
            boolean hasNoEffect = !mode.addsMembers() && finding.kind() == Finding.Kind.NO_EFFECT;
            if (finding.severity() == Finding.Severity.ERROR || hasNoEffect) {
                tellNotWoven(
                        finding.className() + "." + finding.method(),
                        finding.text() + " (" + finding.file() + ":" + finding.line() + ")");
            } else if (options.reports()) {
                err.println("procession: " + finding);
            }
        }
    }
}
