package org.manakin.vswitch.policy;

/** What a packet means to the state of its connection. Packets of other protocols are plain. */
enum TcpSegment {
  PLAIN,
  SYN,
  SYN_ACK,
  FIN,
  RST;

  private static final int FIN_FLAG = 0x01;
  private static final int SYN_FLAG = 0x02;
  private static final int RST_FLAG = 0x04;
  private static final int ACK_FLAG = 0x10;

  /** By the flags in byte 13 of a TCP header. */
  static TcpSegment of(int flags) {
    if ((flags & (RST_FLAG | SYN_FLAG | FIN_FLAG)) == 0) {
      return PLAIN;
    }
    if ((flags & RST_FLAG) != 0) {
      return RST;
    }
    if ((flags & SYN_FLAG) != 0) {
      return (flags & ACK_FLAG) != 0 ? SYN_ACK : SYN;
    }
    return FIN;
  }
}
