/**
 * Guest memory as the device sees it: where a bus address lies in this process, and who may touch
 * it.
 */
@NullMarked
package org.manakin.memory;

import org.jspecify.annotations.NullMarked;
