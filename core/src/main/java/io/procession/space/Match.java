package io.procession.space;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A condition on one field, for a template; made by {@link TupleSpace#where}. Runs in the process
 * of who takes or reads, on the calling thread, on a copy of the field.
 */
public final class Match {

    private final Class<?> type;
    private final Predicate<Object> condition;

    Match(Class<?> type, Predicate<Object> condition) {
        this.type = Types.boxed(type);
        this.condition = condition;
    }

    Class<?> type() {
        return type;
    }

    boolean holdsFor(@Nullable Object field) {
        return type.isInstance(field) && condition.test(field);
    }

    @Override
    public String toString() {
        return "where(" + type.getName() + ")";
    }
}
