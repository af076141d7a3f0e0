package io.procession.internal.broker;

/**
 * Who asks: a thread of a process.
 *
 * @param process the address of its process
 * @param call the call of its worker in the course of which it asks; 0 for none
 * @param threadId the id of the thread, there
 * @param threadName its name, for messages; no more than the call a part of who it is
 */
public record Client(String process, long call, long threadId, String threadName) {

    /** The calling thread. */
    public static Client current() {
        return of(Thread.currentThread(), Home.currentCall());
    }

    /** A thread of this process, in no call. */
    static Client of(Thread thread) {
        return of(thread, 0);
    }

    private static Client of(Thread thread, long call) {
        return new Client(Home.address(), call, thread.getId(), thread.getName());
    }

    /** Whether its process is the one at this address, or one below it. */
    public boolean isWithin(String address) {
        return Home.isWithin(process, address);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Client client
                && client.threadId == threadId
                && client.process.equals(process);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(threadId) * 31 + process.hashCode();
    }

    /** For people: the thread and the pid. */
    @Override
    public String toString() {
        return "thread " + threadName + " of process " + Home.pidOf(process);
    }
}
