/** The virtual switch: networks, endpoints with their legs, uplinks. */
@NullMarked
package org.manakin.vswitch;

import org.jspecify.annotations.NullMarked;
