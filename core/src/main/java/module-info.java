/** Multiprocessing for Java: ordinary methods run in other JVM processes. */
@org.jspecify.annotations.NullMarked
module io.procession {
    requires static transitive org.jspecify;
    requires static jdk.management; // a worker's heap; it does without
    requires jdk.unsupported; // ReflectionFactory: plain classes are made without their constructor

    exports io.procession;
    exports io.procession.actor;
    exports io.procession.bridge;
    exports io.procession.shared;
    exports io.procession.space;
    exports io.procession.spi;
}
