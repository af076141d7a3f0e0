package io.procession.it.weave.program;

/** What a concurrent method of a generated program throws. */
public final class Boom extends RuntimeException {

    private static final long serialVersionUID = 1;

    public Boom(String message) {
        super(message);
    }
}
