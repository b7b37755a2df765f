/** VXLAN (RFC 7348): Ethernet networks carried to other hosts in UDP datagrams. */
@NullMarked
package org.manakin.attach.vxlan;

import org.jspecify.annotations.NullMarked;
