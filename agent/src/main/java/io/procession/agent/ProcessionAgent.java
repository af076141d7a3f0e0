package io.procession.agent;

import io.procession.weaver.ClassHeader;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Weaves the classes of a program while they are loaded, where its build does not: {@code java
 * -javaagent:procession-agent.jar -cp ... com.acme.Main}.
 *
 * <p>Options, separated by commas: {@code report} prints what the weaver has to say about each
 * class; any other word is a package whose classes are looked at, with those of the packages below
 * ({@code -javaagent:procession-agent.jar=report,com.acme,org.example.batch}); without one all are.
 *
 * <p>Attached to a JVM that runs already, or named as {@code Launcher-Agent-Class} in the manifest
 * of a program's jar, it also weaves what is loaded by then, as far as a JVM lets loaded classes
 * change: they get no new methods, so that calls of their {@code @Concurrent} methods are deferred
 * from {@code @Synchronized} methods only.
 *
 * <p>A class that cannot be woven runs as it is, and a line on stderr says so. Workers need no
 * agent: woven and unwoven classes run the same calls.
 */
public final class ProcessionAgent {

    private static final int USAGE = 2;

    private ProcessionAgent() {}

    /**
     * Called by the JVM before the program's main method. Ends the JVM for an option that is none.
     */
    public static void premain(@Nullable String options, Instrumentation instrumentation) {
        try {
            install(options, instrumentation);
        } catch (IllegalArgumentException e) { // thrown on, it would make the JVM dump its core
            System.err.println("procession: " + e.getMessage());
            System.exit(USAGE);
        }
    }

    /** Called by the JVM when the agent is attached to it. Blocks until what is loaded is woven. */
    public static void agentmain(@Nullable String options, Instrumentation instrumentation) {
        weaveLoaded(install(options, instrumentation), instrumentation);
    }

    private static WeavingTransformer install(
            @Nullable String options, Instrumentation instrumentation) {
        WeavingTransformer transformer =
                new WeavingTransformer(
                        AgentOptions.parse(options == null ? "" : options),
                        new ModuleAccess(instrumentation),
                        System.err);
        instrumentation.addTransformer(
                transformer, instrumentation.isRetransformClassesSupported());
        return transformer;
    }

    private static void weaveLoaded(
            WeavingTransformer transformer, Instrumentation instrumentation) {
        for (Class<?> loaded : concerned(transformer, instrumentation)) {
            try {
                instrumentation.retransformClasses(loaded);
            } catch (Exception | LinkageError | InternalError e) {
                transformer.tellNotWoven(loaded.getName(), e);
            }
        }
    }

    private static List<Class<?>> concerned(
            WeavingTransformer transformer, Instrumentation instrumentation) {
        List<Class<?>> concerned = new ArrayList<>();
        for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
            ClassLoader loader = loaded.getClassLoader();
            if (loader != null && !loaded.isArray() && !loaded.isHidden()) {
                String name = loaded.getName().replace('.', '/');
                if (transformer.looksAt(name) && isConcerned(transformer, loader, name)) {
                    concerned.add(loaded);
                }
            }
        }
        return concerned;
    }

    private static boolean isConcerned(
            WeavingTransformer transformer, ClassLoader loader, String name) {
        try {
            byte[] classFile = transformer.classesOf(loader).find(name);
            return classFile != null
                    && transformer.classesOf(loader).isConcerned(ClassHeader.of(classFile));
        } catch (IllegalArgumentException e) {
            return false; // what was loaded is not what lies there now
        }
    }
}
