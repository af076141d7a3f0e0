package io.procession.internal.deferral;

/** A call that was submitted; its turn comes when what it returned is wanted. */
final class CallStep extends Value {

    private final Task task;
    private final long bytes;

    CallStep(Queue queue, Class<?> type, Task task) {
        super(queue, type);
        this.task = task;
        this.bytes = task.bytes();
    }

    @Override
    void run() throws Throwable {
        become(task.await());
    }

    @Override
    void drop(Throwable failure) {
        super.drop(failure);
        try {
            task.cancel();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    boolean waits() {
        return !task.isDone();
    }

    @Override
    long bytes() {
        return bytes;
    }
}
