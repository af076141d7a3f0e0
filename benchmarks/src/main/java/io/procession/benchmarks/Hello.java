package io.procession.benchmarks;

import java.io.IOException;

/** The bare JVM that workers are compared with: says hello, and ends when its input does. */
final class Hello {

    private Hello() {}

    public static void main(String[] args) throws IOException {
        System.out.println("hello");
        if (args.length > 0) {
            while (System.in.read() >= 0) {
                // what comes does not matter
            }
        }
    }
}
