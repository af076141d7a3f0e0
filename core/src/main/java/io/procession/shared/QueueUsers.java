package io.procession.shared;

import io.procession.internal.broker.Home;
import io.procession.internal.broker.ProcessLife;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The processes that have mapped the memory of a queue, by the numbers that its owner has given
 * them. Guarded by the monitor of the queue's state; a number is never used again.
 */
final class QueueUsers {

    private record User(int number, ProcessLife life) {}

    private final Map<String, User> users = new HashMap<>();
    private int last = QueueMemory.OWNER;

    /** The number of a process, from now on; 0 if it cannot have one. */
    int numberOf(String process) {
        User known = users.get(process);
        if (known != null) {
            return known.number;
        }
        ProcessLife life = last < QueueMemory.MOST_NUMBER ? ProcessLife.of(process) : null;
        if (life == null) {
            return 0;
        }
        last++;
        users.put(process, new User(last, life));
        return last;
    }

    /** Whether a process can write no more, for certain. */
    boolean isDead(int number) {
        User found = find(number);
        return found == null || found.life.isOver();
    }

    private @Nullable User find(int number) {
        for (User each : users.values()) {
            if (each.number == number) {
                return each;
            }
        }
        return null;
    }

    /**
     * Whether one of them, at an address or below it, may still write; forgets the others there.
     */
    boolean mayWrite(String address) {
        users.entrySet()
                .removeIf(each ->
                        Home.isWithin(each.getKey(), address) && each.getValue().life.isOver());
        return users.keySet().stream().anyMatch(each -> Home.isWithin(each, address));
    }
}
