package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSource;
import io.procession.spi.Codec;
import java.io.ObjectInputFilter;
import java.util.List;

/**
 * Prints what becomes of an object of a class, made by its constructor without parameters, on its
 * way through a codec: {@code java ... CodecMain <worker|parent> <class> [filter to be set]}.
 */
public final class CodecMain {

    private CodecMain() {}

    public static void main(String[] arguments) throws Exception {
        ClassLoader loader = ClassLoader.getSystemClassLoader();
        GraphCodec codec =
                arguments[0].equals("parent")
                        ? GraphCodec.ofParent(loader, List.of(), null, Codecs.StandIn::new)
                        : new GraphCodec(loader, List.of(), null, Codecs.StandIn::new);
        if (arguments.length > 2) {
            ObjectInputFilter.Config.setSerialFilter(
                    ObjectInputFilter.Config.createFilter(arguments[2]));
        }
        Object value = Class.forName(arguments[1]).getConstructor().newInstance();
        try {
            ByteSource bytes = new ByteSource(codec.encode(value, Codec.Direction.CALL, "value"));
            System.out.println("travelled " + codec.decode(bytes, Codec.Direction.CALL));
        } catch (Exception e) {
            System.out.println(e.getMessage());
        }
    }
}
