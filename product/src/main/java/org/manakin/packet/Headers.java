package org.manakin.packet;

import java.lang.foreign.MemorySegment;

/**
 * Where the protocol headers of a frame lie and what they say, found by {@link #parse} in one pass
 * over private memory. Offsets count bytes from the start of the frame. A mutable flyweight, part
 * of a {@link Frame}.
 */
public final class Headers {
  public static final int ETHERTYPE_IPV4 = 0x0800;
  public static final int ETHERTYPE_IPV6 = 0x86dd;
  public static final int ETHERTYPE_VLAN = 0x8100;
  public static final int PROTOCOL_TCP = 6;
  public static final int PROTOCOL_UDP = 17;

  /** Bytes of an Ethernet header without a tag. */
  public static final int ETHERNET = 14;

  /** Bytes of an 802.1Q tag. */
  public static final int VLAN_TAG = 4;

  private boolean tagged;
  private int tci;
  private int etherType;
  private int network;
  private int protocol;
  private int transport;
  private int payload;
  private boolean fragment;

  void clear() {
    tagged = false;
    tci = 0;
    etherType = 0;
    network = 0;
    protocol = -1;
    transport = 0;
    payload = 0;
    fragment = false;
  }

  /**
   * Reads the first {@code available} bytes of a frame of {@code length} bytes, at {@code at} in
   * {@code m}.
   */
  public void parse(MemorySegment m, long at, int available, int length) {
    clear();
  }

  /** Whether the frame carries an 802.1Q tag in its bytes. */
  public boolean tagged() {
    return tagged;
  }

  /** The tag's control information: priority, DEI, VID; 0 without a tag. */
  public int tci() {
    return tci;
  }

  /** The EtherType behind any tag; 0 if the frame is too short to have one. */
  public int etherType() {
    return etherType;
  }

  public boolean ipv4() {
    return etherType == ETHERTYPE_IPV4 && network > 0;
  }

  public boolean ipv6() {
    return etherType == ETHERTYPE_IPV6 && network > 0;
  }

  /** Where the IP header starts; 0 if there is no well-formed one. */
  public int network() {
    return network;
  }

  /**
   * The transport protocol's number behind any IPv6 extension headers; -1 if there is no IP header.
   */
  public int protocol() {
    return protocol;
  }

  /** Where the TCP or UDP header starts; 0 if there is none, or if the packet is an IP fragment. */
  public int transport() {
    return transport;
  }

  /** Where the bytes behind the TCP or UDP header start; 0 if there is no such header. */
  public int payload() {
    return payload;
  }

  /** Whether the IP packet is a fragment, so that its transport checksum cannot be known here. */
  public boolean fragment() {
    return fragment;
  }
}
