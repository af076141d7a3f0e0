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

    /** How long the payload is that they are in. */
    long payloadLength() {
        return payload.length();
    }

    /** How many bytes those have whose numbers are below a limit. */
    long bytes(@Nullable Object[] objects, int limit) {
        long sum = 0;
        for (int i = 0; i < used && places[i] < limit; i += 2) {
            Object array = objects[(int) places[i]];
            sum += array == null ? 0 : Primitives.bytes(array);
        }
        return sum;
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
