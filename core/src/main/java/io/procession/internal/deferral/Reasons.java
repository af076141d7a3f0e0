package io.procession.internal.deferral;

/** Why a Synchronized method waits, in words for {@link WaitTrace}. */
public final class Reasons {

    public static final String VALUE = "the value is needed";
    public static final String EVERYTHING = "code that may see anything comes next";
    public static final String FAILURE = "an exception is on its way out";
    public static final String PRESSURE = "much is pending";
    public static final String ARGUMENT = "an argument reaches an object with a pending change";
    public static final String UNKNOWN = "an object of a class not known here";
    public static final String READ = "a pending place is read";
    public static final String WRITE = "a pending place is written";
    public static final String STRUCTURE = "elements are pending to be added or removed";
    public static final String WILD = "a pending call may change anything";
    public static final String PUBLICATION = "other threads may see this write";
    public static final String USER_CODE = "equals, hashCode or toString of a class not known here";

    private Reasons() {}
}
