/**
 * The synthetic NIC: a vhost-user back end for QEMU's virtio-net, over a UNIX socket, with the
 * guest's memory mapped into this process.
 */
@NullMarked
package org.manakin.attach.vhostuser;

import org.jspecify.annotations.NullMarked;
