import io.procession.ProcessPool;
import java.util.List;

/** "Concurrent Python", Multiprocessing 2, the other way that it names: a list is passed to map. */
public final class PoolMap {

    private PoolMap() {}

    static String formatter(int number) {
        return "Hello " + number;
    }

    public static void main(String[] args) {
        try (ProcessPool pool = ProcessPool.create(2)) {
            pool.map(PoolMap::formatter, List.of(0, 1, 2, 3)).forEach(System.out::println);
        }
    }
}
