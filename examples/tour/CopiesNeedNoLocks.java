import io.procession.ProcessFuture;
import io.procession.ProcessPool;

/**
 * "Painless Concurrency: The multiprocessing Module", demo_processing_2: two functions that use the
 * same two variables. Each gets copies, so there is nothing to lock, and nothing to dead-lock.
 */
public final class CopiesNeedNoLocks {

    private CopiesNeedNoLocks() {}

    /** What both work on; no lock, no volatile, and not Serializable. */
    static final class Variables {
        int x;
        int y;

        @Override
        public String toString() {
            return "x=" + x + " y=" + y;
        }
    }

    static Variables f1(Variables v) {
        v.x = v.y + 1;
        return v;
    }

    static Variables f2(Variables v) {
        v.y = v.x + 10;
        return v;
    }

    public static void main(String[] args) {
        Variables v = new Variables();
        try (ProcessPool pool = ProcessPool.create(2)) {
            ProcessFuture<Variables> one = pool.submit(() -> f1(v));
            ProcessFuture<Variables> two = pool.submit(() -> f2(v));
            System.out.println("f1: " + one.result());
            System.out.println("f2: " + two.result());
        }
        System.out.println("here: " + v);
    }
}
