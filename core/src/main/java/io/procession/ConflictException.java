package io.procession;

/**
 * Concurrent calls depend on each other: two of them put different values in one place of their
 * arguments, or, where {@code verify} is on, their serial run gives something else. Thrown where
 * the calls are waited for, in the caller's process; none of their changes has been made.
 *
 * <p>The message names both calls, the place as a path from an argument such as {@code
 * results["Oslo"][3].mean}, and both values.
 */
public final class ConflictException extends ProcessionException {

    private static final long serialVersionUID = 1L;

    private final String place;
    private final String firstCall;
    private final String secondCall;
    private final String firstValue;
    private final String secondValue;

    ConflictException(
            String message,
            String place,
            String firstCall,
            String secondCall,
            String firstValue,
            String secondValue) {
        super(message);
        this.place = place;
        this.firstCall = firstCall;
        this.secondCall = secondCall;
        this.firstValue = firstValue;
        this.secondValue = secondValue;
    }

    /** The place, as a path from an argument. */
    public String place() {
        return place;
    }

    /** The earlier call in program order; where verify found it, the call that differs. */
    public String firstCall() {
        return firstCall;
    }

    /** The later call; where verify found it, the serial run of the call that differs. */
    public String secondCall() {
        return secondCall;
    }

    /** What the first call put there, shortened. */
    public String firstValue() {
        return firstValue;
    }

    /** What the second call put there, shortened. */
    public String secondValue() {
        return secondValue;
    }
}
