package io.procession.benchmarks;

import java.util.Locale;

/**
 * The parts of {@code procession bench}, in the order in which they run, each with its one
 * question.
 */
enum Section {
    PING_PONG_ONE_CPU(
            "What does a call cost over the pipe it travels on, both ends on one processor?",
            Cpus.ONE,
            PingPong::onOneCpu),
    PING_PONG_TWO_CPUS(
            "The same with the two ends on two processors?",
            Cpus.FIRST_OF_TWO,
            PingPong::acrossTwo),
    PING_PONG("And where the system may place them as it likes?", Cpus.ALL, PingPong::anywhere),
    SUBMIT("How many no-op calls a second go through submit?", Cpus.ALL, SubmitStream::measure),
    MAP("How many no-op calls a second go through map and imap?", Cpus.ALL, Maps::measure),
    COLD("How long does a new worker take to its first result?", Cpus.ALL, ColdStart::measure),
    BULK("How fast do large arrays go to a worker and back?", Cpus.ALL, Bulk::measure),
    MEMORY("How much memory does a worker hold?", Cpus.ALL, Memory::measure),
    CODEC("What does the codec cost beside JDK serialisation and Fory?", Cpus.ALL, Codecs::measure),
    WAY_BACK(
            "What does it cost to bring ten changes back, beside sending the argument?",
            Cpus.ALL,
            WayBack::measure),
    LARGE_ARGUMENT(
            "What do calls pay for a large argument that they share, leave alone, or change?",
            Cpus.ALL,
            LargeArgument::measure),
    SHARED_QUEUES(
            "How fast do elements go from worker to worker through a shared queue?",
            Cpus.ALL,
            SharedQueues::measure),
    SHARED_OBJECTS(
            "What does an operation on a shared object cost a worker?",
            Cpus.ALL,
            SharedStates::measure),
    SPEED_UP(
            "How much of a second processor do calls of 1 ms use, beside threads?",
            Cpus.ALL,
            SpeedUp::measure),
    LOOP(
            "From which length of its calls on is a loop with two annotations faster than without?",
            Cpus.ALL,
            LoopBySize::measure);

    /** Which processors the section's JVM may use. */
    enum Cpus {
        /** All that this process may use. */
        ALL,
        /** One, for it and all that it starts. */
        ONE,
        /** One, its workers being moved to another by the section itself. */
        FIRST_OF_TWO
    }

    /** What a section does. Runs in a JVM of its own. */
    @FunctionalInterface
    interface Measurement {
        void run(Effort effort, Report report) throws Exception;
    }

    private final String question;
    private final Cpus cpus;
    private final Measurement measurement;

    Section(String question, Cpus cpus, Measurement measurement) {
        this.question = question;
        this.cpus = cpus;
        this.measurement = measurement;
    }

    /** The name on the command line. */
    String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String question() {
        return question;
    }

    Cpus cpus() {
        return cpus;
    }

    /**
     * Whether other processes change the ratios. They do not where memory is measured, or the
     * processor time of one thread.
     */
    boolean isDisturbedByOthers() {
        return this != MEMORY && this != CODEC && this != WAY_BACK;
    }

    void run(Effort effort, Report report) throws Exception {
        measurement.run(effort, report);
    }
}
