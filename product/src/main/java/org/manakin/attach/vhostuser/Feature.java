package org.manakin.attach.vhostuser;

/** Feature bits of virtio-net and of vhost-user, as masks. */
final class Feature {
  /** The guest may leave checksums to us. */
  static final long CSUM = 1L;

  /** We may leave checksums to the guest. */
  static final long GUEST_CSUM = 1L << 1;

  static final long MTU = 1L << 3;
  static final long GUEST_TSO4 = 1L << 7;
  static final long GUEST_TSO6 = 1L << 8;
  static final long GUEST_ECN = 1L << 9;
  static final long HOST_TSO4 = 1L << 11;
  static final long HOST_TSO6 = 1L << 12;
  static final long HOST_ECN = 1L << 13;
  static final long MRG_RXBUF = 1L << 15;
  static final long GUEST_ANNOUNCE = 1L << 21;
  static final long MQ = 1L << 22;
  static final long LOG_ALL = 1L << 26;
  static final long INDIRECT_DESC = 1L << 28;
  static final long EVENT_IDX = 1L << 29;

  /** Says that there are protocol features; not for the guest. */
  static final long PROTOCOL_FEATURES = 1L << 30;

  static final long VERSION_1 = 1L << 32;

  private static final long ALWAYS =
      CSUM
          | GUEST_CSUM
          | MTU
          | GUEST_TSO4
          | GUEST_TSO6
          | GUEST_ECN
          | HOST_TSO4
          | HOST_TSO6
          | HOST_ECN
          | MRG_RXBUF
          | GUEST_ANNOUNCE
          | LOG_ALL
          | INDIRECT_DESC
          | EVENT_IDX
          | PROTOCOL_FEATURES
          | VERSION_1;

  private Feature() {}

  /** What is offered. */
  static long offered(SyntheticConfig config) {
    return config.queuePairs() > 1 ? ALWAYS | MQ : ALWAYS;
  }

  /** Features of the protocol, which the guest does not see. */
  static final class Protocol {
    static final long MQ = 1L;
    static final long LOG_SHMFD = 1L << 1;
    static final long RARP = 1L << 2;
    static final long REPLY_ACK = 1L << 3;
    static final long NET_MTU = 1L << 4;
    static final long CONFIGURE_MEM_SLOTS = 1L << 15;

    /** QEMU acknowledges all it knows, used or not: nothing stands here that is not done. */
    static final long OFFERED = MQ | LOG_SHMFD | RARP | REPLY_ACK | NET_MTU | CONFIGURE_MEM_SLOTS;

    private Protocol() {}
  }
}
