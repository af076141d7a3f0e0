package io.procession.internal.snapshot;

/** All that is written of one object: bytes, and what it leads to. */
record Exposed(byte[] head, Members members) {}
