package org.manakin.attach.vxlan;

/** What a {@link VxlanTunnel} counts of datagrams that belong to no segment. */
public enum TunnelCounter {
  /** Datagrams without a whole header or without the flag that a VNI is there. */
  MALFORMED_IN,
  /** Datagrams of a VNI that the tunnel does not carry. */
  UNKNOWN_VNI_IN,
  /** Errors that receiving gave instead of a datagram. */
  RECEIVE_ERRORS
}
