/**
 * The virtio-net header in front of a frame, which says what of the frame is still to be done: read
 * from and written for TAP interfaces and the rings of virtio-net alike.
 */
@NullMarked
package org.manakin.attach.vnet;

import org.jspecify.annotations.NullMarked;
