package io.procession.cli;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * The main class of a program's JVM: sees to it that the private directory goes when the JVM does,
 * and calls the program's main method. What the program throws is reported as java reports it,
 * without the frames from here.
 */
final class ProgramMain {

    private static final boolean INSTANCE_MAIN = Runtime.version().feature() >= 25;

    private ProgramMain() {}

    /** Takes the name of the main class, then the program's own arguments. */
    public static void main(String[] args) throws Throwable {
        removeDirectoryAtExit();
        Class<?> program = load(args[0]);
        String[] arguments = Arrays.copyOfRange(args, 1, args.length);
        try {
            invoke(mainMethod(program), arguments);
        } catch (InvocationTargetException e) {
            throw trimmed(Objects.requireNonNull(e.getCause()));
        }
    }

    private static void removeDirectoryAtExit() {
        String directory = System.getProperty(RunDirectory.PROPERTY);
        if (directory != null) {
            Thread removal =
                    new Thread(
                            () -> RunDirectory.delete(Path.of(directory)), "procession-run-clean");
            Runtime.getRuntime().addShutdownHook(removal);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, /* initialize= */ false, ClassLoader.getSystemClassLoader());
        } catch (ClassNotFoundException | NoClassDefFoundError e) {
            throw refusal(
                    "no class "
                            + name
                            + " on the class path: "
                            + System.getProperty("java.class.path")
                            + "; name its folder or jar with -cp, before the class");
        }
    }

    private static Method mainMethod(Class<?> program) {
        return method(program, String[].class)
                .or(() -> INSTANCE_MAIN ? method(program) : Optional.empty())
                .orElseThrow(() ->
                        refusal(
                                "no main method in class "
                                        + program.getName()
                                        + "; add: public static void main(String[] args)"));
    }

    private static Optional<Method> method(Class<?> program, Class<?>... parameters) {
        for (Class<?> type = program; type != null; type = type.getSuperclass()) {
            try {
                Method main = type.getDeclaredMethod("main", parameters);
                if (isMain(main.getModifiers())) {
                    main.setAccessible(true);
                    return Optional.of(main);
                }
            } catch (NoSuchMethodException e) {
                // perhaps its superclass has it
            }
        }
        return Optional.empty();
    }

    private static boolean isMain(int modifiers) {
        return INSTANCE_MAIN
                ? !Modifier.isPrivate(modifiers)
                : Modifier.isPublic(modifiers) && Modifier.isStatic(modifiers);
    }

    private static void invoke(Method main, String[] arguments)
            throws ReflectiveOperationException {
        Object target = null;
        if (!Modifier.isStatic(main.getModifiers())) {
            Constructor<?> constructor = main.getDeclaringClass().getDeclaredConstructor();
            constructor.setAccessible(true);
            target = constructor.newInstance();
        }
        if (main.getParameterCount() == 0) {
            main.invoke(target);
        } else {
            main.invoke(target, (Object) arguments);
        }
    }

    private static Throwable trimmed(Throwable thrown) {
        StackTraceElement[] trace = thrown.getStackTrace();
        for (int i = 0; i < trace.length; i++) {
            if (trace[i].getClassName().startsWith("jdk.internal.reflect.")
                    || trace[i].getClassName().startsWith("java.lang.reflect.")) {
                boolean onlyOursBelow =
                        Arrays.stream(trace, i, trace.length).allMatch(ProgramMain::isOurs);
                if (onlyOursBelow) {
                    thrown.setStackTrace(Arrays.copyOf(trace, i));
                    break;
                }
            }
        }
        return thrown;
    }

    private static boolean isOurs(StackTraceElement frame) {
        return frame.getClassName().startsWith("jdk.internal.reflect.")
                || frame.getClassName().startsWith("java.lang.reflect.")
                || frame.getClassName().equals(ProgramMain.class.getName());
    }

    private static RuntimeException refusal(String message) {
        System.err.println("procession: " + message);
        System.exit(Main.USAGE);
        throw new IllegalStateException("System.exit returned");
    }
}
