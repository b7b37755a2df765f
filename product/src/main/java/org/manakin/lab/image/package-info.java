/** Builds the initramfs a guest boots from: programs with their libraries, kernel modules, init. */
@NullMarked
package org.manakin.lab.image;

import org.jspecify.annotations.NullMarked;
