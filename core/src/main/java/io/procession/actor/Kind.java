package io.procession.actor;

/** What a letter asks of an actor, and of its stage. */
enum Kind {
    /**
     * Makes the object. Values: its name; its factory or its state. Gives its state, if it is
     * copied.
     */
    CREATE(2),
    /** Runs a message. Values: the message. Gives the result, then perhaps the state. */
    MESSAGE(1),
    /** Gives the state. */
    COPY(0),
    /** Gives the state, and forgets the object. */
    LEAVE(0),
    /** Closes the object, if it can be closed, and forgets it. */
    END(0);

    final int values;

    Kind(int values) {
        this.values = values;
    }
}
