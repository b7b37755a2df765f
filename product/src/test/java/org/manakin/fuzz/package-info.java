/** Fuzz targets: what a hostile guest, or a hostile client of the socket, may try. */
@NullMarked
package org.manakin.fuzz;

import org.jspecify.annotations.NullMarked;
