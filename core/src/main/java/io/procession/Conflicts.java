package io.procession;

/** What happens when two concurrent calls put different values in one place of their arguments. */
public enum Conflicts {
    /** {@link ConflictException}, which names both calls and the place; nothing is changed. */
    FAIL,
    /** The value of the last call in program order stays. */
    LAST_CALL_WINS
}
