package io.procession.weaver;

/**
 * Where a method is in the source.
 *
 * @param owner the class's internal name
 * @param method the method's name as in the source
 * @param file the source file's name
 * @param flags what its annotation asks of its waits, as {@code Scope.open} takes it
 */
record Site(String owner, String method, String file, int flags) {

    String className() {
        return owner.replace('/', '.');
    }

    /** For messages: {@code Climate.serial}. */
    String where() {
        return Needs.simple(owner) + '.' + method;
    }
}
