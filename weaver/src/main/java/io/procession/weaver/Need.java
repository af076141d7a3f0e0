package io.procession.weaver;

/**
 * What has to be waited for before an instruction, if anything is pending there.
 *
 * @param kind what it looks at
 * @param source of an iteration or an entry, the call whose receiver is the container
 * @param detail the kind of guard
 * @param name of a field, its name
 * @param why what the instruction does, for people
 */
record Need(Kind kind, int source, int detail, String name, String why) {

    /** What an instruction looks at. */
    enum Kind {
        NONE,
        EVERYTHING,
        ARRAY_READ,
        ARRAY_WRITE,
        FIELD_READ,
        FIELD_WRITE,
        STATIC_READ,
        CONTAINER,
        ITERATION,
        ENTRY
    }

    static final Need NONE = new Need(Kind.NONE, Flow.NOWHERE, 0, "", "");

    static Need everything(String why) {
        return new Need(Kind.EVERYTHING, Flow.NOWHERE, 0, "", why);
    }

    static Need of(Kind kind, String name, String why) {
        return new Need(kind, Flow.NOWHERE, 0, name, why);
    }

    static Need container(int guard, String why) {
        return new Need(Kind.CONTAINER, Flow.NOWHERE, guard, "", why);
    }

    static Need through(Kind kind, int source, int detail, String why) {
        return new Need(kind, source, detail, "", why);
    }

    boolean isNone() {
        return kind == Kind.NONE;
    }

    boolean isEverything() {
        return kind == Kind.EVERYTHING;
    }
}
