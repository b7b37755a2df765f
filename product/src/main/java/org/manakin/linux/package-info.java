/**
 * The only native calls of the project: descriptors, sockets that pass them, event counters,
 * readiness, memory objects and their mapping, TAP interfaces. Linux on 64-bit machines, glibc 2.35
 * or newer.
 */
@NullMarked
package org.manakin.linux;

import org.jspecify.annotations.NullMarked;
