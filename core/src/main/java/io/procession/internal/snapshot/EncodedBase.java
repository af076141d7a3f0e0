package io.procession.internal.snapshot;

import io.procession.spi.Payload;

/**
 * A base on its way to workers.
 *
 * @param payload its bytes, the same for each worker; not to be {@linkplain Payload#release
 *     released} as long as the base is in use, since {@link Base#isUnchanged} reads them
 * @param base what calls on it are encoded with
 */
public record EncodedBase(Payload payload, Base base) {}
