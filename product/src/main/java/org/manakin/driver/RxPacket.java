package org.manakin.driver;

import org.manakin.wire.mana.RxCqe;

/** What the device said about one received frame: a flyweight over its completion. */
public final class RxPacket {
  long cookie;
  int length;
  int hash;
  int flags;
  boolean truncated;
  int coalesced;

  /** What the buffer was posted with. */
  public long cookie() {
    return cookie;
  }

  /** Bytes of the frame, without FCS. */
  public int length() {
    return length;
  }

  /** Whether the frame did not fit into its buffer and is lost. */
  public boolean truncated() {
    return truncated;
  }

  /** How many frames shared the completion. */
  public int coalesced() {
    return coalesced;
  }

  /** The Toeplitz hash; means something if {@link #hashType} is not 0. */
  public int hash() {
    return hash;
  }

  /** Which hash it is: a mask bit of {@code RssHashType}, 0 if the frame was not hashed. */
  public int hashType() {
    return RxCqe.RX_HASHTYPE.of(flags);
  }

  /** Whether an 802.1Q tag was taken off the frame. */
  public boolean tagStripped() {
    return RxCqe.RX_VLANTAG_PRESENT.in(flags);
  }

  /** The VID of the tag that was taken off. */
  public int vlanId() {
    return RxCqe.RX_VLAN_ID.of(flags);
  }

  /** Whether the device found the IP header checksum right. */
  public boolean ipChecksumGood() {
    return RxCqe.RX_IPHDR_CSUM_SUCCEED.in(flags);
  }

  /** Whether the device found the IP header checksum wrong. */
  public boolean ipChecksumBad() {
    return RxCqe.RX_IPHDR_CSUM_FAIL.in(flags);
  }

  /** Whether the device found the TCP or UDP checksum right. */
  public boolean transportChecksumGood() {
    return RxCqe.RX_TCP_CSUM_SUCCEED.in(flags) || RxCqe.RX_UDP_CSUM_SUCCEED.in(flags);
  }

  /** Whether the device found the TCP or UDP checksum wrong. */
  public boolean transportChecksumBad() {
    return RxCqe.RX_TCP_CSUM_FAIL.in(flags) || RxCqe.RX_UDP_CSUM_FAIL.in(flags);
  }
}
