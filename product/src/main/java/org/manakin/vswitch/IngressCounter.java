package org.manakin.vswitch;

/** What became of the frames that one leg or uplink brought in; all but BYTES in frames. */
public enum IngressCounter {
  FRAMES,
  BYTES,
  /** To one endpoint. */
  UNICAST,
  /** To everybody in the network. */
  FLOODED,
  /** To an address that no endpoint has: to the uplinks. */
  TO_UPLINKS,
  /** ARP and ND requests that the switch answered itself. */
  ANSWERED,

  /** Dropped: not a whole Ethernet header. */
  DROPPED_RUNT,
  /** Dropped: the source MAC or IP address is not the endpoint's. */
  DROPPED_FOREIGN_SOURCE,
  /** Dropped: to a group that bridges keep to themselves (01:80:c2:00:00:0x). */
  DROPPED_RESERVED_GROUP,
  /** Dropped: to the sender itself. */
  DROPPED_TO_SELF,
  /** Dropped: to an address that no endpoint has, and there is no uplink where it could be. */
  DROPPED_UNKNOWN,
  /** Dropped by policy: copies for one receiver are counted too. */
  DROPPED_DENIED,
  /** Dropped on a trunk: without a tag, or with that of no network. */
  DROPPED_NO_NETWORK,
  /** Dropped: with a tag of its own on the way to or from a trunk. */
  DROPPED_TAG_IN_TAG
}
