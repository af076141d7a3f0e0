package io.procession.internal.snapshot;

import java.io.IOException;

/**
 * How the changes of objects of one kind are found, and what they can be put back to. Stateless and
 * shared by threads.
 */
abstract class Tracker {

    /** Of objects that have no state of their own that could change. */
    static final Tracker NONE =
            new Tracker() {
                @Override
                void capture(Object object, ShadowStore into) {}

                @Override
                void compare(Object object, ShadowStore from, Changes out) {}

                @Override
                void restore(Object object, ShadowStore from) {}
            };

    /** Notes the state of an object. Calls no code of the user where that can be helped. */
    abstract void capture(Object object, ShadowStore into);

    /**
     * Compares an object with what was noted, and writes the difference, if any. Takes out what
     * {@link #capture} put in.
     */
    abstract void compare(Object object, ShadowStore from, Changes out)
            throws IOException, CannotTravelException;

    /** Undo, first step: takes everything out of tables whose keys may get another hash code. */
    void detach(Object object, ShadowStore from) {}

    /** Undo: puts an object back into the state that was noted, without asking other objects. */
    abstract void restore(Object object, ShadowStore from) throws IOException;

    /** Undo, last step: fills the tables again. */
    void attach(Object object, ShadowStore from) throws IOException {}
}
