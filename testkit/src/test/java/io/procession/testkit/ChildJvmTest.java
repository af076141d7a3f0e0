package io.procession.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ProcessCensus.class)
class ChildJvmTest {

    /** Says hello, and ends as it is told. */
    static final class HelloMain {
        public static void main(String[] arguments) {
            System.out.println("hello " + arguments[0]);
            System.err.println("aside");
            if (arguments[0].equals("stay")) {
                BadGuests.hangUntilInterrupted();
            }
            System.exit(3);
        }
    }

    @Test
    void awaitExit_ofAProgramThatEnds_givesItsCodeAndItsLines() {
        try (ChildJvm child = ChildJvm.of(HelloMain.class, "go").start()) {
            assertThat(child.await("hello")).isEqualTo("go");
            assertThat(child.awaitExit()).isEqualTo(3);
            assertThat(child.stderr()).containsExactly("aside");
            assertThat(child.isAlive()).isFalse();
            assertThatThrownBy(() -> child.await("farewell"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("line did not come: word=farewell");
        }
    }

    @Test
    void signalGroup_ofAProgramThatStays_endsIt() {
        try (ChildJvm child = ChildJvm.of(HelloMain.class, "stay").start()) {
            child.await("hello");
            assertThat(Pids.inGroup(child.pid())).containsExactly(child.pid());
            child.signalGroup("INT");
            assertThat(child.awaitExit()).isEqualTo(130);
        }
    }

    @Test
    void close_ofAProgramThatStays_killsItAndRemovesItsFiles() {
        ChildJvm child = ChildJvm.of(HelloMain.class, "stay").start();
        child.await("hello");
        child.close();
        assertThat(child.isAlive()).isFalse();
        assertThat(Files.exists(child.temporary())).isFalse();
    }
}
