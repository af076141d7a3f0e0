import io.procession.ProcessPool;

/** "Concurrent Python", Multiprocessing 2: a pool of ten, and a callback for each result. */
public final class PoolWithCallbacks {

    private PoolWithCallbacks() {}

    static String formatter(String a, int b) {
        return a + " " + b;
    }

    public static void main(String[] args) {
        try (ProcessPool pool = ProcessPool.create(10)) {
            for (int each = 0; each < 100; each++) {
                int i = each;
                pool.submit(() -> formatter("Hello", i)).thenAccept(System.out::println);
            }
        } // close and join
    }
}
