/** Layouts and codes of GDMA: registers, doorbells, queues, events and management messages. */
@NullMarked
package org.manakin.wire.gdma;

import org.jspecify.annotations.NullMarked;
