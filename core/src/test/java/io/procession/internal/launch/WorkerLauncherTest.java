package io.procession.internal.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkerLauncherTest {

    @Test
    void launch_onOwnClassPath_runsTheSameClasses() throws Exception {
        try (Guest guest = Guest.start(Guest.spec())) {
            assertThat(guest.ask('e', "echo")).isEqualTo("echo");
            assertThat(guest.ask('c', WorkerLauncherTest.class.getName())).isEqualTo(WorkerLauncherTest.class.getName());
            assertThat(guest.ask('c', "org.assertj.core.api.Assertions")).startsWith("org.assertj");
        }
    }
}
