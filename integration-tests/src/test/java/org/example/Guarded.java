package org.example;

/**
 * A class of a user's, which a filter refuses: outside of Procession's own packages, whose classes
 * filters let pass.
 */
public final class Guarded {

    private final String name;

    public Guarded(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }
}
