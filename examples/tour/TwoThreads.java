/** "Concurrent Python", Multithreading 1: two threads. This is Java as it always was. */
public final class TwoThreads {

    private TwoThreads() {}

    static void printer(String a, String b) {
        System.out.println(a + " " + b);
    }

    public static void main(String[] args) throws InterruptedException {
        Thread t1 = new Thread(() -> printer("Hello", "World"));
        Thread t2 = new Thread(() -> printer("Good", "night"));

        t1.start();
        t2.start();

        t1.join();
        t2.join();
    }
}
