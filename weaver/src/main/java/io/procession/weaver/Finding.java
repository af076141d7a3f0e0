package io.procession.weaver;

/**
 * Something that the weaver has to say about a place in the source: how a call is deferred, where
 * and why it waits, what keeps a loop serial, what will surprise in a worker.
 *
 * @param severity how much it matters
 * @param kind what it is about, for tools
 * @param className the class, as in source: {@code com.acme.Climate}
 * @param method the method's name
 * @param file the source file's name, or the class's simple name if the class file does not tell
 * @param line the line, or 0 if the class file does not tell
 * @param text a sentence for people
 */
public record Finding(
        Severity severity,
        Kind kind,
        String className,
        String method,
        String file,
        int line,
        String text) {

    /** How much a finding matters. */
    public enum Severity {
        /** How a call is treated, as it should be. */
        INFO,
        /** A wait that the program needs. */
        WAIT,
        /** Right, but slower than it looks, or surprising in a worker. */
        WARNING,
        /** The method was not woven. */
        ERROR
    }

    /** What a finding is about. */
    public enum Kind {
        /** A concurrent call whose result flows on without waiting. */
        DEFERRED,
        /** A concurrent call that is waited for at once. */
        AT_ONCE,
        /** A place where everything pending is waited for. */
        WAITS,
        /** A place that waits only for what it reads, if that is pending. */
        GUARD,
        /** A wait inside the loop of a concurrent call: the loop runs one call at a time. */
        SERIAL_LOOP,
        /**
         * A concurrent method reads or writes what a worker has its own of: a static, the console.
         */
        WORKER_STATE,
        /** Which arguments a concurrent call changes, so that they come back; a broken promise. */
        ARGUMENTS,
        /** A concurrent method reads what it also changes, so the order of calls may matter. */
        ORDER,
        /** A parameter, a result or {@code this} cannot travel. */
        CANNOT_TRAVEL,
        /** An annotation that has no effect here. */
        NO_EFFECT,
        /** Anything that stops weaving. */
        NOT_WOVEN
    }

    /** One line: severity, class, method, file and line, text. */
    @Override
    public String toString() {
        return severity + " " + className + "." + method + " (" + file + ":" + line + ") " + text;
    }
}
