package io.procession.internal.deferral;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stack traces as the source reads: methods under their own names, once, and without the machinery.
 */
public final class CallTraces {

    private static final String ROOT = "io.procession.";
    private static final String CALL = MethodCall.class.getName();

    private CallTraces() {}

    /** Cleans an exception of a call, its causes and its suppressed ones, where it was thrown. */
    static void clean(Throwable error) {
        clean(error, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static void clean(@Nullable Throwable error, Set<Throwable> seen) {
        for (Throwable each = error; each != null && seen.add(each); each = each.getCause()) {
            each.setStackTrace(asWritten(upToCall(each.getStackTrace())));
            for (Throwable suppressed : each.getSuppressed()) {
                clean(suppressed, seen);
            }
        }
    }

    /** Of the frames of a call that runs inline, those of the call. */
    private static StackTraceElement[] upToCall(StackTraceElement[] trace) {
        for (int i = 1; i < trace.length; i++) {
            if (trace[i].getClassName().equals(CALL)) {
                return java.util.Arrays.copyOf(trace, i);
            }
        }
        return trace;
    }

    /** Without hidden helpers: {@code work$concurrent} is {@code work}, whose entrance goes. */
    static StackTraceElement[] asWritten(StackTraceElement[] trace) {
        List<StackTraceElement> written = new ArrayList<>(trace.length);
        for (int i = 0; i < trace.length; i++) {
            StackTraceElement frame = trace[i];
            String name = frame.getMethodName();
            if (!name.endsWith(Methods.BODY_SUFFIX)) {
                written.add(frame);
                continue;
            }
            String own = name.substring(0, name.length() - Methods.BODY_SUFFIX.length());
            written.add(renamed(frame, own));
            if (i + 1 < trace.length
                    && trace[i + 1].getMethodName().equals(own)
                    && trace[i + 1].getClassName().equals(frame.getClassName())) {
                i++; // the entrance
            }
        }
        return written.toArray(new StackTraceElement[0]);
    }

    private static StackTraceElement renamed(StackTraceElement frame, String name) {
        String loader = frame.getClassLoaderName();
        boolean isTold = loader != null && frame.toString().startsWith(loader + "/");
        return new StackTraceElement(
                isTold ? loader : null, // or one of the JDK's own would be told from now on
                frame.getModuleName(),
                frame.getModuleVersion(),
                frame.getClassName(),
                name,
                frame.getFileName(),
                frame.getLineNumber());
    }

    /**
     * Makes a trace go on where it is waited for: the calling thread's. Behind the call site, which
     * it has already.
     */
    public static void addCaller(Throwable error, Callee callee) {
        List<StackTraceElement> trace = new ArrayList<>(List.of(error.getStackTrace()));
        trace.addAll(List.of(waiting(callee)));
        error.setStackTrace(trace.toArray(new StackTraceElement[0]));
    }

    /** The same callee, called from where the stack says. */
    public static Callee calledFromHere(Callee callee) {
        StackTraceElement caller =
                StackWalker.getInstance()
                        .walk(frames ->
                                frames.filter(frame -> !isMachinery(frame.getClassName()))
                                        .filter(frame ->
                                                !frame.getMethodName().equals(callee.name())
                                                        || !frame.getClassName()
                                                                .equals(callee.owner().getName()))
                                        .findFirst()
                                        .map(StackWalker.StackFrame::toStackTraceElement)
                                        .orElse(null));
        return new Callee(
                callee.owner(),
                callee.name(),
                callee.type(),
                callee.isStatic(),
                callee.isSpecial(),
                caller);
    }

    /** Makes a trace go on where the call was made: for a failure that nobody waits for. */
    public static void addCallSite(Throwable error, Callee callee) {
        if (callee.caller() != null) {
            StackTraceElement[] trace = error.getStackTrace();
            StackTraceElement[] longer = java.util.Arrays.copyOf(trace, trace.length + 1);
            longer[trace.length] = callee.caller();
            error.setStackTrace(asWritten(longer));
        }
    }

    private static StackTraceElement[] waiting(Callee callee) {
        StackTraceElement[] here = new Throwable().getStackTrace();
        int from = 0;
        while (from < here.length && isMachinery(here[from].getClassName())) {
            from++;
        }
        boolean isEntrance =
                callee.caller() == null
                        && from < here.length
                        && here[from].getMethodName().equals(callee.name());
        if (isEntrance) {
            from++;
        }
        return asWritten(java.util.Arrays.copyOfRange(here, from, here.length));
    }

    /** Of an exception of deferred code in this thread: leaves out the frames of the machinery. */
    static Throwable withoutMachinery(Throwable error) {
        StackTraceElement[] trace = error.getStackTrace();
        List<StackTraceElement> rest = new ArrayList<>(trace.length);
        for (StackTraceElement frame : trace) {
            if (!isMachinery(frame.getClassName())) {
                rest.add(frame);
            }
        }
        if (rest.size() < trace.length) {
            error.setStackTrace(rest.toArray(new StackTraceElement[0]));
        }
        return error;
    }

    private static boolean isMachinery(String className) {
        return className.startsWith("java.lang.invoke.")
                || className.startsWith(ROOT)
                        && (className.startsWith("internal.", ROOT.length())
                                || className.startsWith("bridge.", ROOT.length())
                                || className.indexOf('.', ROOT.length()) < 0);
    }
}
