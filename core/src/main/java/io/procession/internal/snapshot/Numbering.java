package io.procession.internal.snapshot;

/** Tells which objects the receiver of an encoding has already, and by which numbers. */
interface Numbering {

    /** The first number that is free. */
    int size();

    /** The number of an object, or -1 if it is a new one. */
    int numberOf(Object object);
}
