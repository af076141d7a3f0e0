package io.procession.internal.snapshot;

import java.io.InvalidObjectException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What calls made of a {@link World}, rebuilt in the caller's process beside its own objects. What
 * the calls could not change is the caller's own.
 *
 * @param arguments of each call, what it may change
 * @param results of each call, what it returned or threw
 * @param areThrown of each call, whether it threw
 */
public record Replica(
        List<@Nullable Object> arguments, List<@Nullable Object> results, List<Boolean> areThrown) {

    /** Takes apart what {@link WorldCopy#content} put together. */
    static Replica of(@Nullable Object content) throws InvalidObjectException {
        if (content instanceof Object[] parts
                && parts.length == 3
                && parts[0] instanceof Object[] arguments
                && parts[1] instanceof Object[] results
                && parts[2] instanceof boolean[] areThrown
                && arguments.length >= results.length
                && results.length == areThrown.length) {
            List<Boolean> thrown = new ArrayList<>();
            for (boolean each : areThrown) {
                thrown.add(each);
            }
            return new Replica(asList(arguments), asList(results), thrown);
        }
        throw new InvalidObjectException("not the content of a world");
    }

    private static List<@Nullable Object> asList(@Nullable Object[] objects) {
        List<@Nullable Object> list = new ArrayList<>();
        Collections.addAll(list, objects);
        return Collections.unmodifiableList(list);
    }
}
