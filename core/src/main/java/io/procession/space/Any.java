package io.procession.space;

/** What {@link TupleSpace#ANY} is. */
enum Any {
    ANY
}
