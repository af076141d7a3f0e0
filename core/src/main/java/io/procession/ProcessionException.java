package io.procession;

import org.jspecify.annotations.Nullable;

/**
 * The root of all failures that Procession itself reports. Unchecked: all say what died, why, and
 * what to do.
 */
public class ProcessionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ProcessionException(String message) {
        super(message);
    }

    public ProcessionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
