package org.manakin.wire.mana;

/**
 * Bits of {@link RxCqe#RX_HASHTYPE} and {@link ConfigVportRxRequest#RSS_HASH_TYPES}, numbered as in
 * NDIS (Ethernet specification, RSS).
 */
public final class RssHashType {
  public static final int IPV4 = 1 << 0;
  public static final int TCP_IPV4 = 1 << 1;
  public static final int UDP_IPV4 = 1 << 2;
  public static final int IPV6 = 1 << 3;
  public static final int TCP_IPV6 = 1 << 4;
  public static final int UDP_IPV6 = 1 << 5;
  public static final int IPV6_EX = 1 << 6;
  public static final int TCP_IPV6_EX = 1 << 7;
  public static final int UDP_IPV6_EX = 1 << 8;

  private RssHashType() {}
}
