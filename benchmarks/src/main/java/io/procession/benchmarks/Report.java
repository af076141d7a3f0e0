package io.procession.benchmarks;

/** Takes what a section found, as it finds it. */
interface Report {

    void add(Row row);

    /** Something that a reader of the figures must know, such as that a peer is not installed. */
    void note(String words);
}
