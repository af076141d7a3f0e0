package io.procession.internal.snapshot;

import java.io.IOException;
import java.io.StreamCorruptedException;

/** The kinds of change; a place in this table is the code in the stream. */
enum ChangeKind {
    FIELDS(FieldsChange::new),
    PRIMITIVES(PrimitivesChange::new),
    ELEMENTS(ElementsChange::new),
    SPLICE(SpliceChange::new),
    REFILL(RefillChange::new),
    BAG(BagChange::new),
    KEYED(KeyedChange::new),
    CONTENT(ContentChange::new),
    TEXT(TextChange::new),
    BITS(BitsChange::new),
    ADDED(AddedChange::new),
    TRANSPLANT(TransplantChange::new);

    private static final ChangeKind[] TABLE = values();

    /** Reads one change of an object of the caller's own, and checks that it fits. */
    interface Reader {
        Change read(Object target, Outcome outcome, Decoder in) throws IOException;
    }

    private final Reader reader;

    ChangeKind(Reader reader) {
        this.reader = reader;
    }

    static Change read(int code, Object target, Outcome outcome, Decoder in) throws IOException {
        if (code < 0 || code >= TABLE.length) {
            throw new StreamCorruptedException("unknown kind of change: kind=" + code);
        }
        return TABLE[code].reader.read(target, outcome, in);
    }
}
