/**
 * The queue layer of the adapter: registers, doorbells, work queues, completion and event queues,
 * interrupts.
 */
@NullMarked
package org.manakin.adapter.gdma;

import org.jspecify.annotations.NullMarked;
