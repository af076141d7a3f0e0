package io.procession.internal.launch;

import io.procession.internal.channel.DialBack;
import io.procession.spi.Transport;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Stands in for a worker's main class: obeys commands that arrive over the pipes, and answers with
 * a string each.
 */
public final class GuestMain {

    private GuestMain() {}

    public static void main(String[] arguments) throws Exception {
        Transport parent = DialBack.toParent();
        DataInputStream in = new DataInputStream(new TransportInput(parent));
        send(parent, "hello");
        for (int command = in.read(); command >= 0; command = in.read()) {
            send(parent, obey((char) command, in.readUTF()));
        }
    }

    private static void send(Transport parent, String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new DataOutputStream(bytes).writeUTF(text);
        parent.write(bytes.toByteArray(), 0, bytes.size());
    }

    private static String obey(char command, String argument) throws Exception {
        return switch (command) {
            case 'e' -> argument;
            case 'p' -> first(65_000, System.getProperty(argument, ""));
            case 'v' -> Map.copyOf(System.getenv()).getOrDefault(argument, "");
            case 'c' -> className(argument);
            case 's' -> spawn(argument);
            case 'o' -> print(argument);
            case 'x' -> halt(Integer.parseInt(argument));
            case 'h' -> Long.toString(Runtime.getRuntime().maxMemory());
            case 'n' -> Integer.toString(Runtime.getRuntime().availableProcessors());
            case 'k' -> crash();
            case 'm' ->
                    Boolean.toString(
                            Files.readString(Path.of("/proc/self/maps")).contains(argument));
            case 'a' -> Boolean.toString(GuestMain.class.desiredAssertionStatus());
            default -> throw new IOException("no such command: " + command);
        };
    }

    private static String first(int length, String text) {
        return text.substring(0, Math.min(length, text.length())); // writeUTF takes no more
    }

    private static String className(String name) {
        try {
            Class<?> found = Class.forName(name);
            return found.getName() + " in " + found.getModule();
        } catch (ClassNotFoundException e) {
            return "not found";
        }
    }

    /** Starts a shell, and answers with the pid that it prints first. */
    private static String spawn(String script) throws IOException {
        Process shell =
                new ProcessBuilder("/bin/sh", "-c", script)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        return shell.inputReader().readLine();
    }

    private static String print(String text) {
        System.out.print(text);
        System.err.flush();
        return "printed";
    }

    private static String halt(int code) {
        Runtime.getRuntime().halt(code);
        return "";
    }

    /** Writes to address 0, by reflection: javac warns of Unsafe, and cannot be told not to. */
    private static String crash() throws Exception {
        Class<?> unsafe = Class.forName("sun.misc.Unsafe");
        Field field = unsafe.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        unsafe.getMethod("putAddress", long.class, long.class).invoke(field.get(null), 0L, 0L);
        return "survived";
    }
}
