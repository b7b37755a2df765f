/** Real kernels on real QEMU, with the adapter behind them: the judge of everything else. */
@NullMarked
package org.manakin.guests;

import org.jspecify.annotations.NullMarked;
