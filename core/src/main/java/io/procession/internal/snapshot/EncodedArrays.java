package io.procession.internal.snapshot;

import io.procession.spi.Payload;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Where large arrays of primitives are in the bytes of a call: by their numbers, in order. */
final class EncodedArrays {

    private final Payload payload;
    private long[] places = new long[4]; // number, position, number, position, ...
    private int used;

    EncodedArrays(Payload payload) {
        this.payload = payload;
    }

    void add(int number, long position) {
        if (used == places.length) {
            places = Arrays.copyOf(places, used * 2);
        }
        places[used++] = number;
        places[used++] = position;
    }

    @Nullable EncodedArray find(int number) {
        int low = 0;
        int high = used / 2 - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (places[2 * middle] == number) {
                return new EncodedArray(payload, places[2 * middle + 1]);
            }
            if (places[2 * middle] < number) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }
}
