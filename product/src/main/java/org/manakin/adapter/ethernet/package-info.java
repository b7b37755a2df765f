/**
 * The Ethernet function of the adapter: vPorts, their send and receive queues, steering, offloads,
 * statistics.
 */
@NullMarked
package org.manakin.adapter.ethernet;

import org.jspecify.annotations.NullMarked;
