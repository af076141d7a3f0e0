package io.procession.weaver;

/**
 * What a method of the platform does to its operands, the receiver being the first.
 *
 * @param written the operand that it writes to, or -1
 * @param keeps what of the other operands that one holds afterwards
 * @param readsItself whether what is written depends on what was there
 * @param result what it returns
 */
record LibraryRule(int written, Keeps keeps, boolean readsItself, Result result) {

    /** What a written object holds afterwards. */
    enum Keeps {
        NOTHING,
        /** The other operands. */
        OPERANDS,
        /** What the other operands hold. */
        ELEMENTS,
        /** Both. */
        BOTH
    }

    /** What a call returns, if it is neither a primitive nor a value. */
    enum Result {
        /** An element of the receiver; another operand. */
        ELEMENT,
        /** The first operand, or a view that writes through to it. */
        RECEIVER,
        /** Something new that holds what the operands hold, and the other operands. */
        COPY,
        /** Something new that goes through the receiver, and may remove from it. */
        ITERATOR,
        /** A set of the receiver's entries. */
        ENTRIES,
        /** Something new that holds what the functions gave. */
        MAPPED,
        /** A function made of the operands, which are functions. */
        FUNCTION
    }

    static LibraryRule reads(Result result) {
        return new LibraryRule(-1, Keeps.NOTHING, false, result);
    }

    static LibraryRule writes(int operand, Keeps keeps) {
        return new LibraryRule(operand, keeps, false, Result.ELEMENT);
    }

    LibraryRule giving(Result newResult) {
        return new LibraryRule(written, keeps, readsItself, newResult);
    }

    LibraryRule ofItself() {
        return new LibraryRule(written, keeps, true, result);
    }
}
