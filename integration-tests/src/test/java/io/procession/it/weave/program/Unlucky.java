package io.procession.it.weave.program;

/** What a concurrent method of a generated program throws that declares it. */
public final class Unlucky extends Exception {

    private static final long serialVersionUID = 1;

    public Unlucky(String message) {
        super(message);
    }
}
