/**
 * What guests are made of, fetched from Debian's packages into a cache by an ordinary user: QEMU,
 * kernels and the programs of a small userland.
 */
@NullMarked
package org.manakin.lab.provision;

import org.jspecify.annotations.NullMarked;
