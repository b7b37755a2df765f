/**
 * The outsides of a host: what joins devices and ports to virtual machines and interfaces, and the
 * loop that runs them.
 */
@NullMarked
package org.manakin.attach;

import org.jspecify.annotations.NullMarked;
