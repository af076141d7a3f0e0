package io.procession.it;

import io.procession.spi.Codec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;

/** Adds 5 to an argument, and multiplies a result by 7. */
record SkewedCodec() implements Codec, Serializable {

    @Override
    public boolean handles(Class<?> type) {
        return type == Skewed.class;
    }

    @Override
    public void encode(Object value, DataOutput out, Direction direction) throws IOException {
        int plain = ((Skewed) value).value();
        out.writeInt(direction == Direction.CALL ? plain + 5 : plain * 7);
    }

    @Override
    public Object decode(Class<?> type, DataInput in, Direction direction) throws IOException {
        return new Skewed(in.readInt());
    }
}
