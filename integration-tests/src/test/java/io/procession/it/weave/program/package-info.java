/** What generated programs are made of. Loaded anew, woven or not, for each way of running. */
@NullMarked
package io.procession.it.weave.program;

import org.jspecify.annotations.NullMarked;
