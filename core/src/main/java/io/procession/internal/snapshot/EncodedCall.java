package io.procession.internal.snapshot;

import io.procession.spi.Payload;

/**
 * A call on its way to a worker.
 *
 * @param payload its bytes
 * @param originals the caller's own objects, for the way back
 */
public record EncodedCall(Payload payload, Originals originals) {}
