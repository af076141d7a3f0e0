package io.procession.it.restore;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs programs of its class path one after another, each with its output in a file. */
final class ExampleServer {

    private ExampleServer() {}

    /** Arguments: the folder for the files, and the names of the classes. */
    public static void main(String[] arguments) throws Exception {
        for (int i = 1; i < arguments.length; i++) {
            Files.writeString(Path.of(arguments[0], arguments[i] + ".txt"), output(arguments[i]));
        }
        System.out.println("children " + ProcessHandle.current().children().count());
    }

    private static String output(String name) throws ReflectiveOperationException, IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            System.setOut(out);
            Method main = Class.forName(name).getMethod("main", String[].class);
            main.invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
