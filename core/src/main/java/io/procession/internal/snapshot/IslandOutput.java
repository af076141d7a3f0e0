package io.procession.internal.snapshot;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** JDK serialisation of one object, in which all others are replaced by slots. */
final class IslandOutput extends ObjectOutputStream {

    private final List<@Nullable Object> members;
    private boolean isRootWritten;

    IslandOutput(OutputStream out, List<@Nullable Object> members) throws IOException {
        super(out);
        this.members = members;
        enableReplaceObject(true);
    }

    @Override
    protected Object replaceObject(Object object) {
        if (!isRootWritten) {
            isRootWritten = true;
            return object;
        }
        members.add(object);
        return new Slot(members.size() - 1);
    }
}
