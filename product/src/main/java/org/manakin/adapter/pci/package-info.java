/** The adapter's face on the PCI bus: configuration space and the registers in BAR 0. */
@NullMarked
package org.manakin.adapter.pci;

import org.jspecify.annotations.NullMarked;
