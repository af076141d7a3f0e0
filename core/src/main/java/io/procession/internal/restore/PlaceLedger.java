package io.procession.internal.restore;

import io.procession.internal.snapshot.PathFinder;
import io.procession.internal.snapshot.Places;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The places of one object of the caller's own, and which call put what there. Told by the calls in
 * program order; notes the first contradiction.
 */
final class PlaceLedger implements Places {

    /** A value that a call put somewhere. */
    private record Put(int call, @Nullable Object value) {}

    /** Neighbouring elements that a call put values into; up to {@code end}. */
    private record Span(int end, int call, Run values) {}

    /** A key, by its own equality or by identity. */
    private record KeyOf(@Nullable Object key, boolean isByIdentity) {
        @Override
        public int hashCode() {
            return isByIdentity ? System.identityHashCode(key) : Equality.hash(key);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof KeyOf that
                    && (isByIdentity ? key == that.key : Equality.areEqual(key, that.key));
        }
    }

    /** A contradiction: the place within the object, and what the calls put there. */
    record Clash(
            int first,
            int second,
            String place,
            boolean isWhole,
            @Nullable Object firstValue,
            @Nullable Object secondValue) {}

    private final Merge merge;
    private final TreeMap<Integer, Span> spans = new TreeMap<>();
    private final Map<KeyOf, Put> keys = new HashMap<>();
    private final Map<String, Put> fields = new HashMap<>();
    private @Nullable Put whole;
    private @Nullable Put added; // the last that added something
    private @Nullable Put any; // the last that put anything
    private int call;
    private @Nullable Clash clash;

    PlaceLedger(Merge merge) {
        this.merge = merge;
    }

    /** What is told from now on was put by this call. */
    void begin(int callIndex) {
        call = callIndex;
    }

    @Nullable Clash clash() {
        return clash;
    }

    private void note(Put before, String place, boolean isWhole, @Nullable Object value) {
        if (clash == null && merge.areSiblings(before.call, call)) {
            clash = new Clash(before.call, call, place, isWhole, before.value, value);
        }
    }

    private boolean contradicts(Put before, @Nullable Object value) {
        return merge.areSiblings(before.call, call)
                && (merge.call(before.call).readsWhatItWrites()
                        || merge.call(call).readsWhatItWrites()
                        || !Equality.areEqual(before.value, value));
    }

    private void part(String place, @Nullable Object value) {
        if (whole != null) {
            note(whole, "", /* isWhole= */ true, place + " = " + Shortened.of(value));
        }
        any = new Put(call, value);
    }

    @Override
    public void field(String name, @Nullable Object value) {
        Put before = fields.put(name, new Put(call, value));
        if (before != null && contradicts(before, value)) {
            note(before, "." + name, /* isWhole= */ false, value);
        }
    }

    @Override
    public void key(@Nullable Object key, boolean isByIdentity, @Nullable Object value) {
        String place = PathFinder.key(key);
        part(place, value);
        Put before = keys.put(new KeyOf(key, isByIdentity), new Put(call, value));
        if (before != null && contradicts(before, value)) {
            note(before, place, /* isWhole= */ false, value);
        }
    }

    /** What is added comes after whatever earlier calls did, as in the serial program. */
    @Override
    public void added() {
        added = new Put(call, "(added)");
    }

    @Override
    public void moved() {
        if (added != null) {
            note(added, "", /* isWhole= */ true, "(in another order)");
        }
    }

    @Override
    public void whole(@Nullable Object value, boolean isRelative) {
        Put before = whole;
        if (before != null && (isRelative || contradicts(before, value))) {
            note(before, "", /* isWhole= */ true, value);
        }
        if (any != null) {
            note(any, "", /* isWhole= */ true, value);
        }
        if (added != null) {
            note(added, "", /* isWhole= */ true, value);
        }
        whole = new Put(call, value);
    }

    @Override
    public void elements(int start, int length, Run values) {
        part("[" + start + "]", length == 1 ? values.value(start) : "(" + length + " elements)");
        int end = start + length;
        Map.Entry<Integer, Span> at = spans.floorEntry(start);
        if (at == null || at.getValue().end <= start) {
            at = spans.higherEntry(start);
        }
        while (at != null && at.getKey() < end) {
            Span before = at.getValue();
            compare(before, Math.max(start, at.getKey()), Math.min(end, before.end), values);
            cut(at.getKey(), before, start, end);
            at = spans.higherEntry(at.getKey());
        }
        spans.put(start, new Span(end, call, values));
    }

    /**
     * Leaves of an earlier span what a later call did not write to: the last one is compared with.
     */
    private void cut(int from, Span before, int start, int end) {
        spans.remove(from);
        if (from < start) {
            spans.put(from, new Span(start, before.call, before.values));
        }
        if (end < before.end) {
            spans.put(end, before);
        }
    }

    private void compare(Span before, int from, int to, Run values) {
        for (int i = from; i < to && clash == null; i++) {
            Put put = new Put(before.call, before.values.value(i));
            if (contradicts(put, values.value(i))) {
                note(put, "[" + i + "]", /* isWhole= */ false, values.value(i));
            }
        }
    }
}
