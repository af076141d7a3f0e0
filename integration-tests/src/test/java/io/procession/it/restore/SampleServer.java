package io.procession.it.restore;

import io.procession.it.weave.Sample;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Runs the samples that it is told to, in a JVM of its own; its class path has them. */
final class SampleServer {

    private SampleServer() {}

    /** Argument: the port of whoever tells it; it ends with that connection. */
    public static void main(String[] arguments) throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        try (Socket socket = new Socket(here, Integer.parseInt(arguments[0]))) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            while (in.readBoolean()) {
                byte[] text = run(in.readUTF()).getBytes(StandardCharsets.UTF_8);
                out.writeInt(text.length);
                out.write(text);
                out.flush();
            }
        }
    }

    private static String run(String name) {
        return Sample.text(Sample.run(SampleServer.class.getClassLoader(), name));
    }
}
