package io.procession.internal.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.internal.broker.Picture.ForCall;
import io.procession.internal.broker.Picture.ForObject;
import io.procession.internal.broker.Picture.Owned;
import io.procession.internal.broker.Picture.Place;
import io.procession.internal.broker.Picture.Seat;
import io.procession.internal.broker.WaitGraph.Edge;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is a circle of waits, and what only looks like one. */
class WaitGraphTest {

    private static final String ROOT = "1-a";
    private static final String WORKER = "1-a/2.1";
    private static final Client ONE = new Client(ROOT, 0, 1, "one");
    private static final Client TWO = new Client(ROOT, 0, 2, "two");
    private static final Client TASK = new Client(WORKER, 0, 1, "task");

    /** A lock that somebody has, since a grant, and another wants. */
    private static Owned lock(long number, Client holder, long grant, ForObject... waits) {
        return new Owned(
                number, "lock " + number, List.of(new Hold(holder, grant)), List.of(waits));
    }

    private static ForObject wait(Client client, long sequence, boolean limited, Hold... on) {
        return new ForObject(sequence, client, limited, true, true, 1_000 * sequence, List.of(on));
    }

    private static Picture picture(Owned... objects) {
        return new Picture(
                ROOT, List.of(objects), List.of(), List.of(), List.of(), List.of(), 0, List.of());
    }

    private static WaitGraph crossed(long grantOfTwo, boolean limited) {
        return new WaitGraph(
                List.of(
                        picture(
                                lock(1, ONE, 1, wait(TWO, 5, limited, new Hold(ONE, 1))),
                                lock(
                                        2,
                                        TWO,
                                        grantOfTwo,
                                        wait(ONE, 6, false, new Hold(TWO, grantOfTwo))))));
    }

    @Test
    void circle_ofTwoThatWantEachOthersLocks_isBoth() {
        List<Edge> circle = crossed(7, false).circle();

        assertThat(circle).extracting(Edge::from).containsExactlyInAnyOrder(ONE, TWO);
        assertThat(circle.get(0).to()).isEqualTo(circle.get(1).from());
        assertThat(crossed(7, false).has(circle)).isTrue();
    }

    @Test
    void circle_withALimitedWait_isNone() {
        assertThat(crossed(7, true).circle()).isEmpty();
    }

    @Test
    void has_ofACircleWhoseLockWasGivenAnewMeanwhile_isFalse() {
        assertThat(crossed(8, false).has(crossed(7, false).circle())).isFalse();
    }

    @Test
    void circle_ofALineThatEndsWithOneWhoRuns_isNone() {
        WaitGraph graph =
                new WaitGraph(
                        List.of(
                                picture(
                                        lock(1, ONE, 1, wait(TWO, 5, false, new Hold(ONE, 1))),
                                        lock(2, TWO, 1, wait(TASK, 6, false, new Hold(TWO, 1))))));

        assertThat(graph.circle()).isEmpty();
    }

    /**
     * Thread one, which has a lock, waits for a call that runs, or ran, and that wants the lock.
     */
    private static WaitGraph calling(long runs) {
        Picture root =
                new Picture(
                        ROOT,
                        List.of(lock(1, ONE, 1, wait(TASK, 5, false, new Hold(ONE, 1)))),
                        List.of(new ForCall(ONE, 1, WORKER, 3)),
                        List.of(),
                        List.of(new Place(1, "Main.main")),
                        List.of(ONE),
                        1,
                        List.of(WORKER));
        return new WaitGraph(List.of(root, worker(runs)));
    }

    private static Picture worker(long runs) {
        return new Picture(
                WORKER,
                List.of(),
                List.of(),
                List.of(new Seat(WORKER, TASK, runs)),
                List.of(),
                List.of(TASK),
                0,
                List.of());
    }

    @Test
    void circle_throughTheAnswerOfACall_needsThatTheCallRuns() {
        assertThat(calling(3).circle()).hasSize(2);
        assertThat(calling(4).circle()).isEmpty();
    }

    /** The root's only thread waits for a call, which takes from a queue that is empty. */
    private static List<Picture> starving(long unfinished, boolean isLimited) {
        ForObject take = wait(TASK, 5, isLimited);
        Picture root =
                new Picture(
                        ROOT,
                        List.of(new Owned(1, "queue", List.of(), List.of(take))),
                        List.of(new ForCall(ONE, 1, WORKER, 3)),
                        List.of(),
                        List.of(),
                        List.of(ONE),
                        unfinished,
                        List.of(WORKER));
        return List.of(root, worker(3));
    }

    @Test
    void endless_whereAllWait_isAll() {
        assertThat(new WaitGraph(starving(1, false)).endless()).hasSize(2);
    }

    @Test
    void endless_whereSomethingMayHappen_isNone() {
        assertThat(new WaitGraph(starving(2, false)).endless()).as("a call not begun").isEmpty();
        assertThat(new WaitGraph(starving(-1, false)).endless()).as("a call's limit").isEmpty();
        assertThat(new WaitGraph(starving(1, true)).endless()).as("a limited wait").isEmpty();
        assertThat(new WaitGraph(starving(1, false).subList(0, 1)).endless())
                .as("a process that does not answer")
                .isEmpty();
        List<Picture> more = new ArrayList<>(starving(1, false));
        more.set(1, alsoAlive(more.get(1)));
        assertThat(new WaitGraph(more).endless()).as("another thread").isEmpty();
    }

    private static Picture alsoAlive(Picture it) {
        return new Picture(
                it.process(),
                it.objects(),
                it.futures(),
                it.seats(),
                it.places(),
                List.of(TASK, new Client(WORKER, 0, 9, "timer")),
                it.unfinished(),
                it.workers());
    }

    @Test
    void picture_thereAndBack_isEqual() throws Exception {
        for (Picture each : starving(7, true)) {
            assertThat(Picture.of(each.toPayload())).isEqualTo(each);
        }
        Picture locks = picture(lock(1, ONE, 1, wait(TWO, 5, false, new Hold(ONE, 1))));
        assertThat(Picture.of(locks.toPayload())).isEqualTo(locks);
    }
}
