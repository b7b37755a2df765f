package org.manakin.measure;

/** A version of IP, and where its figures go. */
enum Family {
  IPV4("IPv4", "-4", Figure.PING_MS, Figure.TCP_GBPS, Figure.UDP_GBPS, Figure.UDP_LOSS_PERCENT),
  IPV6("IPv6", "-6", Figure.PING6_MS, Figure.TCP6_GBPS, Figure.UDP6_GBPS, Figure.UDP6_LOSS_PERCENT);

  private final String title;
  private final String option;
  private final Figure ping;
  private final Figure tcp;
  private final Figure udp;
  private final Figure udpLoss;

  Family(String title, String option, Figure ping, Figure tcp, Figure udp, Figure udpLoss) {
    this.title = title;
    this.option = option;
    this.ping = ping;
    this.tcp = tcp;
    this.udp = udp;
    this.udpLoss = udpLoss;
  }

  /** For a person. */
  String title() {
    return title;
  }

  /** What ping and iperf3 are given to use it. */
  String option() {
    return option;
  }

  Figure ping() {
    return ping;
  }

  Figure tcp() {
    return tcp;
  }

  Figure udp() {
    return udp;
  }

  Figure udpLoss() {
    return udpLoss;
  }
}
