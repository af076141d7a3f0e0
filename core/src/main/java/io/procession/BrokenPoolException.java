package io.procession;

import org.jspecify.annotations.Nullable;

/**
 * The pool cannot make workers: its initializer threw in the first of them. All its calls fail with
 * this; close it, mend the initializer (the cause says what it threw), and build another.
 */
public class BrokenPoolException extends ProcessionException {

    private static final long serialVersionUID = 1L;

    BrokenPoolException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
