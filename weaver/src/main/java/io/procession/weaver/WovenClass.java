package io.procession.weaver;

import java.util.List;

/**
 * What became of one class file.
 *
 * @param bytes the class file, the very array that was given if nothing was woven
 * @param changed whether the class was woven now; false also if it was woven before
 * @param findings what there is to say about it, in the order of the lines
 */
public record WovenClass(byte[] bytes, boolean changed, List<Finding> findings) {}
