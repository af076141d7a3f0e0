/** Worker processes as their parent sees them: one handle each. */
package io.procession.internal.local;
