package io.procession.internal.deferral;

import io.procession.internal.restore.RestoredCall;
import io.procession.internal.snapshot.Delta;
import io.procession.internal.snapshot.Originals;
import io.procession.internal.snapshot.PathFinder;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A submitted call that may change objects of the caller. Confined to the caller's thread. */
public interface Restoring {

    /** The objects that it came with. */
    Originals originals();

    /** The call as it is told to people. */
    RestoredCall told();

    /** What finds the place of a contradiction. */
    PathFinder paths();

    /** What is needed to run it again; null where that is not asked for. */
    @Nullable Rerun rerun();

    /**
     * Waits for the call. Gives what it changed and what it returned or threw; changes nothing yet.
     * Asked again, it gives the same once more if it is to be run again.
     *
     * @throws Throwable if the call was not run to its end, or its outcome cannot be read
     */
    Delta arrive() throws Throwable;

    /** What the call threw, to be thrown here. */
    Throwable thrown(Throwable error);

    /** The exception of changes that cannot be made. */
    RuntimeException notMade(IOException e);
}
