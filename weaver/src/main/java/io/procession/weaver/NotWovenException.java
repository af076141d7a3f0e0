package io.procession.weaver;

/** Says why a method cannot be woven; becomes a finding. */
final class NotWovenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotWovenException(String message) {
        super(message);
    }
}
