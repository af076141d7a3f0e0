package io.procession.internal.snapshot;

import org.jspecify.annotations.Nullable;

/** Objects by the numbers that they have in both processes: 0, 1, 2, ... */
interface ObjectsByNumber {

    ObjectsByNumber NONE =
            new ObjectsByNumber() {
                @Override
                public int size() {
                    return 0;
                }

                @Override
                public @Nullable Object get(int number) {
                    throw new IndexOutOfBoundsException(number);
                }
            };

    int size();

    /** The object of a number below the size; null if that number was given to nothing. */
    @Nullable Object get(int number);
}
