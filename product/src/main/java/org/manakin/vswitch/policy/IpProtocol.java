package org.manakin.vswitch.policy;

/** Numbers of protocols in the IP header. */
public final class IpProtocol {
  public static final int ICMP = 1;
  public static final int TCP = 6;
  public static final int UDP = 17;
  public static final int ICMPV6 = 58;

  private IpProtocol() {}

  static boolean hasPorts(int protocol) {
    return protocol == TCP || protocol == UDP;
  }
}
