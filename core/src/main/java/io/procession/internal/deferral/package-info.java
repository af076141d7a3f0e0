/** What a Synchronized method has put off: its calls, and what becomes of their results. */
package io.procession.internal.deferral;
