/**
 * The operations on a VF while its machine runs: taking it away, giving it back, and what the
 * hardware can tell its driver.
 *
 * <p>A VF is taken away as QEMU itself does it: a migration unplugs the primary of each failover
 * pair before it begins, and plugs it back when it is cancelled. The migration goes to a socket
 * that nobody reads, so that it never gets anywhere. One migration unplugs <em>all</em> primaries
 * of a machine: whoever revokes or restores one VF does so to all VFs of that machine.
 */
@NullMarked
package org.manakin.host.servicing;

import org.jspecify.annotations.NullMarked;
