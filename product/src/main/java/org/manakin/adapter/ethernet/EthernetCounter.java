package org.manakin.adapter.ethernet;

/**
 * What a vPort counts: the statistics that drivers query, in frames and bytes (without FCS), and
 * what only the host sees.
 */
public enum EthernetCounter {
  RX_DISCARDS_NO_WQE,
  RX_ERR_VPORT_DISABLED,
  RX_BYTES,
  RX_UCAST_PKTS,
  RX_UCAST_BYTES,
  RX_MCAST_PKTS,
  RX_MCAST_BYTES,
  RX_BCAST_PKTS,
  RX_BCAST_BYTES,
  TX_ERR_VPORT_DISABLED,
  TX_ERR_VPORT_OFFSET,
  TX_ERR_VLAN_ENFORCEMENT,
  TX_ERR_SA_ENFORCEMENT,
  TX_ERR_SQ_PDID_ENFORCEMENT,
  TX_ERR_MTU_VIOLATION,
  TX_ERR_INVALID_OOB,
  TX_ERR_HEADER,
  TX_ERR_GDMA,
  TX_BYTES,
  TX_UCAST_PKTS,
  TX_UCAST_BYTES,
  TX_MCAST_PKTS,
  TX_MCAST_BYTES,
  TX_BCAST_PKTS,
  TX_BCAST_BYTES,
  /** Frames longer than the buffer they went into. */
  RX_TRUNCATED,
  /** Frames lost because their buffer is not guest memory of the queue's owner. */
  RX_BUFFER_UNREACHABLE,
  /** Frames whose IP, TCP or UDP checksum is wrong; delivered all the same. */
  RX_CHECKSUM_BAD,
  /** Frames lost because the data path was stalled. */
  RX_STALLED,
  /** Large sends cut into frames. */
  TX_LARGE_SENDS
}
