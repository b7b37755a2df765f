/** Recorded message sequences of unmodified drivers, and what is needed to send them again. */
@NullMarked
package org.manakin.wire.trace;

import org.jspecify.annotations.NullMarked;
