package io.procession;

import org.jspecify.annotations.Nullable;

/**
 * A task, an argument or a result holds something that cannot be sent to another process. Thrown at
 * the call for arguments; for results, when the future is read. The pool is unharmed.
 */
public class TaskNotSerializableException extends ProcessionException {

    private static final long serialVersionUID = 1L;

    private final String path;
    private final String type;

    public TaskNotSerializableException(
            String message, String path, String type, @Nullable Throwable cause) {
        super(message, cause);
        this.path = path;
        this.type = type;
    }

    /**
     * The fields that lead from the task, argument or result to the culprit, such as {@code
     * Blur.image.in}.
     */
    public String path() {
        return path;
    }

    /** The class of the culprit. */
    public String type() {
        return type;
    }
}
