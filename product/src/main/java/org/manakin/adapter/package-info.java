/**
 * The device: what a driver finds behind PCI 1414:00ba. Knows neither sockets nor QEMU; it is given
 * memory, an interrupt sink, a clock and ports. {@link org.manakin.adapter.Adapter} is its only
 * public face.
 */
@NullMarked
package org.manakin.adapter;

import org.jspecify.annotations.NullMarked;
