package org.manakin.adapter.ethernet;

import java.lang.foreign.ValueLayout;
import org.manakin.observe.Counters;
import org.manakin.packet.Frame;

/** Frames by kind of destination, counted alike in both directions. */
enum Direction {
  RX(
      EthernetCounter.RX_BYTES,
      EthernetCounter.RX_UCAST_PKTS,
      EthernetCounter.RX_UCAST_BYTES,
      EthernetCounter.RX_MCAST_PKTS,
      EthernetCounter.RX_MCAST_BYTES,
      EthernetCounter.RX_BCAST_PKTS,
      EthernetCounter.RX_BCAST_BYTES),
  TX(
      EthernetCounter.TX_BYTES,
      EthernetCounter.TX_UCAST_PKTS,
      EthernetCounter.TX_UCAST_BYTES,
      EthernetCounter.TX_MCAST_PKTS,
      EthernetCounter.TX_MCAST_BYTES,
      EthernetCounter.TX_BCAST_PKTS,
      EthernetCounter.TX_BCAST_BYTES);

  private static final int GROUP_BIT = 1;

  private final EthernetCounter bytes;
  private final EthernetCounter unicast;
  private final EthernetCounter unicastBytes;
  private final EthernetCounter multicast;
  private final EthernetCounter multicastBytes;
  private final EthernetCounter broadcast;
  private final EthernetCounter broadcastBytes;

  Direction(
      EthernetCounter bytes,
      EthernetCounter unicast,
      EthernetCounter unicastBytes,
      EthernetCounter multicast,
      EthernetCounter multicastBytes,
      EthernetCounter broadcast,
      EthernetCounter broadcastBytes) {
    this.bytes = bytes;
    this.unicast = unicast;
    this.unicastBytes = unicastBytes;
    this.multicast = multicast;
    this.multicastBytes = multicastBytes;
    this.broadcast = broadcast;
    this.broadcastBytes = broadcastBytes;
  }

  /**
   * Counts {@code packets} frames of {@code length} bytes in all that go where {@code frame} goes.
   */
  void count(Counters<EthernetCounter> counters, Frame frame, int packets, long length) {
    counters.add(bytes, length);
    int high = frame.segment(0).get(ValueLayout.JAVA_INT_UNALIGNED, frame.offset(0));
    int low = frame.segment(0).get(ValueLayout.JAVA_SHORT_UNALIGNED, frame.offset(0) + 4);
    if ((high & GROUP_BIT) == 0) {
      counters.add(unicast, packets);
      counters.add(unicastBytes, length);
    } else if (high == -1 && low == -1) {
      counters.add(broadcast, packets);
      counters.add(broadcastBytes, length);
    } else {
      counters.add(multicast, packets);
      counters.add(multicastBytes, length);
    }
  }
}
