package io.procession.weaver;

/**
 * What the place where a class is woven allows and needs.
 *
 * @param addsMembers whether the class may get new methods: a class that is loaded may not
 * @param registers whether the class is of a named module, and therefore lets workers call its
 *     methods by itself, whatever the module opens
 */
public record WeaveMode(boolean addsMembers, boolean registers) {

    /** In a build, or while a class is loaded, on the class path. */
    public static final WeaveMode BUILD = new WeaveMode(true, false);

    /** The same in a named module. */
    public static final WeaveMode MODULE = new WeaveMode(true, true);

    /** Of a class that is loaded. */
    public static final WeaveMode LOADED = new WeaveMode(false, false);
}
