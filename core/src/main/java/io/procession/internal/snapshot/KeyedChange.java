package io.procession.internal.snapshot;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keys removed from a map or a set, and entries put into it; or all of them replaced. */
final class KeyedChange extends Change {

    static final int REBUILT = 1;
    static final int REPLACED = 2;
    static final int IDENTITY = 4;

    private final int flags;
    private final int removed;
    private final int put;
    private final int stride;
    private final int firstValue;
    private final boolean isStrike;
    private @Nullable Object @Nullable [] kept; // of a table that is rebuilt

    KeyedChange(Object target, Outcome outcome, Decoder in) throws IOException {
        super(target, outcome);
        if (!(target instanceof Map) && !(target instanceof Set)) {
            throw new InvalidObjectException("has no keys: class=" + target.getClass());
        }
        stride = target instanceof Map ? 2 : 1;
        flags = in.source().getByte();
        removed = in.source().getVarInt();
        put = in.source().getVarInt();
        int limit = Integer.MAX_VALUE / 4;
        if (removed < 0 || put < 0 || removed > limit || put > limit) {
            throw new InvalidObjectException("bad counts: removed=" + removed + ", put=" + put);
        }
        firstValue = outcome.takeValues(removed + stride * put);
        isStrike = stride == 1 && Strike.isOnly(target);
    }

    /** Of a view that is replaced, what is put must be there. */
    private void checkThatNoneIsAdded() {
        List<@Nullable Object> there = new ArrayList<>((Set<?>) target);
        for (Object each : values(removed, put)) {
            if (!Strike.isAmong(each, there)) {
                throw Strike.refusal(target);
            }
        }
    }

    private List<@Nullable Object> values(int first, int count) {
        List<@Nullable Object> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(outcome.peek(firstValue + first + i));
        }
        return values;
    }

    private boolean is(int flag) {
        return (flags & flag) != 0;
    }

    @Override
    boolean hasHole() {
        return outcome.hasHole(firstValue, removed); // the rest is looked at in the last step
    }

    @Override
    boolean mayFail() {
        if (!isTrusted(target) || is(REBUILT)) {
            return true;
        }
        for (int i = 0; i < removed + stride * put; i += i < removed ? 1 : stride) {
            if (!Values.isValue(outcome.peek(firstValue + i))) {
                return true;
            }
        }
        return false;
    }

    @Override
    void detach() {
        if (isStrike) {
            checkThatNoneIsAdded();
            return;
        }
        if (is(REPLACED)) {
            clear();
        } else if (is(REBUILT)) {
            kept = withoutRemoved();
            clear();
        } else {
            for (int i = 0; i < removed; i++) {
                remove(outcome.value(firstValue + i));
            }
        }
    }

    private void clear() {
        if (target instanceof Map<?, ?> map) {
            map.clear();
        } else {
            ((Set<?>) target).clear();
        }
    }

    private void remove(@Nullable Object key) {
        if (target instanceof Map<?, ?> map) {
            map.remove(key);
        } else {
            ((Set<?>) target).remove(key);
        }
    }

    /** By identity: a key may be in a state in which nobody finds it. */
    private @Nullable Object[] withoutRemoved() {
        Map<@Nullable Object, Boolean> gone = new IdentityHashMap<>();
        for (int i = 0; i < removed; i++) {
            gone.put(outcome.value(firstValue + i), true);
        }
        @Nullable Object[] all =
                target instanceof Map<?, ?> map
                        ? KeyedTracker.entriesOf(map)
                        : ((Set<?>) target).toArray();
        List<@Nullable Object> left = new ArrayList<>(all.length);
        for (int i = 0; i < all.length; i += stride) {
            if (!gone.containsKey(all[i]) && !isGoneByValue(all[i], gone)) {
                for (int j = 0; j < stride; j++) {
                    left.add(all[i + j]);
                }
            }
        }
        return left.toArray();
    }

    private static boolean isGoneByValue(
            @Nullable Object key, Map<@Nullable Object, Boolean> gone) {
        if (!Values.isValue(key)) {
            return false;
        }
        for (Object each : gone.keySet()) {
            if (Values.same(each, key)) {
                return true;
            }
        }
        return false;
    }

    @Override
    void apply() {}

    /** Its keys may be collections that are filled in the same step, before this one. */
    @Override
    boolean isFilledLate() {
        return is(REBUILT) || is(REPLACED);
    }

    @Override
    void attach() {
        if (isStrike) {
            return;
        }
        if (kept != null) {
            for (int i = 0; i < kept.length; i += stride) {
                put(kept[i], kept[i + stride - 1]);
            }
        }
        for (int i = 0; i < put; i++) {
            int at = firstValue + removed + stride * i;
            put(outcome.value(at), outcome.value(at + stride - 1));
        }
    }

    @Override
    boolean isStrike() {
        return isStrike;
    }

    @Override
    void strike() {
        List<@Nullable Object> stay = values(removed, put);
        List<@Nullable Object> gone = values(0, removed);
        Strike.strike(
                (Set<?>) target,
                each -> is(REPLACED) ? !Strike.isAmong(each, stay) : Strike.isAmong(each, gone));
    }

    @SuppressWarnings("unchecked")
    private void put(@Nullable Object key, @Nullable Object value) {
        if (target instanceof Map) {
            ((Map<@Nullable Object, @Nullable Object>) target).put(key, value);
        } else {
            ((Collection<@Nullable Object>) target).add(key);
        }
    }

    @Override
    public void tell(Places places) {
        if (is(REPLACED)) {
            places.whole(content(), /* isRelative= */ false);
            return;
        }
        for (int i = 0; i < removed; i++) {
            places.key(outcome.peek(firstValue + i), is(IDENTITY), Places.REMOVED);
        }
        for (int i = 0; i < put; i++) {
            int at = firstValue + removed + stride * i;
            Object value = stride == 1 ? Places.PRESENT : outcome.peek(at + 1);
            places.key(outcome.peek(at), is(IDENTITY), value);
        }
    }

    private Object content() {
        Map<@Nullable Object, @Nullable Object> content = new LinkedHashMap<>();
        for (int i = 0; i < put; i++) {
            int at = firstValue + removed + stride * i;
            content.put(outcome.peek(at), outcome.peek(at + stride - 1));
        }
        return stride == 2 ? content : new LinkedHashSet<>(content.keySet());
    }
}
