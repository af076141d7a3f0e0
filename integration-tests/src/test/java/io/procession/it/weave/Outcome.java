package io.procession.it.weave;

import io.procession.it.weave.program.Helpers;
import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one run of a program.
 *
 * @param failure the exception that it threw, as text, or "none"
 * @param frames the lines of the program's own classes in that exception's stack trace, innermost
 *     first
 * @param picture result and final state
 */
record Outcome(String failure, List<String> frames, String picture) implements Serializable {

    /**
     * Where the lambda that failed was handed on: when its call is waited for, that statement may
     * be over.
     */
    private static final String OPTIONAL = "?";

    /** Runs a program once, in the calling thread. */
    static Outcome of(ClassLoader loader, Program program) {
        try {
            Class<?> type = loader.loadClass(program.className());
            Class<?> stateType = loader.loadClass("io.procession.it.weave.program.State");
            type.getMethod("reset").invoke(null);
            Object state = stateType.getMethod("of", long.class).invoke(null, program.seed());
            Object result = null;
            Throwable failure = null;
            try {
                result = type.getMethod("main", stateType).invoke(null, state);
            } catch (InvocationTargetException e) {
                failure = e.getCause();
            }
            return of(failure, "result=" + shown(result, state, program) + Picture.ofStatics(type));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("program cannot be run: " + program.className(), e);
        }
    }

    private static String shown(@Nullable Object result, Object state, Program program) {
        Object[] all = {result, state};
        return program.isOrdered() ? Picture.of(all) : Picture.ofContent(all);
    }

    private static Outcome of(@Nullable Throwable failure, String picture) {
        if (failure == null) {
            return new Outcome("none", List.of(), picture);
        }
        List<String> frames = new ArrayList<>();
        boolean inLambda = false;
        for (StackTraceElement each : failure.getStackTrace()) {
            if (each.getClassName().startsWith("gen.")) {
                String line = each.getClassName() + ":" + each.getLineNumber();
                frames.add(inLambda ? OPTIONAL + line : line);
                inLambda = each.getMethodName().startsWith("lambda$");
            }
        }
        return new Outcome(Helpers.say(failure), frames, picture);
    }

    /**
     * Whether a program changes which entries a map has while it goes through them by forEach: the
     * JDK then goes on to the end before it throws, a woven program does not.
     */
    boolean isChangedInForEach(Program program) {
        String changed = "ConcurrentModificationException";
        return program.source().contains(".forEach(")
                && (failure.contains(changed) || picture.contains(changed));
    }

    /** Whether it ended because two calls put different values in one place. */
    boolean isConflict() {
        return failure.startsWith("io.procession.ConflictException");
    }

    /** In what the other differs from this one; empty if in nothing. */
    String differenceTo(Outcome woven) {
        StringBuilder text = new StringBuilder();
        if (!failure.equals(woven.failure)) {
            text.append("  exception: serial ").append(failure).append("\n             woven  ");
            text.append(woven.failure).append('\n');
        } else if (!tells(woven.frames)) {
            text.append("  stack trace: serial ").append(frames).append("\n               woven  ");
            text.append(woven.frames).append('\n');
        }
        return text + Picture.difference(picture, woven.picture);
    }

    /**
     * Whether a stack trace tells what that of the serial program tells: where the method failed,
     * who called it, from where. An effect that fails may fail later, and further down.
     */
    private boolean tells(List<String> other) {
        boolean ofCall = failure.contains("Boom") || failure.contains("Unlucky");
        return ofCall ? containsInOrder(other, frames) : frames.isEmpty() || !other.isEmpty();
    }

    private static boolean containsInOrder(List<String> all, List<String> some) {
        List<String> left = new ArrayList<>(some);
        left.removeIf(each -> each.startsWith(OPTIONAL));
        for (String each : all) {
            String line = each.startsWith(OPTIONAL) ? each.substring(OPTIONAL.length()) : each;
            if (!left.isEmpty() && left.get(0).equals(line)) {
                left.remove(0);
            }
        }
        return left.isEmpty();
    }
}
