package io.procession.internal.snapshot;

/** A value holds something that cannot be sent to another process. */
public final class CannotTravelException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String path;
    private final String type;
    private final String advice;

    /**
     * @param path the fields that lead to the culprit, such as {@code Job.lambda.reader.in}
     * @param type the culprit's class
     * @param advice why it cannot travel, and the way out
     */
    public CannotTravelException(String path, String type, String advice) {
        super(path + " is a " + type + "; " + advice);
        this.path = path;
        this.type = type;
        this.advice = advice;
    }

    public String path() {
        return path;
    }

    public String type() {
        return type;
    }

    public String advice() {
        return advice;
    }
}
