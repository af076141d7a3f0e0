/** The weaver as a Java agent: classes are woven while they are loaded. */
@NullMarked
package io.procession.agent;

import org.jspecify.annotations.NullMarked;
