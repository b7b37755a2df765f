/** QEMU's machine protocol: commands to a running virtual machine, and what it tells unasked. */
@NullMarked
package org.manakin.attach.qmp;

import org.jspecify.annotations.NullMarked;
