package io.procession;

import io.procession.internal.deferral.CallTraces;
import io.procession.internal.deferral.Callee;
import io.procession.internal.snapshot.CannotTravelException;
import io.procession.spi.Death;
import io.procession.spi.Outcome;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Failures of calls of concurrent methods: they name the method and where it was called. */
final class WovenFailures {

    private static final Pattern ARGUMENT = Pattern.compile("^call(?:\\.arguments)?\\[([0-9]+)\\]");

    private WovenFailures() {}

    /** The exception of a call that did not return, its trace going on where the call was made. */
    static Throwable of(Answers answers, Callee callee, Outcome outcome) {
        Throwable error =
                answers.failure(
                        outcome instanceof Outcome.Died died
                                ? new Outcome.Died(told(died.death(), callee))
                                : outcome);
        return of(error, callee);
    }

    /** The same, of what the call threw. */
    static Throwable of(Throwable error, Callee callee) {
        Throwable told =
                error instanceof TaskNotSerializableException e ? ofResult(e, callee) : error;
        if (isMadeHere(told)) {
            told.setStackTrace(new StackTraceElement[0]); // on a thread of ours, which says nothing
        }
        CallTraces.addCallSite(told, callee);
        return told;
    }

    private static boolean isMadeHere(Throwable error) {
        StackTraceElement[] trace = error.getStackTrace();
        return trace.length > 0
                && (trace[0].getClassName().equals(Answers.class.getName())
                        || trace[0].getClassName().equals(WovenFailures.class.getName()));
    }

    private static Throwable ofResult(TaskNotSerializableException e, Callee callee) {
        String message =
                String.valueOf(e.getMessage())
                        .replaceFirst(
                                "^result cannot be sent",
                                Matcher.quoteReplacement(
                                        "result of " + callee.label() + " cannot be sent"));
        return new TaskNotSerializableException(message, e.path(), e.type(), null);
    }

    private static Death told(Death death, Callee callee) {
        if (callee.caller() == null) {
            return death;
        }
        return new Death(
                death.cause(),
                death.pid(),
                death.exitCode(),
                death.task(),
                death.explanation() + "; called at " + callee.callerText(),
                death.lastLines(),
                death.crashReport(),
                death.threadDump(),
                death.deadline(),
                death.initializerError(),
                death.runs());
    }

    /** The exception of a call whose arguments cannot travel. */
    static TaskNotSerializableException refused(Callee callee, CannotTravelException e) {
        Matcher argument = ARGUMENT.matcher(e.path());
        String path = e.path();
        String subject = "call";
        if (argument.find()) {
            int index = Integer.parseInt(argument.group(1)) + (callee.isStatic() ? 1 : 0);
            String rest = path.substring(argument.end());
            subject = index == 0 ? "this" : "argument " + index;
            path = index == 0 ? "this" + rest : "argument " + index + rest;
        }
        return new TaskNotSerializableException(
                subject
                        + " of "
                        + callee.label()
                        + " cannot be sent: "
                        + path
                        + " is a "
                        + e.type()
                        + "; "
                        + e.advice(),
                path,
                e.type(),
                e);
    }
}
