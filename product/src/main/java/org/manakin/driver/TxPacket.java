package org.manakin.driver;

/**
 * One frame to send: where its bytes lie and what the device shall do to it. A mutable flyweight:
 * {@link #clear} it, describe the frame, hand it to {@link SendQueue#post}, use it again.
 */
public final class TxPacket {
  /** SGEs of a frame without VLAN insertion; one less with it. */
  public static final int MAX_SGES = 31;

  final long[] addresses = new long[MAX_SGES];
  final int[] lengths = new int[MAX_SGES];
  final int[] keys = new int[MAX_SGES];
  int sges;
  boolean ipv4;
  boolean ipv6;
  boolean ipChecksum;
  boolean tcpChecksum;
  boolean udpChecksum;
  int transport;
  int segmentSize;
  boolean tagged;
  int tci;
  boolean suppressCompletion;
  boolean longFormat;
  private int keyedSges;

  /** A frame without bytes, to be sent as it is. */
  public TxPacket clear() {
    sges = 0;
    ipv4 = false;
    ipv6 = false;
    ipChecksum = false;
    tcpChecksum = false;
    udpChecksum = false;
    transport = 0;
    segmentSize = 0;
    tagged = false;
    tci = 0;
    suppressCompletion = false;
    longFormat = false;
    return this;
  }

  /** Appends {@code length} bytes at bus address {@code address}, by the all-memory key. */
  public TxPacket add(long address, int length) {
    return add(address, length, 0, false);
  }

  /** Appends {@code length} bytes at {@code address} by memory key {@code key}. */
  public TxPacket add(long address, int length, int key) {
    return add(address, length, key, true);
  }

  /** The network header is IPv4. */
  public TxPacket ipv4() {
    ipv4 = true;
    return this;
  }

  /** The network header is IPv6. */
  public TxPacket ipv6() {
    ipv6 = true;
    return this;
  }

  /** The device computes the IPv4 header checksum. */
  public TxPacket ipChecksum() {
    ipChecksum = true;
    return this;
  }

  /** The device computes the TCP checksum; the header is at {@code offset} in the frame. */
  public TxPacket tcpChecksum(int offset) {
    tcpChecksum = true;
    transport = offset;
    return this;
  }

  /** The device computes the UDP checksum. */
  public TxPacket udpChecksum() {
    udpChecksum = true;
    return this;
  }

  /**
   * The device cuts this TCP super-frame into segments of {@code mss} payload bytes; the first SGE
   * is exactly the headers.
   */
  public TxPacket segment(int mss) {
    segmentSize = mss;
    return this;
  }

  /** The device inserts an 802.1Q tag with control information {@code control}. */
  public TxPacket tag(int control) {
    tagged = true;
    tci = control;
    return this;
  }

  /** No completion is wanted, unless sending fails. */
  public TxPacket suppressCompletion() {
    suppressCompletion = true;
    return this;
  }

  /** The long WQE format is used even if nothing needs it. */
  public TxPacket longFormat() {
    longFormat = true;
    return this;
  }

  /** Bytes of the frame, or super-frame. */
  public int length() {
    int bytes = 0;
    for (int i = 0; i < sges; i++) {
      bytes += lengths[i];
    }
    return bytes;
  }

  /** Whether SGE {@code i} carries a key of its own. */
  boolean keyed(int i) {
    return (keyedSges & (1 << i)) != 0;
  }

  private TxPacket add(long address, int length, int key, boolean keyed) {
    if (sges == MAX_SGES) {
      throw new IllegalStateException("a WQE takes no more than " + MAX_SGES + " SGEs");
    }
    addresses[sges] = address;
    lengths[sges] = length;
    keys[sges] = key;
    keyedSges = keyed ? keyedSges | 1 << sges : keyedSges & ~(1 << sges);
    sges++;
    return this;
  }
}
