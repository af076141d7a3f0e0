import io.procession.ProcessFuture;
import io.procession.Procession;
import io.procession.shared.Connection;
import io.procession.shared.Pipe;
import java.util.List;

/** "Concurrent Python", Multiprocessing, pipes: a message each way. */
public final class PipeToProcess {

    private PipeToProcess() {}

    static boolean piper(Connection conn) throws InterruptedException {
        Object rx = conn.receive();
        System.out.println("process in " + rx);
        conn.send(List.of("Good", "Night"));
        conn.close();
        return true;
    }

    public static void main(String[] args) throws InterruptedException {
        Pipe pipe = Pipe.open();
        Connection pConn = pipe.left();
        Connection cConn = pipe.right();
        ProcessFuture<Boolean> p = Procession.start(() -> piper(cConn));

        pConn.send(List.of("Hello", "World"));
        Object rx = pConn.receive();
        System.out.println("process out " + rx);
        pConn.close();
        p.join();
    }
}
