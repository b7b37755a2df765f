/** Finds, starts, talks to and ends QEMU processes. */
@NullMarked
package org.manakin.lab.qemu;

import org.jspecify.annotations.NullMarked;
