package io.procession.spi;

/**
 * How a call ended: the one closed family that every engine reports, and that every caller handles
 * in full.
 */
public sealed interface Outcome {

    /** The task returned; {@code value} is its encoded result. */
    record Returned(Payload value) implements Outcome {}

    /** The task threw; {@code error} is the encoded exception. {@code pid} is where. */
    record Threw(Payload error, long pid) implements Outcome {}

    /** There is no answer and will be none. */
    record Died(Death death) implements Outcome {}
}
