/**
 * The vfio-user server: a PCI function for one QEMU (device {@code vfio-user-pci}), over a UNIX
 * socket, with the guest's memory mapped into this process.
 */
@NullMarked
package org.manakin.attach.vfiouser;

import org.jspecify.annotations.NullMarked;
