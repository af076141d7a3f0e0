package io.procession.internal.launch;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;

/** The characters of the operating system: of command lines, and of what native code prints. */
final class NativeEncoding {

    static final Charset CHARSET = charset(System.getProperty("native.encoding", "UTF-8"));

    private NativeEncoding() {}

    private static Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return StandardCharsets.UTF_8;
        }
    }
}
