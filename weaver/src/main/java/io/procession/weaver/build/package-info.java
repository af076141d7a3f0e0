/**
 * The weaver for build tools: whole folders, class paths, reports, and the plugin for Byte Buddy.
 */
@NullMarked
package io.procession.weaver.build;

import org.jspecify.annotations.NullMarked;
