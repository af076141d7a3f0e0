package io.procession.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Exceptions: what they are made of, and what stands in for those that cannot come as they are. */
@SuppressWarnings("serial") // fields of any type are the point
class GraphCodecThrowablesTest {

    static final class Frozen extends RuntimeException {
        private final int code;
        private final @Nullable Object detail;

        Frozen(int code, @Nullable Object detail, @Nullable Throwable cause) {
            super("frozen", cause);
            this.code = code;
            this.detail = detail;
        }

        @Override
        public String getMessage() {
            return super.getMessage() + "/" + code;
        }
    }

    static final class Hostile extends RuntimeException {
        Object stream = new ByteArrayInputStream(new byte[1]);

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message for you");
        }
    }

    static final class OfTheJdk extends DateTimeParseException {
        Object more = List.of("more");

        OfTheJdk() {
            super("reason", "text", 42);
        }
    }

    @Test
    void travel_exceptionWithFinalFields_isUnchanged() throws Exception {
        Frozen error = new Frozen(7, List.of("d"), new IOException("why"));
        Frozen back = Codecs.travel(error);
        assertThat(back.code).isEqualTo(7);
        assertThat(back.detail).isEqualTo(List.of("d"));
        assertThat(back).hasMessage("frozen/7").hasCauseInstanceOf(IOException.class);
        assertThat(back.getCause()).hasMessage("why");
        assertThat(back.getStackTrace()).isEqualTo(error.getStackTrace());
        assertThat(Arrays.toString(back.getStackTrace()))
                .isEqualTo(Arrays.toString(error.getStackTrace()));
    }

    @Test
    void travel_causeNeverSet_canStillBeSet() throws Exception {
        Throwable unset = Codecs.travel(new Exception("a"));
        assertThat(unset.initCause(new Error())).hasCauseInstanceOf(Error.class);
        Throwable noMessage = Codecs.travel(new Exception());
        assertThat(noMessage.initCause(new Error())).hasMessage(null);
    }

    @Test
    void travel_causeSetToNull_cannotBeSetAgain() throws Exception {
        Throwable none = Codecs.travel(new Exception("a", null));
        assertThatThrownBy(() -> none.initCause(new Error()))
                .isInstanceOf(IllegalStateException.class);
        Throwable noMessage = Codecs.travel(new Exception((Throwable) null));
        assertThatThrownBy(() -> noMessage.initCause(new Error()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void travel_causesInACircle_areInACircleAgain() throws Exception {
        Exception a = new Exception("a");
        Exception b = new Exception("b", a);
        a.initCause(b);
        a.addSuppressed(b);
        Throwable back = Codecs.travel(a);
        assertThat(back.getCause()).extracting(Throwable::getCause).isSameAs(back);
        assertThat(back.getSuppressed()[0]).isSameAs(back.getCause());
    }

    @Test
    void travel_exceptionsOfTheJdkWithFields_keepThem() throws Exception {
        NoSuchFileException file = Codecs.travel(new NoSuchFileException("a", "b", "c"));
        assertThat(file.getFile()).isEqualTo("a");
        assertThat(file.getOtherFile()).isEqualTo("b");
        OfTheJdk parse = Codecs.travel(new OfTheJdk());
        assertThat(parse.getErrorIndex()).isEqualTo(42);
        assertThat(parse.more).isEqualTo(List.of("more"));
        assertThat(Codecs.travel(new ClassNotFoundException("x", new Error("y"))))
                .hasMessage("x")
                .hasCauseInstanceOf(Error.class);
        assertThat(Codecs.travel(new StackOverflowError("deep"))).hasMessage("deep");
        assertThat(Codecs.travel(new AssertionError("text", new Error()))).hasMessage("text");
    }

    @Test
    void travel_exceptionWithoutTraceAndSuppression_travels() throws Exception {
        class Bare extends RuntimeException {
            Bare() {
                super("bare", null, false, false);
            }
        }
        assertThat(Codecs.travel(new Bare())).hasMessage("bare");
    }

    @Test
    void encode_causesInACircleThatNobodyCanRebuild_isRefused() {
        Exception a = new OfTheJdk();
        Exception b = new OfTheJdk();
        a.initCause(b);
        b.initCause(a);
        assertThatThrownBy(() -> Codecs.encode(List.of(a)))
                .isInstanceOf(CannotTravelException.class)
                .hasMessageStartingWith("value[0] is a " + OfTheJdk.class.getName())
                .hasMessageContaining("lead back to it");
        Exception suppressing = new OfTheJdk();
        suppressing.addSuppressed(new OfTheJdk().initCause(suppressing));
        assertThatThrownBy(() -> Codecs.encode(suppressing)).hasMessageContaining("lead back");
    }

    @Test
    void travelThrown_causesInACircleThatNobodyCanRebuild_areToldInWords() throws Exception {
        Exception a = new OfTheJdk();
        Exception b = new OfTheJdk();
        a.initCause(b);
        b.initCause(a);
        Throwable back = Codecs.travelThrown(new IOException("outer", a));
        assertThat(back).isInstanceOf(IOException.class).hasMessage("outer");
        ForeignThrowable first = Codecs.foreign(back.getCause());
        assertThat(first.className()).isEqualTo(OfTheJdk.class.getName());
        assertThat(first.whyNotRebuilt()).contains("lead back to it");
        ForeignThrowable second = Codecs.foreign(first.cause());
        assertThat(second.message()).isEqualTo("reason");
        assertThat(second.cause()).isNull();
    }

    @Test
    void travel_circleOfCausesThroughAnOrdinaryException_isThereAgain() throws Exception {
        Exception odd = new OfTheJdk();
        Exception ordinary = new Exception("ordinary", odd);
        odd.initCause(ordinary);
        Throwable oddBack = Codecs.travel(odd);
        assertThat(oddBack.getCause()).hasMessage("ordinary").cause().isSameAs(oddBack);
        Throwable ordinaryBack = Codecs.travel(ordinary);
        assertThat(ordinaryBack.getCause()).cause().isSameAs(ordinaryBack);
    }

    @Test
    void travelThrown_fieldThatCannotTravel_givesAStandInWithTheRealCause() throws Exception {
        Exception outer =
                new IOException("outer", new Frozen(1, new Thread(), new Frozen(2, null, null)));
        Throwable back = Codecs.travelThrown(outer);
        assertThat(back).isInstanceOf(IOException.class).hasMessage("outer");
        assertThat(back.getCause()).isInstanceOf(Codecs.StandIn.class);
        ForeignThrowable foreign = Codecs.foreign(back.getCause());
        assertThat(foreign.className()).isEqualTo(Frozen.class.getName());
        assertThat(foreign.message()).isEqualTo("frozen/1");
        assertThat(foreign.whyNotRebuilt()).contains(".cause.detail is a java.lang.Thread");
        assertThat(foreign.stackTraceText()).contains("GraphCodecThrowablesTest");
        assertThat(foreign.cause()).isInstanceOf(Frozen.class).hasMessage("frozen/2");
    }

    @Test
    void travelThrown_exceptionWhoseGettersFail_isToldInWords() throws Exception {
        Throwable back = Codecs.travelThrown(new Hostile());
        assertThat(back).isInstanceOf(Codecs.StandIn.class);
        assertThat(((Codecs.StandIn) back).foreign.message()).contains("getMessage");
    }

    @Test
    void travelThrown_longChainOfCauses_needsNoStack() throws Exception {
        Throwable error = new Exception("first");
        for (int i = 0; i < 2_000; i++) {
            error = new Exception("next", error);
            error.setStackTrace(new StackTraceElement[0]);
        }
        int count = 0;
        for (Throwable each = Codecs.travelThrown(error); each != null; each = each.getCause()) {
            count++;
        }
        assertThat(count).isEqualTo(2_001);
    }
}
