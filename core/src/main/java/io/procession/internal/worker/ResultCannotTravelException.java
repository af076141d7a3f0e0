package io.procession.internal.worker;

/** Thrown in place of a result that cannot be sent; plain data, so that it can. */
public final class ResultCannotTravelException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String path;
    private final String type;

    public ResultCannotTravelException(String path, String type, String advice) {
        super(path + " is a " + type + "; " + advice);
        this.path = path;
        this.type = type;
    }

    public String path() {
        return path;
    }

    public String type() {
        return type;
    }
}
