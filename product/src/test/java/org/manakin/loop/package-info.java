/** The driver on the adapter, in one process: the fast test bed of both. */
@NullMarked
package org.manakin.loop;

import org.jspecify.annotations.NullMarked;
