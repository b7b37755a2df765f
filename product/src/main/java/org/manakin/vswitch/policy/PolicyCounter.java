package org.manakin.vswitch.policy;

/** What an ingress's flow table did. */
enum PolicyCounter {
  /** Packets that one look at the table decided. */
  HITS,
  /** Packets of flows that were not in the table. */
  MISSES,
  /** Packets of flows that were, but had to walk the layers again. */
  REVALIDATIONS,
  /** Flows that gave way to others. */
  EVICTIONS,
  /** Packets that walked the layers and left nothing behind: the table had no place for less. */
  UNCACHED,
  /** Packets that a rule denied. */
  DENIED,
  /** Frames that are neither ARP nor IP, where there are rules. */
  DENIED_ETHER_TYPE,
  /** IP packets whose ports cannot be found, where there are rules. */
  DENIED_MALFORMED,
  /** Later fragments of a packet of which the first was denied or is not known. */
  DENIED_FRAGMENTS,
  /** Fragmented packets that were forgotten for another while fragments might still come. */
  FORGOTTEN_FRAGMENTS,
  /** ICMP errors that passed because they report a packet of a connection. */
  RELATED,
  /** Frames above the sender's rate. */
  METERED
}
