package io.procession.cli;

/** Something that the user can put right: its message is all that is printed. */
final class CliException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int exitCode;

    CliException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
