package org.manakin.attach.vhostuser;

/** What a synthetic NIC counts. RX is towards the guest, TX from it. */
public enum SyntheticCounter {
  CLIENTS,
  /** Clients that came while one was there. */
  CLIENTS_REFUSED,
  MESSAGES,
  /** Messages that were answered with a failure, or not carried out where no answer is due. */
  MESSAGES_REFUSED,
  /** Rings that were stopped because of what their driver wrote into them. */
  RINGS_BROKEN,
  /** Frames that nobody could take: no receive ring of the guest runs. */
  RX_NOT_RUNNING,
  /** Frames from the guest on rings that are switched off. */
  TX_DISABLED
}
