/** Small things without a home; a leaf. */
package io.procession.internal.util;
