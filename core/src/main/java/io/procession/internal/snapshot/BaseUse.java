package io.procession.internal.snapshot;

/** What one call makes of its base, while it is encoded. Confined to one thread. */
final class BaseUse implements Numbering {

    private final Base base;
    private boolean isFixedPart;
    private boolean reachesTracked;
    private boolean isRefused;

    BaseUse(Base base) {
        this.base = base;
    }

    Base base() {
        return base;
    }

    /** What follows is not to come back. */
    void beginFixed() {
        isFixedPart = true;
    }

    /** Whether the call may change something that the base lets calls change. */
    boolean reachesTracked() {
        return reachesTracked;
    }

    /** Whether the call may change what the base's copy is not watched for. */
    boolean isRefused() {
        return isRefused;
    }

    @Override
    public int size() {
        return base.size();
    }

    @Override
    public int numberOf(Object object) {
        int number = base.numberOf(object);
        if (number >= 0 && !isFixedPart && !Values.isValue(object)) {
            reachesTracked |= number < base.tracked();
            isRefused |= number >= base.tracked();
        }
        return number;
    }
}
