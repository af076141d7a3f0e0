package io.procession;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * This method calls {@link Concurrent} ones: their results are assigned later, in program order,
 * and waited for where the program needs them, at the latest at the method's end.
 *
 * <p>The method gives the result that the same source gives as plain serial Java, as long as its
 * concurrent calls do not depend on each other: a result may flow, without waiting, into a
 * statement, an element of an array, a map or a list, a field, a local variable, a reduction such
 * as {@code sum += work(i)}, or a stream. Exceptions are those of the serial program: the first
 * failing call in program order is thrown where it is waited for. {@code procession explain} tells
 * for each call where it waits, and why.
 *
 * <p>What a call changes in its arguments is changed in the caller's own objects when the call is
 * waited for, and changes of several calls merge by place: array element, field, map key, set
 * element; appends to a list in program order.
 *
 * <p>Runs in the calling thread; any thread may call, several at once too. Not woven, the method is
 * the plain serial one. Despite its name it takes no lock: that is the keyword {@code
 * synchronized}.
 *
 * <p>The idea is {@code @synchronized} of Alex Sherman's deco; the promise is Cilk's serial
 * elision.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Synchronized {

    /** What happens when two calls of one wait put different values in one place. */
    Conflicts conflicts() default Conflicts.FAIL;

    /**
     * Whether the calls of each wait are also run serially, in program order, in a fresh worker,
     * and compared: {@link ConflictException} if something differs. For tests and for finding
     * faults; what a call does outside its arguments (files, printing) is done twice. {@code
     * -Dprocession.verify=true} does the same for the whole program.
     */
    boolean verify() default false;
}
