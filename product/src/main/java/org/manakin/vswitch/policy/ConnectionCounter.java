package org.manakin.vswitch.policy;

/** What happened to the connections of an endpoint. */
enum ConnectionCounter {
  /** Connections that began. */
  BEGUN,
  /** That were silent for too long. */
  TIMED_OUT,
  /** That gave way to a new one while both sides had not yet agreed, or were done. */
  EVICTED,
  /** That a change of the rules ended. */
  CUT,
  /** That another one with the same addresses and ports replaced. */
  REPLACED,
  /** Packets that passed without a connection: the table was full of connections in use. */
  UNTRACKED
}
