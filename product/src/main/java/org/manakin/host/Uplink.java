package org.manakin.host;

/** Where an adapter's frames go. */
public sealed interface Uplink {
  /** Nowhere. */
  record None() implements Uplink {}

  /**
   * A TAP interface of the machine, opened or created; vPort 0 uses the one of that name, vPort i
   * the name with "-i" appended.
   */
  record Tap(String ifname) implements Uplink {}

  /** A wire to the adapter of that name, vPort by vPort. Said on one side or on both. */
  record Peer(String name) implements Uplink {}
}
