package io.procession.space;

import io.procession.internal.broker.Message;
import io.procession.internal.broker.SharedRef;
import org.jspecify.annotations.Nullable;

/**
 * One take or read whose template only the caller can judge: it looks at what the space finds
 * fitting, a few at a time, and takes by number.
 */
/*
 * Says that there is none only when the space says so for all that was offered since the pass before began (stamps), and all before
 * that were looked at. What was looked at does not change; what somebody else took and lost again has another stamp.
 */
final class Search {

    private final SharedRef ref;
    private final Template template;
    private final boolean takes;
    private long afterNumber;
    private long afterStamp;
    private long passBegan;

    Search(SharedRef ref, Template template, boolean takes) {
        this.ref = ref;
        this.template = template;
        this.takes = takes;
    }

    @Nullable Tuple run(long timeoutNanos) throws InterruptedException {
        long deadline = System.nanoTime() + timeoutNanos;
        for (; ; ) {
            long left =
                    timeoutNanos <= 0 ? timeoutNanos : Math.max(0, deadline - System.nanoTime());
            Message seen = ref.await(seeking(), afterNumber == 0 ? left : 0);
            Tuple found = seen.isOk() ? choose(seen) : null;
            if (found != null || !seen.isOk() && afterNumber == 0) {
                return found;
            }
            goOn(seen);
        }
    }

    @Nullable Tuple runNow() {
        for (; ; ) {
            Message seen = ref.ask(seeking());
            Tuple found = seen.isOk() ? choose(seen) : null;
            if (found != null || !seen.isOk() && afterNumber == 0) {
                return found;
            }
            goOn(seen);
        }
    }

    private Message seeking() {
        return Message.of(
                SpaceState.SEEK,
                template.description(),
                template.values(),
                afterNumber,
                afterStamp);
    }

    private @Nullable Tuple choose(Message seen) {
        int size = template.size();
        for (int i = 0; i < seen.valueCount() / size; i++) {
            Tuple tuple = TupleSpace.tuple(seen, i * size, size);
            if (template.matches(tuple) && (!takes || take(seen.number(2 + i)))) {
                return tuple;
            }
        }
        return null;
    }

    /** False if somebody else was faster. */
    private boolean take(long number) {
        return ref.ask(Message.of(SpaceState.TAKE_NUMBER, number)).isOk();
    }

    private void goOn(Message seen) {
        if (seen.isOk() && afterNumber == 0) {
            passBegan = seen.number(0);
        }
        if (seen.isOk() && seen.number(1) == 1) {
            afterNumber = seen.number(seen.numberCount() - 1);
        } else {
            afterNumber = 0;
            afterStamp = passBegan;
        }
    }
}
